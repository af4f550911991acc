import type { Attribute } from "./facts/field-facts.ts";
import type { Reader } from "./reader.ts";
import { apply, attributesAt } from "./rules/attributes.ts";
import { readBeyond, readSpeechToAgents } from "./rules/beyond.ts";
import { readDefinition } from "./rules/definitions.ts";
import { readFieldList } from "./rules/field-list.ts";
import { readFieldsSaid } from "./rules/fields-said.ts";
import { filterRules } from "./rules/filters.ts";
import { RuleIndex } from "./grammar/attribute-rule.ts";
import { markRules } from "./rules/marks.ts";
import { operationRules, readOperation } from "./rules/operations.ts";
import { isPageClause, pageRules } from "./rules/pages.ts";
import { pairRules } from "./rules/pairs.ts";
import { relationRules } from "./rules/relations.ts";
import { readRemark } from "./rules/remarks.ts";
import { readPath, readRoute } from "./rules/routes.ts";
import { readRow } from "./rules/rows.ts";
import type { Rule } from "./rules/rule.ts";
import { readShape, shapeRules } from "./rules/shapes.ts";
import { sortingRules } from "./rules/sorting.ts";
import { readStatuses } from "./rules/statuses.ts";
import { readStory } from "./rules/stories.ts";
import { readJson } from "./rules/json-example.ts";
import { serviceRules } from "./rules/whole-service.ts";

const rules = new RuleIndex<Rule>([...pairRules, ...relationRules, ...serviceRules, ...markRules, ...sortingRules, ...filterRules, ...shapeRules, ...operationRules]);
const pageIndex = new RuleIndex<Rule>(pageRules);

/** Reads a clause: what it says goes into the understanding, what it leaves over stays with the reader. */
export function readClause(reader: Reader): void {
  if (readSpeechToAgents(reader)) return;
  readStory(reader);
  if (reader.segment.kind === "heading") readHeading(reader);
  if (reader.segment.kind === "code" && readJson(reader)) return;
  if (reader.segment.kind === "row" && readRow(reader)) return finish(reader);
  scan(reader, reader.segment.kind === "item" || reader.segment.kind === "code" ? readItem(reader) : 0);
  finish(reader);
}

function finish(reader: Reader): void {
  readStatuses(reader);
  readBeyond(reader);
  reader.tokens.forEach((token, at) => {
    if (reader.known.titleWords.has(token.word)) reader.use(at, at + 1);
  });
  readRemark(reader);
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
  const short = reader.tokens.length <= 4;
  reader.context.items = reader.mentions(/^(?:fields|properties|attributes|model|entity|data|schema)$/) || (short && reader.paths.size > 0 && reader.segment.depth > 1) ? "fields" : "anything";
  reader.context.given = [];
}

