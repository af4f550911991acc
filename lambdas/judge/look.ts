import { type Difference, Evidence, type Judgement, type Phase } from "../../shared/delivery/evidence.ts";
import { judge } from "../../shared/delivery/judge/judge.ts";
import { verdictOf } from "../../shared/delivery/judge/verdict.ts";
import type { Policy } from "../../shared/delivery/policy.ts";
import type { Look } from "../../shared/runs/rollout.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { putArtifact } from "../runtime/artifacts.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { OutdatedRunError } from "../runtime/errors.ts";
import { createRecord, getRecord } from "../runtime/records.ts";
import { holdDelivery, recordHarm } from "../runtime/runs.ts";

/** Looks in one phase, at most: an execution's history is bounded, and looking more often decides nothing sooner. */
const mostLooks = 100;

/** Seconds between looks when time is up, but calls are still being made up: few looks more. */
const lateInterval = 3;

export interface LookInput {
  run: string;
  execution: string;
  step: string;
  service: string;
  release: string;
  /** The release that this one was built upon. */
  previous: string | null;
  phase: Phase;
  policy: Policy;
  /** How long the phase may last, and when its time is up. */
  seconds: number;
  until: string;
}

interface Answer {
  result: {
    verdict: Look["verdict"];
    text: string;
    /** Seconds until the next look. */
    wait: number;
    /** Digest of the LookDetail. */
    detail: string;
  };
  said: string;
}

/**
 * One look of the judge at a release on its way: reads the evidence, says what follows from it, and keeps both with the
 * run.
 *
 * @throws RunClosedError when the run is not this execution's any more
 * @throws OutdatedRunError when another release went live while this one was tried
 */
export async function look(input: LookInput): Promise<Answer> {
  const { run, execution, service, release, phase, policy, seconds, until } = input;
  await holdDelivery(run, execution);
  const live = await liveRelease(input);
  if (phase === "watch" && live !== release) {
    const text = `${live?.slice(0, 7) ?? "nothing"} is live now, so nothing is left to watch`;
    return keep(input, { verdict: "replaced", judgement: { outcome: "inconclusive", measures: [], text } });
  }
  const evidence = await callDataPlane({
    method: "GET",
    path: `/services/${service}/evidence?release=${encodeURIComponent(release)}`,
    answer: Evidence,
  });
  const judgement = judge({ evidence, policy, phase });
  const now = Date.now();
  const verdict = verdictOf({ judgement, evidence, phase, until: Date.parse(until), now });
  if (verdict === "harm") await recordHarm(run, `${phase}: ${judgement.text}`);
  const { interval } = policy;
  const usual = Math.max(interval, Math.ceil(seconds / mostLooks));
  const wait = now < Date.parse(until) ? usual : Math.max(usual, lateInterval);
  return keep(input, { verdict, judgement, differences: evidence.differences, wait });
}

async function liveRelease({ service, release, previous, phase }: LookInput): Promise<string | null> {
  const live = (await getRecord(recordKeys.service(service), Service))?.live ?? null;
  if (phase === "watch" || live === previous || live === release) return live;
  throw new OutdatedRunError(
    `${live ?? "Nothing"} is live on ${service} now, and the release ${release} was built upon ${previous ?? "nothing"}. Build it again.`,
  );
}

async function keep(
  { run, execution, step, phase }: LookInput,
  {
    verdict,
    judgement,
    differences = [],
    wait = 1,
  }: { verdict: Look["verdict"]; judgement: Judgement; differences?: Difference[]; wait?: number },
): Promise<Answer> {
  const detail = await putArtifact({ judgement, differences });
  const { text } = judgement;
  const seen: Look = { at: new Date().toISOString(), execution, phase, verdict, text, detail };
  await createRecord(recordKeys.look(run, execution, step), seen);
  return { result: { verdict, text, wait, detail }, said: `${phase}, ${verdict}: ${text}` };
}
