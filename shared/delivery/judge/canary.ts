import { counted } from "../../counted.ts";
import type { Measured, ObjectEvidence } from "../evidence.ts";
import type { Policy } from "../policy.ts";
import { groupVariance, type ObjectCount, spreadBetween } from "./between-objects.ts";
import { logEvidenceAbove, logEvidenceBelow, logEvidenceRarer, logMean } from "./evidence-of-counts.ts";
import { measuredOf } from "./measured.ts";
import { againstPast, type Event } from "./past.ts";

/** The measures of callers' own requests, by what is counted. */
export const callers = {
  failures: { measure: "callers-failed", words: "failed" },
  slow: { measure: "callers-slow", words: "were slow" },
} as const;

/**
 * What callers got of the objects that run the candidate, beside those that do not. Two measures, of failed and of slow
 * answers.
 *
 * Requests of one object are alike, so they are no sample: each object is held against its own past, and what its share of
 * the events should be is known only as well as objects change by themselves, which is measured within each side. Harm:
 * the events exceed that share. Safety: they are proven to be less than `canary.ratio` times the share, or, as it may
 * be that nothing ever fails, that less than `shadow.tolerance` of the canary's requests are hit; the evidence is the mean
 * of both. Objects of one side alone prove nothing.
 */
export function judgeCanary(objects: readonly ObjectEvidence[], policy: Policy): Measured[] {
  return (["failures", "slow"] as const).map((event) => measureOf(objects, event, policy));
}

function measureOf(objects: readonly ObjectEvidence[], event: Event, policy: Policy): Measured {
  const counts = againstPast(objects, event);
  const canary = counts.filter((_, at) => objects[at]?.canary);
  const control = counts.filter((_, at) => !objects[at]?.canary);
  const requests = objects.reduce((sum, one) => sum + (one.canary ? one.during.requests : 0), 0);
  const { measure, words } = callers[event];
  const asked = Math.max(1, policy.canary.steps.length);
  const [x, y] = [total(canary, "observed"), total(control, "observed")];
  const [expected, beside] = [total(canary, "expected"), total(control, "expected")];
  if (expected === 0 || beside === 0) {
    const text = `nothing to compare: no requests at objects ${expected === 0 ? "that run the release" : "without it"}`;
    return measuredOf({ measure, harm: null, safe: null, text }, policy);
  }
  const evidence = evidenceOf({ canary, control }, policy.canary.ratio);
  const rarer = logEvidenceRarer(x, requests, policy.shadow.tolerance);
  const usual = ((y * expected) / beside).toPrecision(2);
  const text = `${x} of ${counted(requests, "request")} ${words} on ${counted(canary.length, "object")} that run${canary.length === 1 ? "s" : ""} it, ${Number(usual)} to be expected by the others and the past`;
  return measuredOf(
    { measure, harm: evidence.harm, safe: logMean([rarer, evidence.safe]), text, asked },
    policy,
  );
}

/** Natural logarithms: for more events than the fair share, and for less than `ratio` times as many. */
export function evidenceOf(
  { canary, control }: { canary: readonly ObjectCount[]; control: readonly ObjectCount[] },
  ratio: number,
): { harm: number; safe: number } {
  const events = { candidate: total(canary, "observed"), control: total(control, "observed") };
  const [expected, beside] = [total(canary, "expected"), total(control, "expected")];
  const fair = expected / (expected + beside);
  const bound = (fair * ratio) / (fair * ratio + 1 - fair);
  const beliefs = spreadBetween([canary, control]).map(({ variance, probability }) => ({
    variance: groupVariance(canary, variance) + groupVariance(control, variance),
    probability,
  }));
  return {
    harm: againstAll(beliefs, fair, (precision) => logEvidenceAbove(events, fair, precision)),
    safe: againstAll(beliefs, bound, (precision) => logEvidenceBelow(events, bound, { fair, precision })),
  };
}

/**
 * The evidence against a share that is known as well as the beliefs say: the likelihood in its denominator is their mean,
 * so the evidence their harmonic one. The precision is that of a Beta distribution whose odds vary as those of the sums.
 */
function againstAll(
  beliefs: readonly { variance: number; probability: number }[],
  share: number,
  logEvidence: (precision: number) => number,
): number {
  return -logMean(
    beliefs.map(({ variance }) => -logEvidence(1 / (share * (1 - share) * variance))),
    beliefs.map(({ probability }) => probability),
  );
}

function total(counts: readonly ObjectCount[], what: "observed" | "expected"): number {
  return counts.reduce((sum, one) => sum + one[what], 0);
}
