import { unitCost } from "../cost.ts";
import type { Measured, Pairs } from "../evidence.ts";
import type { Policy } from "../policy.ts";
import { logEvidenceCheaper } from "./evidence-of-pairs.ts";

/** The share by which the candidate's requests cost less; below zero they cost more, and 0 where nothing cost anything. */
export function gainOf({ control, candidate }: Pairs["cost"]): number {
  const before = unitCost(control);
  return before === 0 ? 0 : 1 - unitCost(candidate) / before;
}

/**
 * What callers' requests say of the benefit that the release is made for; undefined where it is made for none. It is
 * never harm: what costs more is told by other measures.
 */
export function judgeBenefit(
  { cost, cheaper, saved }: Pairs,
  { alpha, benefit }: Pick<Policy, "alpha" | "benefit">,
): Measured | undefined {
  if (benefit === null) return undefined;
  const gain = gainOf(cost);
  const evidence = Math.min(
    Math.exp(logEvidenceCheaper({ cheaper, saved: saved.sum, squares: saved.squares })),
    Number.MAX_VALUE,
  );
  const safe = gain >= benefit.least ? evidence : 0;
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  return {
    measure: "benefit",
    outcome: safe >= 1 / alpha ? "safe" : "inconclusive",
    harm: 0,
    safe,
    text:
      cost.control.requests === 0
        ? "no caller's request to show a benefit"
        : `callers' requests cost ${percent(gain)} less, where ${percent(benefit.least)} are wanted ` +
          `(${unitCost(cost.control).toFixed(1)} and ${unitCost(cost.candidate).toFixed(1)} rows a request)`,
  };
}
