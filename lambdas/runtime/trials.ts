import {
  TrialReport as Report,
  type TrialReport,
  type TrialRequest,
} from "../../shared/improvement/trial.ts";
import { callDataPlane } from "./data-plane.ts";

/** Milliseconds that the data plane has to replay a trace to two releases. */
const replayTime = 240_000;

/** Has a part of a trace replayed to two bundles. */
export function replayTrial({
  service,
  ...request
}: TrialRequest & { service: string }): Promise<TrialReport> {
  return callDataPlane({
    method: "POST",
    path: `/services/${service}/trial`,
    body: request,
    answer: Report,
    timeout: replayTime,
  });
}
