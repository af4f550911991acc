import * as z from "zod";
import type { Question } from "../../shared/calibration/calibration.ts";
import { Evidence } from "../../shared/delivery/evidence.ts";
import { judge } from "../../shared/delivery/judge/judge.ts";
import { verdictOf } from "../../shared/delivery/judge/verdict.ts";
import { policyOf } from "../../shared/delivery/policy.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { deployedPolicy } from "../runtime/deployed-policy.ts";

export interface InspectInput {
  service: string;
  release: string;
  question: Question;
  kind: string;
  until: string;
}

/** One look of the judge, as Judge takes it, at a release that is known to be sound, or not to be. */
export async function inspect({ service, release, question, kind, until }: InspectInput) {
  const policy = policyOf(deployedPolicy());
  const evidence = await callDataPlane({
    method: "GET",
    path: `/services/${service}/evidence?release=${encodeURIComponent(release)}`,
    answer: Evidence,
  });
  const judgement = judge({ evidence, policy, phase: "shadow" });
  const times = { until: Date.parse(until), now: Date.now() };
  const verdict = verdictOf({ judgement, evidence, phase: "shadow", ...times });
  if (verdict !== "waiting") {
    const body = { release };
    await callDataPlane({ method: "POST", path: `/services/${service}/settle`, body, answer: z.undefined() });
  }
  const isHarm = verdict === "harm";
  const wrong = question === "mistake" ? !isHarm : isHarm;
  return {
    result: { verdict, wait: policy.interval, answer: { question, kind, wrong } },
    said: `${kind}, ${verdict}: ${judgement.text}`,
  };
}
