import type { Meter } from "../delivery/evidence.ts";

/** What of a meter is counted. */
export type MeterCounts = Omit<Meter, "release" | "route">;

const counted = ["requests", "refusals", "failures", "rowsRead", "rowsWritten"] as const;

/**
 * What has been counted since `before`. Counts only grow; where one fell, what had counted has lost its data and begun
 * anew: then all that it counts now is new.
 */
export function growth(before: MeterCounts | undefined, now: MeterCounts): MeterCounts {
  if (before === undefined || fell(before, now)) return now;
  return {
    ...now,
    ...perCount((name) => now[name] - before[name]),
    latency: now.latency.map((count, bucket) => count - (before.latency[bucket] ?? 0)),
  };
}

/** Both counts together; what else the first has stays. */
export function sumOf<Counts extends MeterCounts>(one: Counts, other: MeterCounts): Counts {
  return {
    ...one,
    ...perCount((name) => one[name] + other[name]),
    latency: one.latency.map((count, bucket) => count + (other.latency[bucket] ?? 0)),
  };
}

function perCount(value: (name: (typeof counted)[number]) => number) {
  return {
    requests: value("requests"),
    refusals: value("refusals"),
    failures: value("failures"),
    rowsRead: value("rowsRead"),
    rowsWritten: value("rowsWritten"),
  };
}

function fell(before: MeterCounts, now: MeterCounts): boolean {
  return (
    counted.some((name) => now[name] < before[name]) ||
    now.latency.some((count, bucket) => count < (before.latency[bucket] ?? 0))
  );
}
