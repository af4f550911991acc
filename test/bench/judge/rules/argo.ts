import { failureRate, type Rule } from "./rule.ts";

/**
 * Argo Rollouts' analysis: a measurement each minute fails when more of the canary's requests fail than `limit`; the
 * canary is stopped when more than `failureLimit` have failed. A minute without requests measures nothing.
 */
export function argo({ limit, failureLimit = 3 }: { limit: number; failureLimit?: number }): Rule {
  return (minutes) => minutes.filter(({ canary }) => failureRate(canary) > limit).length > failureLimit;
}
