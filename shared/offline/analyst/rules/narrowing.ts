import type { Match } from "../grammar/pattern.ts";
import { isName, type SlotValue } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { addFilter, addParameter, comparisonFor, isListClause } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** The names at a position, as in "`species`, `angler` and `bait`", and where they end. */
function namesFrom(reader: Reader, start: number): { names: string[]; end: number } {
  const names: string[] = [];
  let end = start;
  for (let at = start; at < reader.tokens.length; at += 1) {
    const token = reader.tokens[at];
    if (token !== undefined && isName(token)) {
      names.push(token.text);
      end = at + 1;
    } else if (!/^(?:,|and|or|\/|the|also|both|plus)$/.test(reader.word(at))) break;
  }
  return { names, end };
}

/** The parameter that is written right after a phrase, as in "with a certain tag (`?tag=`)". */
function parameterAfter(reader: Reader, at: number): string | undefined {
  const open = reader.word(at) === "(" ? at + 1 : at;
  const marked = reader.word(open) === "?" ? open + 1 : open;
  const token = reader.tokens[marked];
  if (token === undefined || (marked === at && !token.code)) return undefined;
  return token.kind === "word" && (token.code || marked > open) ? token.text : undefined;
}

function only(reader: Reader, match: Match<SlotValue>): boolean {
  const field = slot(match, "field")[0]?.field;
  const entity = field === undefined ? undefined : reader.known.byName(field.entity);
  if (
    field === undefined ||
    entity === undefined ||
    !(isListClause(reader) || reader.mentions(/^(?:see|show|shows|find|browse|view)$/))
  )
    return false;
  const parameter = parameterAfter(reader, match.end);
  if (parameter !== undefined && entity.field(parameter) === undefined) return false;
  addFilter(reader, entity, {
    parameter: parameter ?? field.name,
    fields: [field.name],
    comparison: comparisonFor(field, false),
  });
  reader.metField(field);
  return true;
}

function isYesNo(match: Match<SlotValue>): boolean {
  const field = slot(match, "field")[0]?.field;
  return field?.get("type") === "boolean" || typeof field?.get("default") === "boolean";
}

const reduced =
  "(reduced|narrowed|narrowed down|restricted|filtered|limited|shortened|cut down|refined|searched)";

/** Ways to say that a list can be narrowed, besides "filter by". */
export const narrowingRules: readonly Rule[] = [
  rule(["(/|,|and|or|&) <name>"], (reader, match) => {
    const name = slot(match, "word")[0]?.token.text ?? "";
    const entity = reader.entity;
    if (
      entity === undefined ||
      entity.field(name) !== undefined ||
      entity.filters.length === 0 ||
      !reader.mentions(/^(?:filter|filters|filtered|filtering|narrow|narrowed|query|parameters)$/)
    )
      return false;
    return addParameter(reader, entity, name, match.start);
  }),
  rule(
    ["(only|just) (the|those|my|our|all)? <field>"],
    (reader, match) => isYesNo(match) && only(reader, match),
  ),
  rule(
    [
      "(only|just)? (those|the ones|ones|the <entity>|<entity>) (only)? (with|having|of|that have|which have|from|in|by) (a|an|the|one|some)? (certain|particular|given|specific|chosen|single) <field>",
      "(all|everything) (with|of|from|in|by) (a|an|the|one) (certain|particular|given|specific|chosen|single) <field>",
    ],
    only,
  ),
  rule(
    [`(with|by|via|through|using|by means of) (the|a)? (query)? (parameters|parameter)? <name>`],
    (reader, match) => {
      const entity = reader.entity;
      const { names, end } = namesFrom(reader, match.end - 1);
      if (entity === undefined || names.length === 0) return false;
      const after = reader.tokens
        .slice(end, end + 8)
        .map((token) => token.word)
        .join(" ");
      if (
        !/^(?:,? )?(?:(?:the|a|one|we|you|i|it|list|collection|results?|people|they|users|callers?|clients?|can|may|be|is|are|also|only|must|could|will) )*(?:reduced|narrowed|restricted|filtered|limited|shortened|cut|refined|gets?|finds?|sees?|receives?|obtains?|has|have|narrows?|filters?|restricts?|reduces?|shows?|asks?)\b/.test(
          after,
        )
      )
        return false;
      const read = names.map((name) => addParameter(reader, entity, name, match.start));
      if (!read.every(Boolean)) {
        const lost = names.filter((_, index) => read[index] !== true);
        if (lost.length === names.length) return false;
        reader.reasons.push(`no field is known for the query parameter ${lost.join(", ")}`);
      }
      reader.use(match.start, end);
      const ranged = names.some((name) =>
        entity.filters.some((filter) => filter.parameter === name && filter.comparison !== "equals"),
      );
      if (
        ranged &&
        /^(?:[^.]*\b(?:between|above|below|from|only|those|before|after|inclusive|borders?|ends|limits))/.test(
          reader.tokens
            .slice(end)
            .map((token) => token.word)
            .join(" "),
        )
      ) {
        reader.use(end, clauseEnd(reader, end));
      }
      return true;
    },
  ),
  rule(
    [
      `(the|a)? (list|collection|results|<entity>)? (can|may|could|must|should|shall) (also)? be ${reduced} (,|also|several together|together|in combination|and combined)?`,
      "(,)? (also|even)? (several|more than one|all of them|any of them|both|two|some of them) (of them|of these)? (together|at once|at the same time|combined|in combination)",
      "(one|we|you|i|they) (can|may)? ? (gets|sees|finds|receives) only",
    ],
    (reader) => isListClause(reader) && (reader.entity?.filters.length ?? 0) > 0,
  ),
  rule(
    [
      `(the|both)? (borders|bounds|limits|ends|edges|boundaries|values|days|dates) (belong to it|belong to them|are included|are inclusive|inclusive|included|count|are part of it|count as well|count too)`,
      "\\( (both)? (inclusive|included|including both|ends included|both ends included) \\)",
      "(inclusive|inclusively)",
      "(both)? (ends|bounds) (inclusive|included)",
    ],
    (reader) =>
      (reader.entity?.filters.length ?? 0) > 0 &&
      (isListClause(reader) || reader.mentions(/^(?:between|from|to)$/)),
  ),
];

function clauseEnd(reader: Reader, start: number): number {
  let end = start;
  while (end < reader.tokens.length && !/^(?:;|,|\(|and)$/.test(reader.word(end))) end += 1;
  return end;
}
