import type { Filter } from "../../../blueprint/entity.ts";
import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { addFilter, addParameter, comparisonFor } from "./filters.ts";
import { readPageParameter } from "./pages.ts";
import { addSort, isSortParameter } from "./sorting.ts";

/** Whether a table is one of query parameters, by its columns' heads. */
export function isParameterTable(columns: readonly string[]): boolean {
  return (
    /\b(?:query|parameters?|params?|filters?|query string)\b/i.test(columns[0] ?? "") &&
    !columns.some((head) => /^(?:method|path|route|endpoint|url)$/i.test(head))
  );
}

const meanings: readonly (readonly [RegExp, Filter["comparison"]])[] = [
  [
    /\b(?:at least|or (?:later|more|higher|newer|above)|minimum|no (?:earlier|less|lower) than|on or after|from|since|lower (?:bound|limit)|earliest|lowest|not before)\b/,
    "at-least",
  ],
  [
    /\b(?:at most|or (?:earlier|less|lower|older|below)|maximum|no (?:later|more|higher) than|on or before|until|up to|upper (?:bound|limit)|latest|highest|not after)\b/,
    "at-most",
  ],
  [/\b(?:after|above|greater than|more than|later than|newer than)\b/, "greater"],
  [/\b(?:before|below|less than|earlier than|older than)\b/, "less"],
];

/** Reads a row of a table of query parameters: what each narrows, sorts or pages. */
export function readParameterRow(reader: Reader): boolean {
  const entity = reader.entity;
  const bar = reader.tokens.findIndex((token) => token.kind === "mark" && token.word === "|" && !token.code);
  if (entity === undefined || bar < 1) return false;
  const names = reader.tokens
    .slice(0, bar)
    .flatMap((token) =>
      token.kind === "word" && !/^(?:and|or|optional|required)$/.test(token.word) ? [token.text] : [],
    );
  if (names.length === 0) return false;
  reader.use(0, bar);
  for (const name of names) readParameter(reader, entity, name, bar + 1);
  return true;
}

function readParameter(reader: Reader, entity: EntityFacts, name: string, start: number): void {
  if (entity.field(name) === undefined && readPageParameter(reader, entity, name)) return;
  if (isSortParameter(reader, entity, name)) {
    readOrder(reader, entity, name, start);
    return;
  }
  const text = reader.tokens
    .slice(start)
    .map((token) => token.word)
    .join(" ");
  const unsupported = /\b(?:ends? with|fuzzy|wildcards?|relevance)\b/.exec(text)?.[0];
  if (unsupported !== undefined) {
    reader.reasons.push(`the query parameter ${name}: '${unsupported}' is no comparison that this model has`);
    return;
  }
  const said = fieldsFrom(reader, entity, start);
  const several = /\b(?:comma|comma-separated|one or more|several|any of)\b/.test(text);
  const [only] = said;
  if (several && (entity.field(name) ?? only) !== undefined) {
    addFilter(reader, entity, {
      parameter: name,
      fields: [(entity.field(name) ?? only)?.name ?? name],
      comparison: "one-of",
    });
  } else if (!addParameter(reader, entity, name, start) && only !== undefined) {
    const begins = /\b(?:prefix|starts? with|starting with|begins? with|beginning with)\b/.test(text);
    const meant = meanings.find(([words]) => words.test(text))?.[1];
    const partly = /\b(?:contain|contains|containing|part|substring|search|matches|partial)\b/.test(text);
    addFilter(reader, entity, {
      parameter: name,
      fields: partly ? said.map((field) => field.name) : [only.name],
      comparison: begins ? "starts-with" : partly ? "contains" : (meant ?? comparisonFor(only, false)),
    });
  } else if (entity.filters.every((filter) => filter.parameter !== name)) {
    reader.reasons.push(`the query parameter ${name} is not understood`);
    return;
  }
  reader.use(start, reader.tokens.length);
}

/** The fields that `sort` takes and the one it takes by default, or the direction that is the default. */
function readOrder(reader: Reader, entity: EntityFacts, name: string, start: number): void {
  const preset = defaultAt(reader, start);
  if (entity.get("directionParameter") === name) {
    if (/^desc/.test(preset?.word ?? "")) {
      const order = entity.get("order");
      if (order !== undefined) entity.refine("order", { ...order, direction: "descending" }, reader.clause);
      else reader.reasons.push(`that ${name} is ${preset?.word ?? ""} by default needs a field to sort by`);
    }
    reader.use(start, reader.tokens.length);
    return;
  }
  addSort(
    reader,
    entity,
    fieldsFrom(reader, entity, start).map((field) => field.name),
  );
  const field = preset === undefined ? undefined : entity.field(preset.word);
  if (field !== undefined)
    entity.set(
      "order",
      { field: field.name, direction: preset?.reversed === true ? "descending" : "ascending" },
      reader.clause,
    );
  reader.use(start, reader.tokens.length);
}

/** "default: `name`", "`asc` (default)": the value that counts when none is given. */
function defaultAt(reader: Reader, start: number): { word: string; reversed: boolean } | undefined {
  for (let at = start; at < reader.tokens.length; at += 1) {
    if (!/^(?:default|defaults)$/.test(reader.word(at))) continue;
    if (reader.word(at - 1) === "(" && /^[),]?$/.test(reader.word(at + 1))) return writtenAt(reader, at - 2);
    let next = at + 1;
    while (/^(?:is|:|=|to|by|order|sort)$/.test(reader.word(next))) next += 1;
    return reader.word(next) === "-"
      ? { word: reader.word(next + 1), reversed: true }
      : writtenAt(reader, next);
  }
  return undefined;
}

function writtenAt(reader: Reader, at: number): { word: string; reversed: boolean } | undefined {
  const text = reader.tokens[at]?.text;
  return text === undefined ? undefined : { word: text.replace(/^[-+]/, ""), reversed: text.startsWith("-") };
}

function fieldsFrom(reader: Reader, entity: EntityFacts, start: number): FieldFacts[] {
  const found = new Set<FieldFacts>();
  for (let at = start; at < reader.tokens.length; at += 1) {
    const field = reader.scope.fieldAt(reader.tokens, at)?.field;
    const written = field ?? entity.field(reader.tokens[at]?.text.replace(/^[-+]/, "") ?? "");
    if (written?.entity === entity.name) found.add(written);
  }
  return [...found];
}
