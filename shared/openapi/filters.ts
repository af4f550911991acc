import type * as z from "zod";
import type { Filter } from "../blueprint/entity.ts";
import { mayBeObject } from "../blueprint/field.ts";
import type { FieldInput } from "./field.ts";
import type { Listed, Query } from "./list.ts";
import { wordsOf } from "./names.ts";

type FilterInput = z.input<typeof Filter>;
type Comparison = FilterInput["comparison"];

/** A value that a list can be narrowed by. */
type Target = Pick<FieldInput, "name" | "type" | "items">;

/** Words before or after a field's name that say how it is compared. */
const comparisons: readonly [Comparison, readonly string[]][] = [
  ["at-least", ["min", "minimum", "from", "gte", "since", "least"]],
  ["at-most", ["max", "maximum", "to", "lte", "until", "most"]],
  ["greater", ["gt", "after", "above"]],
  ["less", ["lt", "before", "below"]],
  ["contains", ["contains", "like", "search"]],
  ["starts-with", ["prefix", "starts", "startswith"]],
];

const searches = /^(q|query|search|keywords?|term|search_?term)$/i;

/** Longest names of the fields that one search goes through. */
const longestNames = 1000;

/** Types whose values have an order, and types that are searched in. */
const ordered = new Set(["integer", "number", "date", "datetime", "time"]);
const texts = new Set(["string", "email", "url"]);

/** What a query parameter narrows a list to, by its name; undefined when that tells nothing. */
export function filterOf(
  { name, shape, part }: Query,
  { fields, identifier }: Listed,
): FilterInput | undefined {
  const targets: Target[] = fields.filter(
    ({ source, hidden, type }) => source !== "own-url" && hidden !== true && !mayBeObject(type),
  );
  if (identifier.type !== "given")
    targets.unshift({ name: identifier.name, type: identifier.type === "sequence" ? "integer" : "uuid" });
  const exact =
    targets.find((target) => target.name === name) ?? targets.find((target) => sameWords(target.name, name));
  const isSeveral = shape?.types?.[0] === "array";
  if (exact !== undefined) {
    const isList = exact.type === "list";
    // Of several elements, whether one or all of them must be there, no document says.
    if (isList && (isSeveral || exact.items?.type === "object")) return undefined;
    return {
      parameter: name,
      fields: [exact.name],
      comparison: isList ? "has-element" : isSeveral ? "one-of" : "equals",
    };
  }
  const list = targets.find(
    (target) =>
      target.type === "list" && target.items?.type !== "object" && sameWords(target.name, `${name}s`),
  );
  if (list !== undefined && !isSeveral)
    return { parameter: name, fields: [list.name], comparison: "has-element" };
  if (isSeveral) return undefined;
  return comparedBy(name, targets) ?? searchOf(name, { targets, words: part.value.description ?? "" });
}

function comparedBy(name: string, targets: readonly Target[]): FilterInput | undefined {
  const words = wordsOf(name);
  const ends: [string | undefined, string[]][] = [
    [words[0], words.slice(1)],
    [words.at(-1), words.slice(0, -1)],
  ];
  for (const [word, rest] of ends) {
    const [comparison] = comparisons.find(([, all]) => word !== undefined && all.includes(word)) ?? [];
    if (comparison === undefined || rest.length === 0) continue;
    const isText = comparison === "contains" || comparison === "starts-with";
    const fitting = targets.filter(({ type }) => (isText ? texts : ordered).has(type));
    const target =
      fitting.find((one) => sameWords(one.name, rest.join(" "))) ??
      // `createdAfter` speaks of `createdAt`.
      fitting.find(
        (one) =>
          /(At|_at|On|_on|Date|_date)$/.test(one.name) &&
          sameWords(one.name.replace(/_?(at|on|date)$/i, ""), rest.join(" ")),
      );
    if (target !== undefined) return { parameter: name, fields: [target.name], comparison };
  }
  return undefined;
}

/** A search goes through the texts that its description names, or through all. */
function searchOf(
  name: string,
  { targets, words }: { targets: readonly Target[]; words: string },
): FilterInput | undefined {
  if (!searches.test(name)) return undefined;
  const searched = targets.filter(({ type }) => type === "string").map((target) => target.name);
  const said = new Set(words.toLowerCase().match(/[a-z0-9_]+/g));
  const named = searched.filter((one) => said.has(one.toLowerCase()));
  const all = named.length > 0 ? named : searched;
  return all.length === 0 || all.join().length > longestNames
    ? undefined
    : { parameter: name, fields: all, comparison: "contains" };
}

function sameWords(one: string, other: string): boolean {
  return wordsOf(one).join(" ") === wordsOf(other).join(" ");
}
