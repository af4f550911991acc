import type { EntityFacts } from "./facts/entity-facts.ts";
import type { Attribute, FieldFacts } from "./facts/field-facts.ts";
import { RuleIndex } from "./grammar/attribute-rule.ts";
import { exampleOpenerEnd, examplesEnd } from "./grammar/examples.ts";
import type { Reader } from "./reader.ts";
import { absentDeleteRules } from "./rules/absent-deletes.ts";
import { readAct } from "./rules/acts.ts";
import { alternativeRules } from "./rules/alternatives.ts";
import { answerSpeechRules } from "./rules/answer-speech.ts";
import { askingRules } from "./rules/asking.ts";
import { attachingRules } from "./rules/attaching.ts";
import { apply, attributesAt } from "./rules/attributes.ts";
import { belongingRules } from "./rules/belongings.ts";
import { readBeyond, readSpeechToAgents } from "./rules/beyond.ts";
import { browsingRules, readTotalHeader } from "./rules/browsing.ts";
import { capitalsRules } from "./rules/capitals.ts";
import { readCodeLine } from "./rules/code-lines.ts";
import { readCodeList } from "./rules/code-list.ts";
import { conditionalRules } from "./rules/conditional-values.ts";
import { readDefinition } from "./rules/definitions.ts";
import { dependentRules } from "./rules/dependents.ts";
import { errorCodeRules, unknownFieldRules } from "./rules/error-object.ts";
import { errorShapeRules } from "./rules/error-shapes.ts";
import { everyElementRules } from "./rules/every-element.ts";
import { exceptionRules } from "./rules/exceptions.ts";
import { type FieldItem, openingField, readRest } from "./rules/field-item.ts";
import { readFieldList } from "./rules/field-list.ts";
import { fieldSpeechRules } from "./rules/field-speech.ts";
import { readFieldsSaid } from "./rules/fields-said.ts";
import { filterRules } from "./rules/filters.ts";
import { firstStateRules } from "./rules/first-state.ts";
import { asideRules, readFragment } from "./rules/fragments.ts";
import { identifierRules } from "./rules/identifiers.ts";
import { readJson } from "./rules/json-example.ts";
import { keySaidRules } from "./rules/key-said.ts";
import { latterRules } from "./rules/latter.ts";
import { likewiseRules } from "./rules/like-wise.ts";
import { listSpeechRules } from "./rules/list-speech.ts";
import { markRules } from "./rules/marks.ts";
import { mixedFieldRules } from "./rules/mixed-fields.ts";
import { namesToldRules } from "./rules/names-told.ts";
import { narrowingRules } from "./rules/narrowing.ts";
import { neitherRules } from "./rules/neither.ts";
import { onePerRules } from "./rules/one-per.ts";
import { readOpeningNames } from "./rules/opening-names.ts";
import { operationRules, readOperation } from "./rules/operations.ts";
import { eventOrderRules } from "./rules/order-by-event.ts";
import {
  orderSpeechRules,
  otherwiseOrderRules,
  unpagedRules,
  usualOrderRules,
} from "./rules/order-speech.ts";
import { orderRules } from "./rules/orders.ts";
import { pageSizeRules } from "./rules/page-sizes.ts";
import { isPageClause, pageRules } from "./rules/pages.ts";
import { pairRules } from "./rules/pairs.ts";
import { isParameterTable, readParameterRow } from "./rules/parameter-rows.ts";
import { useUnits } from "./rules/post-attributes.ts";
import { propertyNameRules } from "./rules/property-names.ts";
import { querySpeechRules } from "./rules/query-speech.ts";
import { rangeRules } from "./rules/ranges.ts";
import { recurrenceRules } from "./rules/recurrence.ts";
import { relationRules } from "./rules/relations.ts";
import { readRemark } from "./rules/remarks.ts";
import { renameRules } from "./rules/renames.ts";
import { replacingRules } from "./rules/replacing.ts";
import { restRules } from "./rules/rest-of-fields.ts";
import { readPath, readRoute } from "./rules/routes.ts";
import { readRow } from "./rules/rows.ts";
import type { Rule } from "./rules/rule.ts";
import { samenessRules } from "./rules/sameness.ts";
import { sampleSpeechRules } from "./rules/sample-speech.ts";
import { readShape, shapeRules } from "./rules/shapes.ts";
import { sortRequestRules } from "./rules/sort-requests.ts";
import { sortingRules } from "./rules/sorting.ts";
import { stampRules } from "./rules/stamps.ts";
import { readStatuses } from "./rules/statuses.ts";
import { readStep } from "./rules/steps.ts";
import { readStory } from "./rules/stories.ts";
import { superlativeRules } from "./rules/superlative-order.ts";
import { upsertRules } from "./rules/upserts.ts";
import { serviceRules } from "./rules/whole-service.ts";
import { wrappingRules } from "./rules/wrapping.ts";

