import type { Filter } from "../../../blueprint/entity.ts";
import type { Reader } from "../reader.ts";
import { addParameter } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";

const open: Readonly<Partial<Record<Filter["comparison"], Filter["comparison"]>>> = {
  "at-least": "greater",
  "at-most": "less",
};
const closed: Readonly<Partial<Record<Filter["comparison"], Filter["comparison"]>>> = {
  greater: "at-least",
  less: "at-most",
};

/** Lets a bound of a range count in or not. */
function bound(reader: Reader, name: string, exclusive: boolean, at: number): boolean {
  const entity = reader.entity;
  if (entity === undefined) return false;
  if (!entity.filters.some((filter) => filter.parameter === name) && !addParameter(reader, entity, name, at))
    return false;
  const index = entity.filters.findIndex((filter) => filter.parameter === name);
  const filter = entity.filters[index];
  if (filter === undefined) return false;
  const turned = (exclusive ? open : closed)[filter.comparison];
  if (turned !== undefined) entity.filters[index] = { ...filter, comparison: turned };
  reader.met(`entities/${entity.name}/list/filters/${name}`);
  return true;
}

/** "`from` (inclusive) and `to` (exclusive)": whether the ends of a range count. */
export const rangeRules: readonly Rule[] = [
  rule(
    [
      "(by|with|via|takes|accepts|and|,|or|supports|parameters)? (the|a|an|an optional|optional)? <name> (is|are|,|\\()? (both)? (inclusive|exclusive|inclusively|exclusively|included|excluded|including|excluding) \\)?",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      const said = reader.tokens.slice(match.start, match.end).some((token) => /^exclu/.test(token.word));
      return bound(reader, name, said, match.start);
    },
  ),
  rule(["(and|,|or)? ? <word> = <number> - <number> - <number>"], (reader, match) => {
    const name = slot(match, "word")[0]?.token.text ?? "";
    return reader.entity !== undefined && addParameter(reader, reader.entity, name, match.start);
  }),
  rule(
    ["\\(? (both)? (inclusive|inclusively|included|ends included|limits included|bounds included) \\)?"],
    (reader) =>
      reader.entity?.filters.some(
        (filter) =>
          /^at-/.test(filter.comparison) && reader.tokens.some((token) => token.text === filter.parameter),
      ) === true,
  ),
];
