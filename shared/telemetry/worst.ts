import * as z from "zod";
import type { ServiceCounts } from "./service-counts.ts";

/** Requests in an interval below which a service's averages and shares say too little to name it the worst. */
export const fewestRequests = 10;

const Named = z.strictObject({ service: z.string(), value: z.number() });

/** The services that stood out in one interval; a measure has none where no service was asked often enough. */
export const Worst = z.strictObject({
  /** Of all services, the most rows that a request read on average. */
  rowsReadPerRequest: Named.optional(),
  failureShare: Named.optional(),
  slowShare: Named.optional(),
});
export type Worst = z.infer<typeof Worst>;

/** Rows read by a request on average; 0 without any. */
export function rowsReadPerRequest({ requests, rowsRead }: ServiceCounts): number {
  return requests === 0 ? 0 : rowsRead / requests;
}

/** The services with the highest rows read per request, share of failures and share of slow answers. */
export function worstOf(services: ReadonlyMap<string, ServiceCounts>): Worst {
  const asked = [...services].filter(([, { requests }]) => requests >= fewestRequests);
  const highest = (measure: (counts: ServiceCounts) => number) =>
    asked
      .map(([service, counts]) => ({ service, value: measure(counts) }))
      .toSorted((left, right) => right.value - left.value)[0];
  const [rows, failures, slow] = [
    highest(rowsReadPerRequest),
    highest((counts) => counts.failures / counts.requests),
    highest((counts) => counts.slow / counts.requests),
  ];
  return {
    ...(rows === undefined ? {} : { rowsReadPerRequest: rows }),
    ...(failures === undefined ? {} : { failureShare: failures }),
    ...(slow === undefined ? {} : { slowShare: slow }),
  };
}