const rules = new RuleIndex<Rule>([
  ...propertyNameRules,
  ...mixedFieldRules,
  ...everyElementRules,
  ...sampleSpeechRules,
  ...sortRequestRules,
  ...wrappingRules,
  ...likewiseRules,
  ...latterRules,
  ...recurrenceRules,
  ...absentDeleteRules,
  ...alternativeRules,
  ...keySaidRules,
  ...attachingRules,
  ...eventOrderRules,
  ...namesToldRules,
  ...askingRules,
  ...firstStateRules,
  ...replacingRules,
  ...belongingRules,
  ...samenessRules,
  ...errorShapeRules,
  ...fieldSpeechRules,
  ...querySpeechRules,
  ...answerSpeechRules,
  ...errorCodeRules,
  ...unknownFieldRules,
  ...neitherRules,
  ...stampRules,
  ...orderSpeechRules,
  ...otherwiseOrderRules,
  ...usualOrderRules,
  ...listSpeechRules,
  ...conditionalRules,
  ...pageSizeRules,
  ...superlativeRules,
  ...exceptionRules,
  ...narrowingRules,
  ...upsertRules,
  ...renameRules,
  ...browsingRules,
  ...capitalsRules,
  ...onePerRules,
  ...restRules,
  ...pairRules,
  ...identifierRules,
  ...dependentRules,
  ...orderRules,
  ...rangeRules,
  ...relationRules,
  ...serviceRules,
  ...markRules,
  ...asideRules,
  ...sortingRules,
  ...filterRules,
  ...shapeRules,
  ...operationRules,
]);
const pageIndex = new RuleIndex<Rule>([...unpagedRules, ...pageRules]);

/** Reads a clause: what it says goes into the understanding, what it leaves over stays with the reader. */
export function readClause(reader: Reader): void {
  if (readSpeechToAgents(reader)) return;
  if (readStep(reader)) return;
  readStory(reader);
  if (reader.segment.kind === "heading") readHeading(reader);
  if (readCodeList(reader)) return;
  if (reader.segment.kind === "code" && readJson(reader)) return;
  if (reader.segment.kind === "code" && readCodeLine(reader)) {
    finish(reader);
    return;
  }
  if (
    reader.segment.kind === "row" &&
    isParameterTable(reader.segment.columns ?? []) &&
    readParameterRow(reader)
  ) {
    scan(reader, 0);
    finish(reader);
    return;
  }
  if (reader.segment.kind === "row" && readRow(reader)) {
    finish(reader);
    return;
  }
  readTotalHeader(reader);
  const item = readsFields(reader) ? openingField(reader) : undefined;
  if (item === undefined)
    scan(
      reader,
      reader.segment.kind === "item" || reader.segment.kind === "code"
        ? readItem(reader)
        : readFragment(reader),
    );
  else readFieldItem(reader, item);
  finish(reader);
}

