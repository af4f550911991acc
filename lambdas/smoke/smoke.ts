import { counted } from "../../shared/counted.ts";
import { SmokeReport } from "../../shared/delivery/control.ts";
import { callDataPlane } from "../runtime/data-plane.ts";

export interface SmokeInput {
  service: string;
  release: string;
}

/** Asks the waiting release whether it answers at all, on a copy of the live data. */
export async function smoke({ service, release }: SmokeInput) {
  const { passed, checks } = await callDataPlane({
    method: "POST",
    path: `/services/${service}/smoke`,
    body: { release },
    answer: SmokeReport,
  });
  const failed = checks.filter((check) => !check.passed).map((check) => `${check.name}: ${check.detail}`);
  const summary = failed.join("; ") || `${counted(checks.length, "check")} passed`;
  return { result: { passed, summary }, said: summary };
}
