import { Evidence } from "../../shared/delivery/evidence.ts";
import { gainOf, judgeBenefit } from "../../shared/delivery/judge/benefit.ts";
import type { Hypothesis, TrialOutcome } from "../../shared/improvement/proposal.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { readRun } from "../runtime/runs.ts";

/**
 * What the change came to with callers' requests of today, which both releases have answered on the way; undefined where
 * none came.
 */
export async function productionOf(
  service: string,
  change: string,
  { least, alpha }: Hypothesis,
): Promise<TrialOutcome | undefined> {
  const { release } = await readRun(change);
  if (release === undefined) return undefined;
  const { mirrored } = await callDataPlane({
    method: "GET",
    path: `/services/${service}/evidence?release=${encodeURIComponent(release)}`,
    answer: Evidence,
  });
  const measured = judgeBenefit(mirrored, { alpha, benefit: { least } });
  const { control, candidate } = mirrored.cost;
  if (measured === undefined || control.requests === 0) return undefined;
  const gain = gainOf(mirrored.cost);
  return {
    outcome: measured.outcome === "safe" ? "benefit" : "inconclusive",
    control,
    candidate,
    gain,
    interval: [gain, gain],
    evidence: Math.min(measured.safe, Number.MAX_SAFE_INTEGER),
    text: measured.text,
  };
}
