import type { ObjectEvidence } from "../evidence.ts";
import { type ObjectCount, spreadBetween } from "./between-objects.ts";

export type Event = "failures" | "slow";

/**
 * The events of each object, beside how many its own past lets one expect in the requests that it has had since: its
 * rate before, drawn towards that of all objects the more, the less it has had and the less the objects differ (empirical
 * Bayes: a gamma prior whose mean and variance are those of all objects' past). Without any past, an object is expected
 * to have its share of the requests.
 */
export function againstPast(objects: readonly ObjectEvidence[], event: Event): ObjectCount[] {
  const requests = objects.reduce((sum, one) => sum + one.before.requests, 0);
  const events = objects.reduce((sum, one) => sum + one.before[event], 0);
  if (requests === 0) {
    return objects.map(({ during }) => ({
      observed: during[event],
      expected: during.requests,
      variance: 0,
    }));
  }
  // Half an event where there was none: a rate of 0 would make the first one impossible.
  const rate = Math.max(events, 1 / 2) / requests;
  const past = objects.map(({ before }) => ({
    observed: before[event],
    expected: before.requests * rate,
    variance: 0,
  }));
  const spread = spreadBetween([past]).reduce((sum, one) => sum + one.variance * one.probability, 0);
  return objects.map(({ before, during }) => {
    const shape = 1 / spread + before[event];
    return {
      observed: during[event],
      expected: (during.requests * shape) / (1 / spread / rate + before.requests),
      variance: 1 / shape,
    };
  });
}
