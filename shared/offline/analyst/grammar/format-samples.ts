import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule } from "./attribute-rule.ts";

/** The expression of a sample such as `2026-0042`: its digits and letters stand for any of their kind, the rest for itself. */
function ofSample(sample: string): string | undefined {
  if (!/\d/.test(sample) || !/^[A-Za-z0-9][A-Za-z0-9 ./_#:-]{1,30}$/.test(sample)) return undefined;
  return sample.replace(/\d+|[a-z]+|[A-Z]+|[^A-Za-z0-9]/g, (run) => {
    if (/\d/.test(run)) return `[0-9]{${run.length}}`;
    if (/[a-z]/.test(run)) return `[a-z]{${run.length}}`;
    if (/[A-Z]/.test(run)) return `[A-Z]{${run.length}}`;
    return run === "-" || /[ _#:]/.test(run) ? run : `\\${run}`;
  });
}

/** The form of a text, given by one of that form. */
export const sampleRules: readonly AttributeRule[] = [
  attributeRule(
    [
      "(which|that)? (~look|always looks|must look|has to look|should look) like (this :)? <string>",
      "(of|in|has|have|with|must have) (the|this) (form|format|shape) (of|like|:)? <string>",
      "(shaped|formatted|formed|built|structured) like <string>",
    ],
    ({ words: [sample] }): Attribute[] => {
      const source = sample === undefined ? undefined : ofSample(sample.text);
      return source === undefined ? [] : [{ aspect: "pattern", value: source }];
    },
  ),
  attributeRule(["(only)? one <entity> per <word>", "(only)? one per <word>"], () => [
    { aspect: "unique", value: "exact" },
  ]),
  attributeRule(
    [
      "(upper / lower|upper and lower|upper or lower|capital and small|letter)? case (is|counts as|are|means|makes|count as) (the same|equal|no difference|ignored|irrelevant|of no matter)",
      "(upper|capital) and (lower|small) (case)? (letters)? (are|count as|mean) the same",
      "(ignoring|whatever the|regardless of|no matter the) (upper|lower|letter)? case",
    ],
    () => [{ aspect: "unique", value: "ignore-case" }],
  ),
];
