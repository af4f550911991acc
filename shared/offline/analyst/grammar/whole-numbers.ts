import { type AttributeRule, attributeRule } from "./attribute-rule.ts";

const units =
  "(metres|meters|metre|euros|euro|dollars|cents|minutes|seconds|hours|days|years|weeks|months|kilometres|kilometers|miles|feet|grams|kilograms|kilos|litres|liters|pounds|points|degrees|units|kg|km|cm|mm|percent|percents|percentage)";

/** What says of a number that it has no fraction, or that it may be below zero. */
export const wholeNumberRules: readonly AttributeRule[] = [
  attributeRule(["(a|an) whole (number|numbers)"], () => [{ aspect: "type", value: "integer" }]),
  attributeRule(
    [
      `(a|an|in|of|as)? (whole|full|round) ${units}`,
      "(no|without) (decimals|decimal places|fractions|fraction|cents)",
    ],
    () => [{ aspect: "type", value: "integer", implied: true }],
  ),
  attributeRule(
    [
      "(can|may|might|could) (also|even)? (be|go|become)? (negative|below zero|less than zero|under zero)",
      "(may|can) (also|even)? have (decimals|decimal places|fractions)",
      "decimals (are)? (allowed|ok|fine|possible)",
    ],
    () => [{ aspect: "type", value: "number", implied: true }],
  ),
];
