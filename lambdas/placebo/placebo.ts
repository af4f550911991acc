import type { Answer } from "../../shared/calibration/calibration.ts";
import { alphaOf } from "../../shared/improvement/budget.ts";
import { evaluate } from "../../shared/improvement/evaluate.ts";
import { replayTrial } from "../runtime/trials.ts";

export interface PlaceboInput {
  service: string;
  trial: number;
  kind: string;
  /** Of code whose rows vary by chance. */
  digest: string;
}

/**
 * The claim that is easiest to prove wrongly: any gain, whatever a route costs, with all that a service's first claim may err.
 * Only the evidence stands in its way.
 */
const claim = { least: 1e-9, guard: Number.MAX_SAFE_INTEGER, alpha: alphaOf(1) };

/**
 * Tries code against itself as proposals are tried.
 *
 * @throws Error when it could not be tried
 */
export async function placebo({ service, trial, kind, digest }: PlaceboInput) {
  const report = await replayTrial({
    service,
    trace: "callers",
    part: "search",
    trial: `placebo-${trial}`,
    control: digest,
    candidate: digest,
  });
  const { outcome, text } = evaluate(report, { ...claim, registeredAt: new Date().toISOString() });
  if (report.failure !== undefined || report.unlike > 0) throw new Error(`A placebo can't be tried: ${text}`);
  const result: Answer = { question: "placebo", kind, wrong: outcome === "benefit" };
  return { result, said: `${kind}, ${outcome}: ${text}` };
}