/** An item of a list of fields is a field; returns where what is left of the item starts. */
function readItem(reader: Reader): number {
  const first = reader.tokens[0];
  if (first === undefined || reader.context.items !== "fields" || reader.entity === undefined || reader.used(0)) return 0;
  const known = reader.scope.fieldAt(reader.tokens, 0);
  const verb = reader.tokens.findIndex((token) => /^(?:is|are|must|can|may|has|have|cannot|should)$/.test(token.word) && token.kind === "word");
  const colon = reader.tokens.findIndex((token) => /^[:(\-]$/.test(token.word) && token.kind === "mark");
  if (/^(?:get|post|put|patch|delete|list|create|add|filter|sort|search|users?|no|when|if|only|each|every|deleting|creating|all|any|unknown|invalid)$/.test(first.word) && !first.code && known === undefined) return 0;
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
    const field = reader.scope.fieldAt(tokens, at);
    if (field !== undefined) {
      const together = lastField >= 0 && tokens.slice(lastField, at).every((token) => joins.test(token.word));
      reader.subjects = together ? [...reader.subjects, field.field] : [field.field];
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
    if (part?.code === true && envelope !== undefined && envelope !== "bare" && Object.values(envelope).includes(part.text)) {
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
      reader.entity = entity.entity;
      reader.use(at, entity.end);
      reader.met(`entities/${entity.entity.name}`);
      at = entity.end;
      continue;
    }
    if (/^(?:both|all)$/.test(reader.word(at)) && /^(?:are|is|must|have|of|should|fields|required|need|can|may|cannot)$/.test(reader.word(at + 1))) {
      const listed = reader.listed.length > 0 ? reader.listed : reader.context.listed;
      if (listed.length > 0) reader.subjects = reader.word(at) === "both" ? listed.slice(-2) : [...listed];
    }
    if (/^(?:it|they|this|those|these)$/.test(reader.word(at)) && !isPageClause(reader) && reader.subjects.length === 0 && at < 3) reader.subjects = [...reader.context.subjects];
    at += 1;
  }
}

/** A value of a field's choices, mentioned. */
function choiceAt(reader: Reader, at: number): number | undefined {
  const token = reader.tokens[at];
  if (token === undefined || (token.kind !== "word" && token.kind !== "string") || reader.entity === undefined) return undefined;
  for (const field of reader.entity.fields.values()) {
    for (const choice of field.get("choices") ?? []) {
      const words = token.kind === "string" ? [choice] : choice.split(" ");
      const here = words.every((word, index) => reader.tokens[at + index]?.text.toLowerCase() === word.toLowerCase());
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
  const indexes = isPageClause(reader) ? [pageIndex, rules] : [rules];
  for (const index of indexes) {
    for (const { rule, match } of index.matches(reader.tokens, at, reader.slots)) {
      if (!rule.apply(reader, match)) continue;
      reader.use(match.start, match.end);
      let end = match.end;
      while (reader.used(end)) end += 1;
      return end;
    }
  }
  const path = readPath(reader, at);
  if (path !== undefined) return path;
  const fields = readFieldsSaid(reader, at) ?? readDefinition(reader, at);
  if (fields !== undefined) return fields;
  return readOperation(reader, at) ?? readAttribute(reader, at);
}

/** An attribute of the fields at hand, or of the field that follows. */
function readAttribute(reader: Reader, at: number): number | undefined {
  const before = reader.word(/^(?:a|an|any|the|valid|either)$/.test(reader.word(at - 1)) ? at - 2 : at - 1);
  const typed = reader.subjects.length > 0 && /^(?:is|are|be|as|:|\(|of|either|being|-|,|or)$/.test(before) && reader.scope.fieldAt(reader.tokens, at) === undefined;
  const found = attributesAt(reader, at, typed);
  if (found === undefined) return undefined;
  const matched = refusesWhatItSays(reader) ? { ...found, attributes: found.attributes.map(opposite) } : found;
  const ahead = reader.scope.fieldAt(reader.tokens, matched.end);
  if (ahead !== undefined && !matched.attributes.some((attribute) => attribute.aspect === "default")) {
    apply(reader, [ahead.field], matched.attributes);
    reader.subjects = [ahead.field];
    reader.use(at, ahead.end);
    return ahead.end;
  }
  const subjects = reader.subjects.length > 0 ? reader.subjects : heirs(reader, matched.attributes.find((attribute) => attribute.aspect === "default")?.value);
  if (subjects.length === 0) {
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
  return reader.mentions(/^(?:refused|rejected|refuse|reject|forbidden|refuses|rejects|disallowed)$/) && !reader.mentions(/^(?:must|shall|should|not|cannot|never|otherwise|required|unless)$/);
}

function opposite(attribute: Attribute): Attribute {
  if (attribute.aspect === "mustBe") return { aspect: "mustBe", value: attribute.value === "past" ? "future" : "past" };
  if (attribute.aspect === "exclusiveMinimum") return { aspect: "maximum", value: attribute.value };
  if (attribute.aspect === "exclusiveMaximum") return { aspect: "minimum", value: attribute.value };
  if (attribute.aspect === "minLength" && attribute.value > 1) return { aspect: "maxLength", value: attribute.value - 1 };
  if (attribute.aspect === "maxLength") return { aspect: "minLength", value: attribute.value + 1 };
  if (attribute.aspect === "minItems" && attribute.value > 1) return { aspect: "maxItems", value: attribute.value - 1 };
  return attribute;
}

/** The field that a default belongs to when only its value is said: "new tasks start as open". */
function heirs(reader: Reader, value: unknown): Reader["subjects"] {
  if (reader.entity === undefined || value === undefined) return [];
  const fields = [...reader.entity.fields.values()];
  return fields.filter((field) => typeof value === "string" && field.get("choices")?.includes(value) === true).slice(0, 1);
}
