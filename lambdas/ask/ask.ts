import type { Policy } from "../../shared/delivery/policy.ts";
import { type Approval, ReleaseChange } from "../../shared/runs/rollout.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { getArtifact } from "../runtime/artifacts.ts";
import { RunClosedError } from "../runtime/errors.ts";
import { putRecord } from "../runtime/records.ts";
import { askAbout } from "../runtime/runs.ts";

export interface AskInput {
  run: string;
  execution: string;
  token: string;
  /** Seconds that an answer is waited for. */
  seconds: number;
  service: string;
  release: string;
  /** Digest of the ReleaseChange. */
  change: string;
  approval: Policy["approval"];
  /** What could not be proven before time was up; null where all was. */
  unproven: string | null;
  /** Digest of the last look's detail. */
  evidence: string | null;
}

/**
 * Asks a person whether the release shall go live: keeps the question with its reasons and the token that the answer is
 * sent with. The state machine then waits.
 *
 * @throws RunClosedError when the run is not this execution's any more
 */
export async function ask(input: AskInput) {
  const { run, execution, token, seconds, service, release, change, approval, unproven, evidence } = input;
  const { breaks } = await getArtifact(change, ReleaseChange);
  const reasons = [
    ...(unproven === null ? [] : [`nothing is proven either way: ${unproven}`]),
    ...breaks.map(({ route, what }) => (route === null ? what : `${route}: ${what}`)),
    ...(approval === "always" ? ["the policy has a person asked before each release"] : []),
  ];
  const question = `Shall the release ${release.slice(0, 12)} of ${service} go live?`;
  const now = Date.now();
  const waiting: Approval = {
    service,
    release,
    question,
    reasons,
    evidence,
    askedAt: new Date(now).toISOString(),
    until: new Date(now + seconds * 1000).toISOString(),
    token,
  };
  await putRecord(recordKeys.approval(run, execution), waiting);
  if (!(await askAbout(run, execution, question))) {
    throw new RunClosedError(`The run ${run} is not this execution's to ask about any more.`);
  }
  return { result: { question }, said: `${question} ${reasons.join("; ")}` };
}
