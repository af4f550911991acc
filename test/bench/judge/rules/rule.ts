import type { Minute } from "../canary-traffic.ts";

/** Whether a canary is stopped, after all minutes so far. One that never is goes live at the end. */
export type Rule = (minutes: readonly Minute[]) => boolean;

/** Failures of a side's requests in a minute; NaN without any. */
export function failureRate({ requests, failures }: { requests: number; failures: number }): number {
  return failures / requests;
}