function finish(reader: Reader): void {
  readStatuses(reader);
  readBeyond(reader);
  useUnits(reader);
  reader.tokens.forEach((token, at) => {
    if (reader.known.titleWords.has(token.word)) reader.use(at, at + 1);
  });
  readRemark(reader);
  for (const { field, end } of reader.bare) field.unsure = reader.missed(end);
}

/** A heading that names a thing, or speaks of fields, sets what follows it is about. */
function readHeading(reader: Reader): void {
  for (let at = 0; at < reader.tokens.length; at += 1) {
    const found = reader.scope.entityAt(reader.tokens, at);
    if (found === undefined) continue;
    reader.entity = found.entity;
    reader.use(at, found.end);
    reader.met(`entities/${found.entity.name}`);
    break;
  }
  const bracket = reader.tokens.findIndex((token) => token.word === "(");
  if (bracket > 0 && reader.segment.depth === 1) reader.use(bracket, reader.tokens.length);
  const short = reader.tokens.length <= 4;
  reader.context.items =
    reader.mentions(/^(?:fields|properties|attributes|model|entity|data|schema)$/) ||
    (short && reader.paths.size > 0 && reader.segment.depth > 1)
      ? "fields"
      : "anything";
  reader.context.given = [];
}

/** Whether the clause is an item of a list of fields, and not what is said further of the item before. */
function readsFields(reader: Reader): boolean {
  return (
    reader.segment.kind === "item" &&
    reader.segment.continues !== true &&
    reader.context.items === "fields" &&
    !opensOtherwise(reader)
  );
}

/** An item that is about one field: all that it says is said of that. */
function readFieldItem(reader: Reader, item: FieldItem): void {
  reader.about = item.field;
  reader.subjects = [item.field];
  scan(reader, item.end);
  readRest(reader, item);
  reader.subjects = [item.field];
  reader.listed = [...reader.context.listed, item.field];
}

const notNames =
  /^(?:get|post|put|patch|delete|list|create|add|filter|sort|search|users?|no|when|if|only|each|every|deleting|creating|all|any|unknown|invalid)$/;

/** Whether an item starts with a word of what is done, which is the name of no field. */
function opensOtherwise(reader: Reader): boolean {
  const [first] = reader.tokens;
  return (
    first === undefined ||
    (!first.code && notNames.test(first.word) && reader.scope.fieldAt(reader.tokens, 0) === undefined)
  );
}

/** Whether an item says something of several fields that there are already: "title and place are mandatory, …". */
function saysOfSeveral(reader: Reader): boolean {
  let count = 0;
  let at = 0;
  for (;;) {
    while (/^(?:,|and|or|both|the|its)$/.test(reader.word(at))) at += 1;
    const found = reader.scope.fieldAt(reader.tokens, at);
    if (found === undefined) break;
    count += 1;
    at = found.end;
  }
  return count > 1 && /^(?:is|are|must|can|may|have|has|should|shall|cannot|need)$/.test(reader.word(at));
}

