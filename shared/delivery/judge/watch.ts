import { counted } from "../../counted.ts";
import type { Measured, ObjectEvidence } from "../evidence.ts";
import type { Policy } from "../policy.ts";
import { groupVariance, logNegativeBinomial, spreadBetween } from "./between-objects.ts";
import { callers } from "./canary.ts";
import { logMean } from "./evidence-of-counts.ts";
import { measuredOf } from "./measured.ts";
import { againstPast, type Event } from "./past.ts";

/** How many times `canary.ratio` as often as before something may happen, in the alarm's eyes. */
const multiples = [1, 2, 5, 20, 100];

/**
 * What callers get of a release that all objects run, beside what they got before it. Two measures, that only alarm: there
 * is nothing left beside it that would tell its doing from the day's, so nothing here proves it safe.
 *
 * The evidence is the likelihood ratio of `canary.ratio` times as many events as the past lets one expect, and multiples
 * of that, mixed evenly, against as many; the counts are negative binomial with the variance that the objects show. With
 * the mixture fixed before, it holds at every moment. Below (ratio - 1) / ln ratio times as many (at 2: 1.44) it never
 * alarms, however much is counted, so that an ordinary day's drift is none.
 */
export function judgeWatch(objects: readonly ObjectEvidence[], policy: Policy): Measured[] {
  return (["failures", "slow"] as const).map((event) => measureOf(objects, event, policy));
}

function measureOf(objects: readonly ObjectEvidence[], event: Event, policy: Policy): Measured {
  const { measure, words } = callers[event];
  const counts = againstPast(objects, event);
  const past = objects.some(({ before }) => before.requests > 0);
  const requests = objects.reduce((sum, one) => sum + one.during.requests, 0);
  if (!past || requests === 0) {
    const text = `nothing to compare: no requests ${past ? "since" : "before"} the release went live`;
    return measuredOf({ measure, harm: null, safe: null, text }, policy);
  }
  const observed = counts.reduce((sum, one) => sum + one.observed, 0);
  const expected = counts.reduce((sum, one) => sum + one.expected, 0);
  const beliefs = spreadBetween([counts]);
  const likelihood = (times: number) =>
    logMean(
      beliefs.map(({ variance }) =>
        logNegativeBinomial(observed, times * expected, groupVariance(counts, variance)),
      ),
      beliefs.map(({ probability }) => probability),
    );
  const harm = logMean(multiples.map((one) => likelihood(one * policy.canary.ratio))) - likelihood(1);
  const text = `${observed} of ${counted(requests, "request")} ${words} since it went live, ${Number(expected.toPrecision(2))} to be expected by the past`;
  return measuredOf({ measure, harm, safe: null, text }, policy);
}
