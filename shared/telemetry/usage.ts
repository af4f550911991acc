import type { Meter } from "../delivery/evidence.ts";
import { sumOf } from "./growth.ts";
import { latencyAt } from "./service-counts.ts";

/** What callers ask of one route, over the releases that are looked at. */
export interface RouteUsage {
  route: string;
  requests: number;
  /** Of all requests. */
  share: number;
  refusals: number;
  failures: number;
  /** Milliseconds within which 95 of 100 answers began, rounded up to a bucket; null beyond the last bucket's bound. */
  p95: number | null;
  rowsReadPerRequest: number;
  rowsWrittenPerRequest: number;
}

/** The routes of a service, those asked most often first. */
export function usageOf(meters: readonly Meter[]): RouteUsage[] {
  const all = meters.reduce((sum, { requests }) => sum + requests, 0);
  return [...Map.groupBy(meters, ({ route }) => route).values()]
    .map((same) => same.reduce((sum, meter) => sumOf(sum, meter)))
    .filter(({ requests }) => requests > 0)
    .map((meter) => {
      const { route, requests, refusals, failures, rowsRead, rowsWritten } = meter;
      const p95 = latencyAt(meter, 0.95);
      return {
        route,
        requests,
        share: requests / all,
        refusals,
        failures,
        p95: p95 === undefined || p95 === Number.POSITIVE_INFINITY ? null : p95,
        rowsReadPerRequest: rowsRead / requests,
        rowsWrittenPerRequest: rowsWritten / requests,
      };
    })
    .toSorted((left, right) => right.requests - left.requests);
}
