import * as z from "zod";
import { latencyBounds, type Meter } from "../delivery/evidence.ts";
import type { MeterCounts } from "./growth.ts";

const count = z.int().min(0);

/** What a service has answered, over all of its releases and routes. */
export const ServiceCounts = z.strictObject({
  requests: count,
  failures: count,
  refusals: count,
  slow: count,
  rowsRead: count,
  rowsWritten: count,
});
export type ServiceCounts = z.infer<typeof ServiceCounts>;

export const noServiceCounts: ServiceCounts = {
  requests: 0,
  failures: 0,
  refusals: 0,
  slow: 0,
  rowsRead: 0,
  rowsWritten: 0,
};

/** A service's counts, as its meters have them; an answer is slow that took more than `slow` milliseconds. */
export function countsOf(meters: readonly Meter[], slow: number): ServiceCounts {
  return meters.reduce(
    (sum, meter) =>
      combine(sum, { ...only(meter), slow: slowAnswers(meter, slow) }, (one, other) => one + other),
    noServiceCounts,
  );
}

/** Sums of both. */
export function addCounts(one: ServiceCounts, other: ServiceCounts): ServiceCounts {
  return combine(one, other, (left, right) => left + right);
}

/** What has been counted since `before`; all that there is now, where a count fell: then it has begun anew. */
export function countsSince(before: ServiceCounts, now: ServiceCounts): ServiceCounts {
  const since = combine(now, before, (one, other) => one - other);
  return Object.values(since).some((value) => value < 0) ? now : since;
}

/**
 * Answers that took more than `slow` milliseconds. Times are known by bucket: where `slow` is no bucket's bound, those of
 * the bucket that it falls into are not counted.
 */
export function slowAnswers({ latency }: Pick<MeterCounts, "latency">, slow: number): number {
  return latency.reduce((sum, count, bucket) => {
    const above = bucket === 0 ? 0 : (latencyBounds[bucket - 1] ?? Number.POSITIVE_INFINITY);
    return above >= slow ? sum + count : sum;
  }, 0);
}

/** Upper bound in milliseconds of the bucket that the answer at this share lies in, infinite for the last; undefined without any. */
export function latencyAt({ latency }: Pick<MeterCounts, "latency">, share: number): number | undefined {
  const all = latency.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  const bucket = latency.findIndex((count) => {
    seen += count;
    return all > 0 && seen >= share * all;
  });
  return bucket === -1 ? undefined : (latencyBounds[bucket] ?? Number.POSITIVE_INFINITY);
}

function only({ requests, failures, refusals, rowsRead, rowsWritten }: Meter) {
  return { requests, failures, refusals, rowsRead, rowsWritten };
}

function combine(
  one: ServiceCounts,
  other: ServiceCounts,
  value: (one: number, other: number) => number,
): ServiceCounts {
  return {
    requests: value(one.requests, other.requests),
    failures: value(one.failures, other.failures),
    refusals: value(one.refusals, other.refusals),
    slow: value(one.slow, other.slow),
    rowsRead: value(one.rowsRead, other.rowsRead),
    rowsWritten: value(one.rowsWritten, other.rowsWritten),
  };
}
