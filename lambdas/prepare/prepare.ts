import * as z from "zod";
import type { Question } from "../../shared/calibration/calibration.ts";
import { CalibrationChoice, calibrationPolicyOf } from "../../shared/calibration/policy.ts";
import { counted } from "../../shared/counted.ts";
import { type Bundle, bundleDigest } from "../../shared/delivery/bundle.ts";
import { PromoteAnswer, RegisterAnswer } from "../../shared/delivery/control.ts";
import { TraceState } from "../../shared/improvement/trace.ts";
import { seedOf } from "../../shared/random.ts";
import { putBundle } from "../runtime/bundle.ts";
import { keepCalibration, readCalibrations, serviceOfCalibration } from "../runtime/calibrations.ts";
import { callDataPlane, replayTime } from "../runtime/data-plane.ts";
import { environmentVariable } from "../runtime/environment.ts";
import { standingStop } from "../runtime/improvements.ts";
import { type Changed, makeBundles } from "./bundles.ts";

export interface PrepareInput {
  run: string;
  execution: string;
  by: "schedule" | "person";
}

/** Milliseconds after which an execution that has not ended by itself never will: longer than it may last. */
const longest = 6 * 3_600_000;

/** Seconds in which callers' requests are recorded, which come one after another. */
const recordingSeconds = 3_600;

/**
 * Makes a service that no caller reaches, from code that the present compiler makes, has made-up callers ask it, and puts what
 * is to be tried beside it. Nothing is begun by itself while a person has stopped the engine. What an earlier execution has
 * left that did not come to its end is taken away.
 */
export async function prepare({ run, execution, by }: PrepareInput) {
  const stop = await standingStop();
  if (by !== "person" && stop !== undefined) {
    const said = `stopped by ${stop.by}: ${stop.reason}`;
    return { result: { next: "leave", service: "", placebos: [], releases: [] }, said };
  }
  const policy = calibrationPolicyOf(
    CalibrationChoice.parse(JSON.parse(environmentVariable("CALIBRATION_POLICY"))),
  );
  const now = new Date();
  await removeLeft(now);
  const service = await serviceOfCalibration(execution);
  const startedAt = now.toISOString();
  await keepCalibration({ id: run, service, status: "open", startedAt, tallies: [], text: "" }, now);

  const bundles = await makeBundles({ mistakes: policy.mistakes, seed: seedOf(run) });
  await register({ run, service, release: "sound", bundle: bundles.sound });
  await callDataPlane({
    method: "POST",
    path: `/services/${service}/promote`,
    body: { release: "sound" },
    answer: PromoteAnswer,
  });
  await listen(service, { requests: policy.requests, seed: seedOf(run) });
  const noisy: { kind: string; digest: string }[] = [];
  for (const { release, kind, bundle } of bundles.placebos)
    noisy.push({ kind, digest: await register({ run, service, release, bundle }) });
  const placebos = Array.from({ length: policy.placebos }, (_, trial) => ({
    trial,
    ...(noisy[trial % noisy.length] ?? { kind: "", digest: "" }),
  }));
  const releases: { question: Question; kind: string; release: string }[] = [];
  const beside = async (question: Question, { release, kind, bundle }: Changed) => {
    await register({ run, service, release, bundle });
    releases.push({ question, kind, release });
  };
  await beside("harmless", bundles.harmless);
  for (const mistake of bundles.mistakes) await beside("mistake", mistake);
  const said = `${counted(policy.placebos, "placebo")} and ${counted(bundles.mistakes.length, "mistake")} are to be tried on ${service}`;
  return { result: { next: "try", service, placebos, releases }, said };
}

async function removeLeft(now: Date): Promise<void> {
  const since = new Date(now.getTime() - longest).toISOString();
  const { calibrations } = await readCalibrations();
  for (const left of calibrations) {
    if (left.status !== "open" || left.startedAt > since) continue;
    await callDataPlane({ method: "POST", path: `/services/${left.service}/remove`, answer: z.undefined() });
    await keepCalibration({ ...left, status: "failed", text: "its execution never ended by itself" }, now);
  }
}

/** Puts a bundle, and registers it as a release; gives its digest. */
async function register({
  run,
  service,
  release,
  bundle,
}: {
  run: string;
  service: string;
  release: string;
  bundle: Bundle;
}): Promise<string> {
  const digest = await bundleDigest(bundle);
  await putBundle(digest, bundle);
  await callDataPlane({
    method: "PUT",
    path: `/services/${service}/releases/${release}`,
    body: { service, id: release, digest, run },
    answer: RegisterAnswer,
  });
  return digest;
}

/** Has made-up callers' requests recorded, as callers' are. */
async function listen(
  service: string,
  { requests, seed }: { requests: number; seed: number },
): Promise<void> {
  const trace = "callers";
  await callDataPlane({
    method: "PUT",
    path: `/services/${service}/trace`,
    body: { trace, requests, seconds: recordingSeconds },
    answer: TraceState,
  });
  const { isWhole, search } = await callDataPlane({
    method: "POST",
    path: `/services/${service}/callers`,
    body: { trace, seed },
    answer: TraceState,
    timeout: replayTime,
  });
  if (!isWhole) throw new Error(`Made-up callers have come to an end after ${search} requests.`);
}
