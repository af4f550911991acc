import { failureRate, type Rule } from "./rule.ts";

/**
 * Flagger's analysis: a check each minute fails when more of the canary's requests fail than `limit`, or there are none;
 * the canary is stopped when `threshold` have failed.
 */
export function flagger({ limit, threshold = 10 }: { limit: number; threshold?: number }): Rule {
  return (minutes) => minutes.filter(({ canary }) => !(failureRate(canary) <= limit)).length >= threshold;
}
