import type { Filter } from "../../../blueprint/entity.ts";
import type { EntityFacts } from "../facts/entity-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { addFilter, addParameter, comparisonFor } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";
import { addSort, isSortParameter } from "./sorting.ts";

/** Reads names of query parameters one after the other; gives where they end, or undefined when one is unknown. */
function parametersFrom(reader: Reader, entity: EntityFacts, start: number): number | undefined {
  let end: number | undefined;
  for (let at = start; at < reader.tokens.length; at += 1) {
    const token = reader.tokens[at];
    const found = reader.scope.fieldAt(reader.tokens, at);
    if (token !== undefined && isName(token)) {
      if (!addParameter(reader, entity, token.text, at)) break;
      end = at + 1;
    } else if (found !== undefined && found.field.entity === entity.name) {
      const parameter = found.field.name;
      addFilter(reader, entity, {
        parameter,
        fields: [parameter],
        comparison: comparisonFor(found.field, false),
      });
      reader.metField(found.field);
      end = found.end;
      at = found.end - 1;
    } else if (!/^(?:,|and|or|also|the|\/|\?)$/.test(reader.word(at))) break;
  }
  return end;
}

function ownerOf(reader: Reader, match: Parameters<Rule["apply"]>[1]): EntityFacts | undefined {
  return slot(match, "entity")[0]?.entity ?? reader.entity;
}

const bounds: readonly (readonly [RegExp, Filter["comparison"]])[] = [
  [/\b(?:at least|not less|or more|or above|or later|from)\b/, "at-least"],
  [/\b(?:at most|up to|not more|or less|or below|or earlier|until)\b/, "at-most"],
  [/\b(?:more than|above|after|over|greater|higher|later)\b/, "greater"],
  [/\b(?:less than|below|before|under|lower|earlier)\b/, "less"],
];

/** "salaryFrom gives the jobs whose salaryMax is at least that much". */
function compared(reader: Reader, match: Parameters<Rule["apply"]>[1]): boolean {
  const field = slot(match, "field")[0]?.field;
  const entity = field === undefined ? undefined : reader.known.byName(field.entity);
  const parameter = reader.tokens[match.start]?.text ?? "";
  if (field === undefined || entity === undefined || !/^[A-Za-z_]\w*$/.test(parameter)) return false;
  const said = reader.tokens
    .slice(match.start, match.end)
    .map((token) => token.word)
    .join(" ");
  const comparison = bounds.find(([pattern]) => pattern.test(said))?.[1] ?? comparisonFor(field, false);
  entity.filters.splice(
    0,
    entity.filters.length,
    ...entity.filters.filter((filter) => filter.parameter !== parameter),
  );
  addFilter(reader, entity, { parameter, fields: [field.name], comparison });
  reader.metField(field);
  return true;
}

/** "q finds jobs whose title or company contain the text". */
function containing(reader: Reader, match: Parameters<Rule["apply"]>[1]): boolean {
  const fields = slot(match, "fields").flatMap((one) => [...one.fields]);
  const entity = fields[0] === undefined ? undefined : reader.known.byName(fields[0].entity);
  const parameter = reader.tokens[match.start]?.text ?? "";
  if (
    entity === undefined ||
    !/^[A-Za-z_]\w*$/.test(parameter) ||
    (entity.field(parameter) !== undefined && fields.every((field) => field !== entity.field(parameter)))
  )
    return false;
  const names = fields.filter((field) => field.entity === entity.name).map((field) => field.name);
  addFilter(reader, entity, { parameter, fields: names, comparison: "contains" });
  for (const field of fields) reader.metField(field);
  return true;
}

const gives =
  "(,|which|that|:|-)? (,|which|that)? (finds|gives|returns|shows|lists|selects|keeps|yields|looks for|searches for|matches|filters for|means) (only|all|just)? (the|those|all)?";
const that =
  "(that much|that|this|it|the value|as much|the given value|this value|that value|the number|this number|the given number|that number|the amount)?";
const text =
  "(the|that|this|a|any|given)? (text|word|term|value|string|it|words|phrase|that|this|search term|given text)?";

