import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule, type Found } from "./attribute-rule.ts";

const chosen =
  (fewest: number | undefined) =>
  ({ choices }: Found): Attribute[] =>
    choices.length < 2
      ? []
      : [
          { aspect: "type", value: "list" },
          { aspect: "listOf", value: "string" },
          { aspect: "choices", value: choices },
          ...(fewest === undefined ? [] : [{ aspect: "minItems", value: fewest } as const]),
        ];
const values = "(the)? (following)? (values|options|choices|strings)? :? <choices>";

/** A list whose elements are some of several values: "at least one out of `a`, `b` and `c`". */
export const subsetRules: readonly AttributeRule[] = [
  attributeRule(
    [
      `(at least one|one or more|one or several|a non-empty (list|array|set|subset|selection|choice)) (out)? (of|from) ${values}`,
    ],
    chosen(1),
  ),
  attributeRule(
    [
      `(zero or more|any number|none or more|a (list|array|set|subset|selection|combination|choice)|list|array|subset|several|any combination|one , several or none) (out)? (of|from) ${values}`,
    ],
    chosen(undefined),
  ),
];
