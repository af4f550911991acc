import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { addFilter, addParameter, comparisonFor, filterBy, isListClause } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";

const rangeName =
  /^(?:min|max|from|to|since|until|after|before|start|end)[A-Z_]|(?:From|To|Min|Max|Since|Until|After|Before|_from|_to|_min|_max|_gte|_lte|_after|_before|_since|_until)$|^(?:from|to|since|until|after|before|min|max)$/;

/** Whether a clause is about finding things, in whichever words. */
function isFinding(reader: Reader): boolean {
  return (
    isListClause(reader) ||
    reader.mentions(
      /^(?:browse|browsed|browsing|confine|confined|restrict|restricted|find|finding|look|narrowed|select|query|queried)$/,
    )
  );
}

/** Whether the words right before say that a part of the text is enough. */
function partly(reader: Reader, start: number): boolean {
  for (let at = start - 1; at >= 0 && start - at < 14; at -= 1) {
    if (
      /^(?:search|searches|searched|searching|part|contains|containing|substring|partial|anywhere)$/.test(
        reader.word(at),
      )
    )
      return true;
    if (/^(?:browse|filter|confine|restrict|narrow)$/.test(reader.word(at)) || reader.word(at) === ")")
      return false;
  }
  return false;
}

function parameter(reader: Reader, entity: EntityFacts, name: string, start: number): boolean {
  const field = entity.field(name);
  if (field === undefined) return addParameter(reader, entity, name, start);
  addFilter(reader, entity, {
    parameter: name,
    fields: [field.name],
    comparison: comparisonFor(field, partly(reader, start)),
  });
  reader.metField(field);
  return true;
}

/** Query parameters where the text only gives an example of them: "by subject (`subject=music`)". */
export const browsingRules: readonly Rule[] = [
  rule(
    [
      "(can|may|could|should|must|shall)? (be)? (able to)? (~browse|~narrow|~select|~pick) (the|all|a|any|their|my|our|it|them)? <entity>? (down)? by (the|a|an|its|their)?",
      "(can|may|could|should|must|shall)? be (browsed|queried|selected|looked through) by (the|a|an|its|their)?",
    ],
    filterBy(false),
  ),
  rule(["\\(? <name> = <literal> \\)?"], (reader, match) => {
    const entity = reader.entity;
    const name = slot(match, "word")[0]?.token;
    if (
      entity === undefined ||
      name?.code !== true ||
      !isFinding(reader) ||
      reader.mentions(/^(?:default|defaults|initially|omitted)$/) ||
      /^(?:sort|order|page|limit|offset)/.test(name.word)
    )
      return false;
    return parameter(reader, entity, name.text, match.start);
  }),
  rule(["\\( <name> (and|,|/|to|or|-) <name> \\)", "<name> (and|,|/|to|or|-) <name>"], (reader, match) => {
    const entity = reader.entity;
    const names = slot(match, "word").map((one) => one.token.text);
    if (
      entity === undefined ||
      !isFinding(reader) ||
      !names.every((name) => rangeName.test(name) && entity.field(name) === undefined)
    )
      return false;
    const unread = names.filter((name) => !addParameter(reader, entity, name, match.start));
    if (unread.length > 0) reader.reasons.push(`what ${unread.join(" and ")} narrow is not understood`);
    return true;
  }),
  rule(
    [
      "(to)? (confine|restrict|limit|narrow) (oneself|yourself|themselves|it|them|the list|the results|the view) (down)? to (a|an|any|certain|some|the)? (period|range|time|interval|window|span|time span)",
      "(for|in|within|during) (a|any|some|certain) (certain)? (period|range|time span|interval|window)",
    ],
    (reader) => reader.entity !== undefined && isFinding(reader),
  ),
  rule(
    [
      "(for)? (any|some|a)? part of (a|the|any)? (word|words|text|name|title)",
      "(anywhere|somewhere) (in|within|inside) (it|the text|the word|a word)",
    ],
    (reader) => reader.entity !== undefined && isFinding(reader),
  ),
];

/** "The total is stated in a header, `X-Total-Count`": which lists in pages send of their own. */
export function readTotalHeader(reader: Reader): void {
  const header = reader.tokens.findIndex((token) => token.text.toLowerCase() === "x-total-count");
  const entity = reader.entity;
  if (header < 0 || entity === undefined) return;
  const start = reader.tokens.findIndex((token) => /^(?:total|number|count)$/.test(token.word));
  const says = reader.tokens.findLastIndex(
    (token, at) => /^(?:header|headers)$/.test(token.word) && at < header + 4,
  );
  reader.use(start < 0 ? header : Math.min(start, header), Math.max(header, says, start) + 1);
  entity.imply("envelope", "bare", reader.clause);
  reader.met(`entities/${entity.name}/list/pages`);
}
