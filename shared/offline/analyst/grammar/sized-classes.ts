import type { Attribute } from "../facts/field-facts.ts";
import type { Token } from "../text/tokens.ts";
import { attributeRule } from "./attribute-rule.ts";
import { characterClass, classList, type FormatRule } from "./formats.ts";

/** The attributes of so many characters of a class. */
function sized(matched: readonly Token[], low: number | undefined, high: number | undefined): Attribute[] {
  const set = characterClass(matched);
  if (set === "") return [];
  return [
    { aspect: "pattern", value: `[${set}]+` },
    ...(low === undefined ? [] : [{ aspect: "minLength", value: low } as const]),
    ...(high === undefined ? [] : [{ aspect: "maxLength", value: high } as const]),
  ];
}

const made = "(characters|chars)? (from|of|out of|:|made of|consisting of|that are|which are|,)?";
const only = "only?";

/** How many characters of which kind: "3 to 20 lower-case letters, digits and hyphens". */
export const sizedClassRules: readonly FormatRule[] = [
  {
    ...attributeRule(
      [
        `(between|from)? <number> (to|-|and|up to) <number> ${made} ${only} ${classList} ${only}`,
        `(between|from)? <number> (to|-|and|up to) <number> (characters|chars) (long)? ,? (all|only|each)? (of)? (them)? ${classList} ${only}`,
      ],
      () => [],
    ),
    read: (matched, [low, high]) => sized(matched, low, high),
  },
  {
    ...attributeRule(
      [
        `(at most|up to|no more than|not more than|max|maximum) <number> ${made} ${only} ${classList} ${only}`,
      ],
      () => [],
    ),
    read: (matched, [high]) => sized(matched, undefined, high),
  },
  {
    ...attributeRule(
      [`(at least|no fewer than|no less than|min|minimum) <number> ${made} ${only} ${classList} ${only}`],
      () => [],
    ),
    read: (matched, [low]) => sized(matched, low, undefined),
  },
];