/** Query parameters as people tell of them. */
export const querySpeechRules: readonly Rule[] = [
  rule(
    [
      "(the|list|query|possible|available|supported)? (filters|filter parameters|filter) (for|on|of|in|over) (the|a)? (list|collection|overview|<entity>|<entity> list|list of <entity>) (are|is|:|are :)",
    ],
    (reader, match) => {
      const entity = ownerOf(reader, match);
      const end = entity === undefined ? undefined : parametersFrom(reader, entity, match.end);
      if (end === undefined) return false;
      reader.use(match.start, end);
      return true;
    },
  ),
  rule(
    [
      "(in addition|also|additionally|further|furthermore|besides|moreover)? ,? (there are|there is|we have|we need|i want|provide|offer) (the)? <fields> as (exact|optional|further|additional|query|simple)? (filter|filters|query parameters|parameters)",
    ],
    (reader, match) => {
      for (const { fields } of slot(match, "fields")) {
        for (const field of fields) {
          const entity = reader.known.byName(field.entity);
          if (entity === undefined) continue;
          const element =
            comparisonFor(field, false) === "has-element" &&
            reader.tokens
              .slice(match.start, match.end)
              .some((token) => token.word === field.name.toLowerCase().replace(/s$/, ""));
          addFilter(reader, entity, {
            parameter: element ? field.name.replace(/s$/, "") : field.name,
            fields: [field.name],
            comparison: comparisonFor(field, false),
          });
          reader.metField(field);
        }
      }
      return true;
    },
  ),
  rule(
    [
      `<word> ${gives} (<entity>|ones) (whose|where|with) (the|a)? <field> (is|are|lies|of|being)? (equal to|at least|at most|more than|less than|above|below|before|after|over|under|up to|from|not more than|not less than|exactly|on or after|on or before) ${that} (or (more|less|above|below|later|earlier))?`,
    ],
    compared,
  ),
  rule(
    [
      `<word> ${gives} (<entity>|ones|whatever|everything|in|all) (whose|where|that have|with|in which|which have|having)? (the|its|a|their)? <fields> (~contain|~include|~match|~hold|~have) ${text} (somewhere|anywhere|in it)?`,
    ],
    containing,
  ),
  rule(
    [
      "(all|any|several|some|each|both|many) (of)? (these|them|those|the filters|filters|the parameters|parameters) (can|may|could|must|should) (freely|also|all)? be (freely)? (combined|used together|mixed|given together|used at once|used at the same time)",
      "(filters|parameters|the filters|they|these) (can|may) (freely|also|all)? be (freely)? (combined|mixed|used together)",
      "(in)? (any)? (combination|combinations) (of (these|them|those))? (is|are)? (allowed|possible|fine|ok)?",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined || entity.filters.length === 0) return false;
      reader.met(`entities/${entity.name}/list`);
      return true;
    },
  ),
  rule(
    [
      "(sorting|sort|ordering|order|sorted|sortable)? (:|by|with|via|using|through)? (the|a)? (query)? (parameter)? <name> (\\(|:|is|can be|may be|accepts|takes|being|=|-|,)? (one of|any of|either|by|values|value|of)? (the)? <fields> \\)?",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      const fields = slot(match, "fields").flatMap((one) => [...one.fields]);
      const entity = fields[0] === undefined ? undefined : reader.known.byName(fields[0].entity);
      if (entity === undefined || entity.field(name) !== undefined || !isSortParameter(reader, entity, name))
        return false;
      for (let at = match.end; reader.word(at) === "|"; ) {
        const next = reader.scope.fieldAt(reader.tokens, at + 1);
        if (next === undefined) break;
        fields.push(next.field);
        reader.use(at, next.end);
        at = next.end;
      }
      addSort(
        reader,
        entity,
        fields.filter((field) => field.entity === entity.name).map((field) => field.name),
      );
      return true;
    },
  ),
  rule(
    [
      "(together with|and|with|plus|,|combined with|along with)? <name> (\\(|:|is|=|being|which is|as|,|-)? (either)? (asc|ascending) (or|and|/|,|\\|) (desc|descending) \\)?",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      const entity = reader.entity;
      if (entity === undefined || !/(?:dir|direction|order)$/i.test(name) || entity.field(name) !== undefined)
        return false;
      entity.set("directionParameter", name, reader.clause);
      reader.met(`entities/${entity.name}/list/sort`);
      return true;
    },
  ),
  rule(
    [
      "(order|ordering|sort order|default order|sorting|sequence) (:|=|is) (by)? (the)? <field> (ascending|descending|asc|desc)? (,? (the)? (oldest|newest|lowest|highest|earliest|latest|first|smallest|largest) first)?",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined || reader.mentions(/^(?:or|parameter|can|may|\?)$/))
        return false;
      const falls = reader.tokens
        .slice(match.start, match.end)
        .some((token) => /^(?:descending|desc|newest|highest|latest|largest)$/.test(token.word));
      entity.set(
        "order",
        { field: field.name, direction: falls ? "descending" : "ascending" },
        reader.clause,
      );
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
  rule(
    [
      "(without (these|them|those|it|that)|by default|otherwise) ,? (the)? (newest|latest|most recent) <entity> (come|comes|are|is) first",
    ],
    (reader, match) => {
      const entity = ownerOf(reader, match);
      if (entity === undefined) return false;
      const made = [...entity.fields.values()].find((field) => field.get("source") === "created-at");
      entity.set("order", { field: made?.name ?? "#created", direction: "descending" }, reader.clause);
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
  rule(
    [
      "(being|is|be|which is|it is|will be)? (left out|omitted|missing|absent|null|empty|not there) ((or|and|/) (null|missing|absent|left out|omitted|empty))? (when|if|once|on|where) (there is|there are|that is|that was|it is|you are)? (nothing (more|left|else)?|no (more|further|next) (pages|page|results|entries|items|<entity>)?|(on)? the (last|final) (page|one)?|(at)? the end)",
    ],
    (reader) => {
      const envelope = reader.entity?.get("envelope");
      if (
        reader.entity === undefined ||
        envelope === undefined ||
        envelope === "bare" ||
        envelope.nextCursor === undefined
      )
        return false;
      reader.met(`entities/${reader.entity.name}/list/envelope`);
      return true;
    },
  ),
  rule(
    [
      "<entity> (are|come|comes|listed|sorted|always)? by (the|their|its)? <field> ,? (in)? (a to z|z to a|from a to z|from z to a|alphabetically|alphabetical order|ascending|descending|ascending order|descending order)",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined) return false;
      const words = reader.tokens
        .slice(match.start, match.end)
        .map((token) => token.word)
        .join(" ");
      entity.set(
        "order",
        { field: field.name, direction: /z to a|descending/.test(words) ? "descending" : "ascending" },
        reader.clause,
      );
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
];
