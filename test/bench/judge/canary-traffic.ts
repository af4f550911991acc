import type { ObjectEvidence } from "../../../shared/delivery/evidence.ts";
import type { Random } from "./random.ts";

/** How objects differ: deviations of the logarithms of their requests, of their rates, and of what changes by itself. */
export const clusterings = {
  none: { requests: 0, rates: 0, changes: 0 },
  moderate: { requests: 0.5, rates: 0.5, changes: 0.2 },
  strong: { requests: 1, rates: 1, changes: 0.5 },
} as const;
export type Clustering = keyof typeof clusterings;

export interface CanarySetting {
  /** Failures of all requests, of a release that does no harm. */
  rate: number;
  /** How many times as many on the candidate. */
  effect: number;
  /** Requests in a minute, of the whole service. */
  traffic: number;
  clustering: Clustering;
  objects: number;
  share: number;
}

export interface Side {
  requests: number;
  failures: number;
}

/** What one minute brought on either side. */
export interface Minute {
  canary: Side;
  control: Side;
}

export const minutes = 60;

/**
 * An hour before and an hour of a canary. Failures come by chance and by object: each object has its own rate, which all
 * its requests share, and for the canary's hour one that has changed by itself; on some hours the whole service's has.
 */
export function* canaryTraffic(
  setting: CanarySetting,
  random: Random,
): Generator<{ minute: Minute; objects: readonly ObjectEvidence[] }> {
  const spread = clusterings[setting.clustering];
  const canaries = random.sample(setting.objects, Math.max(1, Math.round(setting.objects * setting.share)));
  const together = random.logNormal(spread.changes);
  const made = Array.from({ length: setting.objects }, (_, at) => ({
    canary: canaries.has(at),
    requests: random.logNormal(spread.requests),
    rate: setting.rate * random.logNormal(spread.rates) * Math.exp(-(spread.rates ** 2) / 2),
    change: random.logNormal(spread.changes) * together,
  }));
  const scale = setting.traffic / made.reduce((sum, one) => sum + one.requests, 0);
  const objects = made.map(({ canary, requests, rate, change }, at) => ({
    perMinute: requests * scale,
    now: Math.min(1, rate * change * (canary ? setting.effect : 1)),
    seen: {
      object: String(at),
      canary,
      before: counts(random, requests * scale * minutes, rate),
      during: { requests: 0, failures: 0, slow: 0, rowsRead: 0 },
    },
  }));
  for (let at = 0; at < minutes; at += 1) {
    const minute = { canary: { requests: 0, failures: 0 }, control: { requests: 0, failures: 0 } };
    for (const { perMinute, now, seen } of objects) {
      const { requests, failures } = counts(random, perMinute, now);
      const side = minute[seen.canary ? "canary" : "control"];
      seen.during.requests += requests;
      seen.during.failures += failures;
      side.requests += requests;
      side.failures += failures;
    }
    yield { minute, objects: objects.map(({ seen }) => seen) };
  }
}

function counts(random: Random, mean: number, rate: number) {
  const failures = random.poisson(mean * rate);
  return { requests: failures + random.poisson(mean * (1 - rate)), failures, slow: 0, rowsRead: 0 };
}
