import type { ReleaseEvent } from "./rollout.ts";

/** A median of seconds, and of how many; null of none. */
export interface Median {
  seconds: number | null;
  count: number;
}

/** A share, as what it is a share of; null of none. */
export interface Share {
  share: number | null;
  count: number;
  of: number;
}

/** DORA's five metrics (dora.dev/guides/dora-metrics-four-keys), of the releases in a ledger. */
export interface DeliveryMetrics {
  /** From asking for a change to callers getting it. */
  changeLeadTime: Median;
  /** Promotions, and how many a day from the first to the last; null for fewer than two. */
  deploymentFrequency: { count: number; perDay: number | null };
  /** From the promotion of a release that failed in production to its being taken back. */
  failedDeploymentRecoveryTime: Median;
  /** Promotions that were taken back. */
  changeFailRate: Share;
  /** Promotions that came right after one of their service was taken back: they had not been planned. */
  reworkRate: Share;
  /** Releases that were taken back before they went live: they have failed nobody, and are in no rate above. */
  withheld: number;
}

const day = 86_400;

/** The metrics of each author's changes, and of all. Events may come in any order. */
export function deliveryMetrics(events: readonly ReleaseEvent[]) {
  const sorted = events.toSorted((left, right) => left.at.localeCompare(right.at));
  const by = (author: ReleaseEvent["author"]) => metricsOf(sorted, (event) => event.author === author);
  return { all: metricsOf(sorted, () => true), people: by("person"), engine: by("engine") };
}

function metricsOf(
  sorted: readonly ReleaseEvent[],
  counts: (event: ReleaseEvent) => boolean,
): DeliveryMetrics {
  const promoted = sorted.filter((event) => event.event === "promoted" && counts(event));
  const failures = promoted.flatMap((promotion) => {
    const end = endOf(promotion, sorted);
    return end?.event === "taken-back" ? [secondsBetween(promotion.at, end.at)] : [];
  });
  const rework = promoted.filter((promotion) => {
    const earlier = sorted.slice(0, sorted.indexOf(promotion));
    const before = earlier.findLast(
      (event) => event.service === promotion.service && event.event !== "withheld",
    );
    return before?.event === "taken-back";
  });
  const [first, last] = [promoted.at(0), promoted.at(-1)];
  const span = first && last ? secondsBetween(first.at, last.at) : 0;
  return {
    changeLeadTime: median(promoted.map(({ begunAt, at }) => secondsBetween(begunAt, at))),
    deploymentFrequency: {
      count: promoted.length,
      perDay: span === 0 ? null : (promoted.length - 1) / (span / day),
    },
    failedDeploymentRecoveryTime: median(failures),
    changeFailRate: share(failures.length, promoted.length),
    reworkRate: share(rework.length, promoted.length),
    withheld: sorted.filter((event) => event.event === "withheld" && counts(event)).length,
  };
}

/** What ended the release's time as the live one: taken back, or promoted again. */
function endOf(promotion: ReleaseEvent, sorted: readonly ReleaseEvent[]): ReleaseEvent | undefined {
  return sorted
    .slice(sorted.indexOf(promotion) + 1)
    .find(
      ({ service, release, event }) =>
        service === promotion.service && release === promotion.release && event !== "withheld",
    );
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

function median(values: readonly number[]): Median {
  const sorted = values.toSorted((left, right) => left - right);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  const seconds = low === undefined || high === undefined ? null : (low + high) / 2;
  return { seconds, count: values.length };
}

function share(count: number, of: number): Share {
  return { share: of === 0 ? null : count / of, count, of };
}
