import { counted } from "../counted.ts";
import { sumOfCosts, unitCost } from "../delivery/cost.ts";
import { logEvidenceCheaper, logEvidenceDearer } from "../delivery/judge/evidence-of-pairs.ts";
import { gainOf, overGuard, pairSums } from "./gain.ts";
import type { Hypothesis, TrialOutcome } from "./proposal.ts";
import type { TrialReport } from "./trial.ts";

/**
 * What a trial says of a hypothesis. A benefit: the cost falls by the least share, with the evidence, no pair was answered
 * differently and no route is over the guard. Harm: an answer differs, or the cost rises by as much, with the
 * evidence. All else, also that nothing could be tried, is inconclusive. Of a design's trial with itself no pair differs in
 * cost, so it is never a benefit.
 */
export function evaluate(report: TrialReport, hypothesis: Hypothesis): TrialOutcome {
  const { routes, unlike, failure } = report;
  const { least, alpha, guard } = hypothesis;
  const sums = pairSums(routes);
  const [cheaper, dearer] = [logEvidenceCheaper(sums), logEvidenceDearer(sums)].map(finite);
  const { gain, interval } = gainOf(routes, alpha);
  const over = overGuard(routes, guard);
  const isProven = (evidence = 0) => evidence >= 1 / alpha;
  const rest = {
    control: sumOfCosts(routes.map((route) => route.control)),
    candidate: sumOfCosts(routes.map((route) => route.candidate)),
    gain,
    interval,
    evidence: cheaper ?? 0,
  };
  const measured = `${percent(gain)} of the cost saved (${interval.map(percent).join(" to ")}) over ${counted(rest.control.requests, "request")}, evidence ${Number(rest.evidence.toPrecision(2))} of ${Math.ceil(1 / alpha)}`;
  if (failure !== undefined)
    return { ...rest, outcome: "inconclusive", text: `It could not be tried: ${failure}` };
  if (unlike > 0)
    return {
      ...rest,
      outcome: "harm",
      text: `${counted(unlike, "answer")} unlike the other's. ${measured}.`,
    };
  if (gain <= -least && isProven(dearer))
    return { ...rest, outcome: "harm", text: `It costs more: ${measured}.` };
  if (over.length > 0) {
    const named = over.map(
      (one) =>
        `${one.route} costs ${(unitCost(one.candidate) / unitCost(one.control)).toPrecision(2)} times as much`,
    );
    return {
      ...rest,
      outcome: "inconclusive",
      text: `${named.join(", ")}, where ${guard} is the most. ${measured}.`,
    };
  }
  if (gain < least)
    return {
      ...rest,
      outcome: "inconclusive",
      text: `Less than the ${percent(least)} that it had to be: ${measured}.`,
    };
  return isProven(cheaper)
    ? { ...rest, outcome: "benefit", text: `${measured}.` }
    : { ...rest, outcome: "inconclusive", text: `Too little evidence: ${measured}.` };
}

/** Evidence as it can be kept in any store. */
function finite(log: number): number {
  return Math.min(Math.exp(log), Number.MAX_SAFE_INTEGER);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}