/** An item of a list of fields is a field; returns where what is left of the item starts. */
function readItem(reader: Reader): number {
  const first = reader.tokens[0];
  if (reader.segment.continues === true) {
    if (reader.subjects.length === 0) reader.subjects = [...reader.context.subjects];
    return 0;
  }
  if (first === undefined || reader.entity === undefined || reader.used(0)) return 0;
  if (reader.context.items !== "fields") return readOpeningNames(reader);
  if (saysOfSeveral(reader)) return 0;
  const known = reader.scope.fieldAt(reader.tokens, 0);
  const verb = reader.tokens.findIndex(
    (token) => /^(?:is|are|must|can|may|has|have|cannot|should)$/.test(token.word) && token.kind === "word",
  );
  const colon = reader.tokens.findIndex((token) => /^[:(-]$/.test(token.word) && token.kind === "mark");
  if (opensOtherwise(reader)) return 0;
  if (known === undefined && verb > 0 && verb < 6 && (colon < 0 || colon > verb)) return 0;
  const result = readFieldList(reader, 0, reader.context.given);
  if (result.fields.length === 0) return result.end;
  reader.subjects = result.fields.slice(-1);
  reader.listed = [...reader.context.listed, ...result.fields];
  return result.end;
}

const joins = /^(?:,|and|or|nor|the|its|their|both|a|an|also|'s|\/|all|of)$/;

function scan(reader: Reader, start: number): void {
  const { tokens } = reader;
  let lastField = -1;
  let at = start;
  let guard = 0;
  while (at < tokens.length && guard < tokens.length * 4 + 20) {
    guard += 1;
    if (reader.used(at)) {
      at += 1;
      continue;
    }
    const next = step(reader, at);
    if (next !== undefined && next > at) {
      at = next;
      continue;
    }
    const examples = exampleOpenerEnd(tokens, at);
    if (examples !== undefined && reader.entity !== undefined) {
      const end = examplesEnd(tokens, examples);
      reader.use(at, end);
      at = Math.max(end, at + 1);
      continue;
    }
    const field = reader.scope.fieldAt(tokens, at);
    if (field !== undefined) {
      const together = lastField >= 0 && tokens.slice(lastField, at).every((token) => joins.test(token.word));
      if (reader.about === undefined)
        reader.subjects = together ? [...reader.subjects, field.field] : [field.field];
      if (!reader.listed.includes(field.field)) reader.listed.push(field.field);
      lastField = field.end;
      reader.use(at, field.end);
      reader.metField(field.field);
      if (reader.pending.length > 0) {
        apply(reader, [field.field], reader.pending);
        reader.pending = [];
      }
      at = field.end;
      continue;
    }
    const part = tokens[at];
    const envelope = reader.entity?.get("envelope");
    if (
      part?.code === true &&
      envelope !== undefined &&
      envelope !== "bare" &&
      Object.values(envelope).includes(part.text)
    ) {
      reader.met(`entities/${reader.entity?.name ?? ""}/list/envelope`);
      reader.use(at, at + 1);
      at += 1;
      continue;
    }
    const choice = choiceAt(reader, at);
    if (choice !== undefined) {
      reader.use(at, choice);
      at = choice;
      continue;
    }
    const entity = reader.scope.entityAt(tokens, at);
    if (entity !== undefined) {
      if (!isOwnerOf(reader, entity.entity, at)) reader.entity = entity.entity;
      reader.use(at, entity.end);
      reader.met(`entities/${entity.entity.name}`);
      at = entity.end;
      continue;
    }
    if (
      /^(?:both|all)$/.test(reader.word(at)) &&
      /^(?:are|is|must|have|of|should|fields|required|need|can|may|cannot|two|three|four|five|six|seven|eight)$/.test(
        reader.word(at + 1),
      )
    ) {
      const listed = reader.listed.length > 0 ? reader.listed : reader.context.listed;
      const spoken =
        reader.spoken.length > 1 ? reader.spoken : reader.spoken.length > 0 ? [] : reader.context.spoken;
      if (reader.word(at) === "both" && spoken.length > 1) reader.subjects = spoken.slice(-2);
      else if (listed.length > 0)
        reader.subjects = reader.word(at) === "both" ? listed.slice(-2) : [...listed];
    }
    const counted = countedBefore(reader, at);
    if (counted !== undefined) {
      reader.subjects = counted.fields;
      reader.use(at, counted.end);
      at = counted.end;
      continue;
    }
    if (
      /^(?:it|they|this|those|these)$/.test(reader.word(at)) &&
      !isPageClause(reader) &&
      reader.subjects.length === 0 &&
      at < 3
    )
      reader.subjects = [...reader.context.subjects];
    at += 1;
  }
}

/** "These three are mandatory": the fields of the list before, as many as the number says. */
function countedBefore(reader: Reader, at: number): { fields: FieldFacts[]; end: number } | undefined {
  if (!/^(?:these|those|the|all)$/.test(reader.word(at))) return undefined;
  const of = reader.word(at) === "all" && /^(?:these|those|the)$/.test(reader.word(at + 1)) ? at + 1 : at;
  const count = reader.tokens[of + 1]?.value;
  const listed = reader.listed.length > 1 ? reader.listed : reader.context.listed;
  if (count === undefined || count < 2 || count > listed.length) return undefined;
  const end = /^(?:fields|values|properties|ones)$/.test(reader.word(of + 2)) ? of + 3 : of + 2;
  if (!/^(?:are|must|have|need|should|can|may|cannot)$/.test(reader.word(end))) return undefined;
  return { fields: listed.slice(-count), end };
}

/** Whether a thing is only named to say whose the one at hand is: "the readings of a station". */
function isOwnerOf(reader: Reader, owner: EntityFacts, at: number): boolean {
  const before = /^(?:a|an|the|that|this|each|one|any|its|their)$/.test(reader.word(at - 1))
    ? at - 2
    : at - 1;
  const subject = reader.entity;
  if (
    subject === undefined ||
    subject === owner ||
    !/^(?:of|for|below|under|within)$/.test(reader.word(before))
  )
    return false;
  const named = reader.scope.entityAt(reader.tokens, before - 1)?.entity === subject;
  return named && [...subject.fields.values()].some((field) => field.get("references") === owner.name);
}

/** A value of a field's choices, mentioned. */
function choiceAt(reader: Reader, at: number): number | undefined {
  const token = reader.tokens[at];
  if (
    token === undefined ||
    (token.kind !== "word" && token.kind !== "string") ||
    reader.entity === undefined
  )
    return undefined;
  for (const field of reader.entity.fields.values()) {
    for (const choice of field.get("choices") ?? []) {
      const words = token.kind === "string" ? [choice] : choice.split(" ");
      const here = words.every(
        (word, index) => reader.tokens[at + index]?.text.toLowerCase() === word.toLowerCase(),
      );
      if (here) return at + words.length;
    }
  }
  return undefined;
}

/** One thing said at a position; gives where it ends. */
function step(reader: Reader, at: number): number | undefined {
  const route = readRoute(reader, at);
  if (route !== undefined) return route;
  if (reader.word(at) === "{") {
    const shape = readShape(reader, at);
    if (shape !== undefined) return shape;
  }
  const said = reader.about === undefined ? undefined : attributesAt(reader, at, true);
  const indexes = isPageClause(reader) && reader.about === undefined ? [pageIndex, rules] : [rules];
  for (const index of indexes) {
    for (const { rule, match } of index.matches(reader.tokens, at, reader.slots)) {
      if (said !== undefined && match.end <= said.end) continue;
      if (!rule.apply(reader, match)) continue;
      reader.use(match.start, match.end);
      let end = match.end;
      while (reader.used(end)) end += 1;
      return end;
    }
  }
  const path = readPath(reader, at);
  if (path !== undefined) return path;
  if (reader.about !== undefined) {
    if (said === undefined) return undefined;
    apply(reader, [reader.about], said.attributes);
    reader.use(at, said.end);
    return said.end;
  }
  const fields =
    isEnvelopeName(reader, at) || isEnvelopeName(reader, at + 1)
      ? undefined
      : (readFieldsSaid(reader, at) ?? readDefinition(reader, at));
  if (fields !== undefined) return fields;
  return readAct(reader, at) ?? readOperation(reader, at) ?? readAttribute(reader, at);
}

/** A property of the list's answer, which is no field of what is listed. */
function isEnvelopeName(reader: Reader, at: number): boolean {
  const token = reader.tokens[at];
  const envelope = reader.entity?.get("envelope");
  return (
    token?.code === true &&
    envelope !== undefined &&
    envelope !== "bare" &&
    Object.values(envelope).includes(token.text)
  );
}

/** An attribute of the fields at hand, or of the field that follows. */
function readAttribute(reader: Reader, at: number): number | undefined {
  const before = reader.word(/^(?:a|an|any|the|valid|either)$/.test(reader.word(at - 1)) ? at - 2 : at - 1);
  const typed =
    reader.subjects.length > 0 &&
    /^(?:is|are|be|as|:|\(|of|either|being|-|,|or)$/.test(before) &&
    reader.scope.fieldAt(reader.tokens, at) === undefined;
  const found = attributesAt(reader, at, typed);
  if (found === undefined) return undefined;
  const choosing = found.attributes.some((attribute) => attribute.aspect === "choices");
  const unread = reader.missed(at - 2) || (reader.tokens[at - 2]?.kind === "string" && !reader.used(at - 2));
  if (choosing && /^[:,-]$/.test(reader.word(at - 1)) && unread) return undefined;
  const matched = refusesWhatItSays(reader)
    ? { ...found, attributes: found.attributes.map(opposite) }
    : found;
  const place = /^(?:over|under|above|below)$/.test(reader.word(at));
  const ahead = reader.scope.fieldAt(reader.tokens, matched.end);
  if (ahead !== undefined && place) return undefined;
  if (ahead !== undefined && !matched.attributes.some((attribute) => attribute.aspect === "default")) {
    apply(reader, [ahead.field], matched.attributes);
    reader.subjects = [ahead.field];
    reader.use(at, ahead.end);
    return ahead.end;
  }
  const subjects =
    reader.subjects.length > 0
      ? reader.subjects
      : heirs(reader, matched.attributes.find((attribute) => attribute.aspect === "default")?.value);
  if (subjects.length === 0) {
    const meant =
      reader.tokens.slice(at, matched.end).some((token) => /^(?:it|they|this|none|one)$/.test(token.word)) &&
      at < 3
        ? reader.context.subjects
        : [];
    if (meant.length === 1 && matched.attributes.length > 0) {
      apply(reader, meant, matched.attributes);
      reader.use(at, matched.end);
      return matched.end;
    }
    if (reader.segment.kind === "item" && reader.context.subjects.length > 0 && at === 0) {
      apply(reader, reader.context.subjects, matched.attributes);
      reader.use(at, matched.end);
      return matched.end;
    }
    if (matched.attributes.length === 0) return undefined;
    if (/^(?:required|mandatory|optional|unique)$/.test(reader.word(at))) {
      reader.pending.push(...matched.attributes);
      reader.use(at, matched.end);
      return matched.end;
    }
    return undefined;
  }
  apply(reader, subjects, matched.attributes);
  reader.use(at, matched.end);
  return matched.end;
}

/** "A date in the future is refused" says what a value must not be. */
function refusesWhatItSays(reader: Reader): boolean {
  return (
    reader.mentions(/^(?:refused|rejected|refuse|reject|forbidden|refuses|rejects|disallowed)$/) &&
    !reader.mentions(/^(?:must|shall|should|not|cannot|never|otherwise|required|unless)$/)
  );
}

function opposite(attribute: Attribute): Attribute {
  if (attribute.aspect === "mustBe")
    return { aspect: "mustBe", value: attribute.value === "past" ? "future" : "past" };
  if (attribute.aspect === "exclusiveMinimum") return { aspect: "maximum", value: attribute.value };
  if (attribute.aspect === "exclusiveMaximum") return { aspect: "minimum", value: attribute.value };
  if (attribute.aspect === "minLength" && attribute.value > 1)
    return { aspect: "maxLength", value: attribute.value - 1 };
  if (attribute.aspect === "maxLength") return { aspect: "minLength", value: attribute.value + 1 };
  if (attribute.aspect === "minItems" && attribute.value > 1)
    return { aspect: "maxItems", value: attribute.value - 1 };
  return attribute;
}

/** The field that a default belongs to when only its value is said: "new tasks start as open". */
function heirs(reader: Reader, value: unknown): Reader["subjects"] {
  if (reader.entity === undefined || value === undefined) return [];
  const fields = [...reader.entity.fields.values()];
  return fields
    .filter((field) => typeof value === "string" && field.get("choices")?.includes(value) === true)
    .slice(0, 1);
}
