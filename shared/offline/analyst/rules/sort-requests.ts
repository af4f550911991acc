import type { Reader } from "../reader.ts";
import { camelCase, wordsOf } from "../text/names.ts";
import { addFilter } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";
import { addSort, isSortParameter } from "./sorting.ts";

const downwards =
  "(most recently (changed|updated|modified|created|added|edited)|latest|newest|most recent|last (changed|updated|modified)|highest|largest|biggest|heaviest|longest|most expensive|best)";
const isSort = /^(?:sort|sorted|sorting|sorts|order|ordered|ordering|orderby|sortby|sort_by|order_by)$/;

/** The name in the bracket right after a phrase, as in "(`startsWith=val`, whatever the case)", and where the bracket ends. */
function bracketed(reader: Reader, open: number): { name: string; end: number } | undefined {
  if (reader.word(open) !== "(") return undefined;
  const at = reader.word(open + 1) === "?" ? open + 2 : open + 1;
  const token = reader.tokens[at];
  const close = reader.tokens.findIndex((one, index) => index > at && one.word === ")");
  if (token?.kind !== "word" || !(token.code || at > open + 1) || close < 0) return undefined;
  return { name: token.text, end: close + 1 };
}

/** What a sort parameter gives by one value of it, and searches by how a text begins. */
export const sortRequestRules: readonly Rule[] = [
  rule(
    [
      `(with|where|and|,)? <name> = <field> (giving|gives|puts|putting|shows|showing|brings|bringing|has|meaning|means|being|with|lists|listing|is|:|for) (the|us)? (the)? ${downwards} (ones|<entity>|of them)? (first|on top|at the top)`,
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const parameter = slot(match, "word")[0]?.token.text ?? "";
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined || !isSortParameter(reader, entity, parameter))
        return false;
      addSort(reader, entity, [field.name]);
      entity.sortsDown.add(field.name);
      return true;
    },
  ),
  rule(["(or|and|,) (also)? by (the|its|their)? <field>"], (reader, match) => {
    const field = slot(match, "field")[0]?.field;
    const entity = field === undefined ? undefined : reader.known.byName(field.entity);
    const sorting = reader.tokens
      .slice(0, match.start)
      .findLast(
        (token) =>
          isSort.test(token.word) || /^(?:filter|filtered|filters|search|searched|find)$/.test(token.word),
      );
    if (
      field === undefined ||
      entity === undefined ||
      sorting === undefined ||
      !isSort.test(sorting.word) ||
      entity.sortFields.size === 0
    )
      return false;
    addSort(reader, entity, [field.name]);
    return true;
  }),
  rule(
    [
      "\\(? (that|this|which|it) is (also)? (the|our|my)? default (order|sort|sorting|too)? ,? (a to z|z to a|ascending|descending|alphabetically|newest first|oldest first|upwards|downwards)? \\)?",
    ],
    (reader, match) => {
      const entity = reader.entity;
      const last = [...(entity?.sortFields ?? [])].at(-1);
      if (entity === undefined || last === undefined || !reader.mentions(isSort)) return false;
      const said = reader.tokens
        .slice(match.start, match.end)
        .map((token) => token.word)
        .join(" ");
      entity.set(
        "order",
        {
          field: last,
          direction: /z to a|descending|newest|downwards/.test(said) ? "descending" : "ascending",
        },
        reader.clause,
      );
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
  rule(
    [
      "(~search|~find|~filter|~look|~match|~ask|~narrow) (it|them|<entity>|entries|up)? (for|by|on|with)? (the)? (beginning|beginnings|start|prefix|first letters|first characters|first part|opening letters) (of)? (the|a|an|its|their)? <field>",
      "(by|on) (the)? (beginning|beginnings|start|prefix|first letters|first characters|first part) of (the|a|an|its|their)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined) return false;
      const written = bracketed(reader, match.end);
      addFilter(reader, entity, {
        parameter: written?.name ?? camelCase([...wordsOf(field.name), "starts", "with"]),
        fields: [field.name],
        comparison: "starts-with",
      });
      if (written !== undefined) reader.use(match.end, written.end);
      reader.metField(field);
      return true;
    },
  ),
];
