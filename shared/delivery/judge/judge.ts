import type { Evidence, Judgement, Measured, Phase } from "../evidence.ts";
import type { Policy } from "../policy.ts";
import { judgeBenefit } from "./benefit.ts";
import { judgeCanary } from "./canary.ts";
import { comparedText, judgePairs } from "./pairs.ts";
import { judgeWatch } from "./watch.ts";

/**
 * The word on a release at one look, to be asked as often as one likes: over a whole rollout, all its phases, steps and
 * looks, a release that does no harm is called harmful with probability `policy.alpha` at most, as far as chance decides.
 *
 * Harm is harm of any measure, in any phase; pairs go on through all of them. Safe is what is proven of all that the phase
 * is to prove: of pairs in the shadow and after the promotion, in the shadow also of a benefit where the policy wants one,
 * of callers' requests in a canary. Whatever is proven neither way is inconclusive, also when there is no evidence at all;
 * nothing is safe while calls are still being made up.
 */
export function judge({
  evidence,
  policy,
  phase,
}: {
  evidence: Evidence;
  policy: Policy;
  phase: Phase;
}): Judgement {
  const pairs = judgePairs(evidence, policy);
  const callers = callersIn(phase, evidence, policy);
  const benefit = phase === "shadow" ? judgeBenefit(evidence.mirrored, policy) : undefined;
  const owed = benefit === undefined ? [] : [benefit];
  const proving = phase === "canary" ? callers : [...pairs, ...owed];
  const measures = [...pairs, ...owed, ...callers];
  const harmful = measures.filter(({ outcome }) => outcome === "harm");
  if (harmful.length > 0) return { outcome: "harm", measures, text: `Harm: ${listed(harmful)}.` };
  const about =
    phase === "canary"
      ? listed(callers)
      : [comparedText(evidence), ...owed.map(({ text }) => text)].join("; ");
  if (evidence.generating === true) {
    return { outcome: "inconclusive", measures, text: `Calls are still being made up: ${about}.` };
  }
  const open = proving.filter(({ outcome }) => outcome !== "safe");
  if (open.length === 0) return { outcome: "safe", measures, text: `Safe: ${about}.` };
  const names = open.map(({ measure }) => measure).join(", ");
  return { outcome: "inconclusive", measures, text: `Nothing proven yet of ${names}: ${about}.` };
}

function callersIn(phase: Phase, { objects }: Evidence, policy: Policy): Measured[] {
  if (phase === "shadow") return [];
  return phase === "canary" ? judgeCanary(objects, policy) : judgeWatch(objects, policy);
}

function listed(measures: readonly Measured[]): string {
  return measures.map(({ text }) => text).join("; ");
}
