import { TrialReport, type TrialRequest } from "../../shared/improvement/trial.ts";
import { callDataPlane, replayTime } from "./data-plane.ts";

/** Has a part of a trace replayed to two bundles. */
export function replayTrial({ service, ...body }: TrialRequest & { service: string }): Promise<TrialReport> {
  return callDataPlane({
    method: "POST",
    path: `/services/${service}/trial`,
    body,
    answer: TrialReport,
    timeout: replayTime,
  });
}
