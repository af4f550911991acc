import * as z from "zod";
import { RollbackAnswer } from "../../shared/delivery/control.ts";
import { type Failure, ReleaseRecord, Run, recordKeys, Service } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import { readFailure } from "../runtime/failure.ts";
import { recordLiveRelease, recordStanding } from "../runtime/live-release.ts";
import { changeRecordIf, createRecord, getRecord } from "../runtime/records.ts";
import { closeRun, closeRunAsRolledBack, isOpenForDelivery } from "../runtime/runs.ts";

export interface RollbackInput {
  run: string;
  execution: string;
  service: string;
  /** Null when a person asked for whatever is live to be taken back. */
  release: string | null;
  /** Whether a person asked for it; else a delivery has failed. */
  requested: boolean;
  failure: { Error: string; Cause: string };
}

interface Answer {
  result: { live: string | null; rolledBack: string | null };
  said: string;
}

/** Takes a release back: the one before it serves again, or, when it was the first, nothing does. */
export async function rollback(input: RollbackInput): Promise<Answer> {
  const failure = readFailure(input.failure);
  const release = input.release ?? (await liveAtFirst(input));
  return input.requested ? takeBack({ ...input, release, failure }) : cleanUp({ ...input, release, failure });
}

interface Known {
  run: string;
  execution: string;
  service: string;
  release: string;
  failure: z.infer<typeof Failure>;
}

/** What a person asked for. Repeated, it changes nothing: the release has its name. */
async function takeBack({ service, release, failure }: Known): Promise<Answer> {
  const { live, newest, exchange } = await callRollback(service, release, { failure, keepLive: false });
  await recordStanding(service, { live, newest, exchange });
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record !== undefined) {
    await changeRecordIf(recordKeys.release(service, release), { status: "rolled-back" });
    await closeRunAsRolledBack(record.run, failure);
  }
  if (live !== null) await changeRecordIf(recordKeys.release(service, live), { status: "live" });
  return answer(live, release);
}

/**
 * After a delivery that failed. What is live stays: either this delivery has failed only after its release went live,
 * or another one has made the same release live. A run that is not this delivery's to end is left alone.
 */
async function cleanUp({ run, execution, service, release, failure }: Known): Promise<Answer> {
  const record = await getRecord(recordKeys.run(run), Run);
  if (record === undefined || !isOpenForDelivery(execution, record)) {
    return {
      result: { live: null, rolledBack: null },
      said: `left alone, since the run is ${record?.status ?? "unknown"}`,
    };
  }
  const { live, newest, exchange } = await callRollback(service, release, { failure, keepLive: true });
  if (live === release) {
    const url = await recordLiveRelease({ run, execution, service, release, newest, exchange });
    return { result: { live, rolledBack: null }, said: `live at ${url} all the same` };
  }
  await recordStanding(service, { live, newest, exchange });
  await changeRecordIf(recordKeys.release(service, release), { status: "rolled-back" });
  await closeRun(run, { machine: "Deliver", execution }, { status: "rolled-back", failure });
  return answer(live, release);
}

function callRollback(
  service: string,
  release: string,
  { failure, keepLive }: { failure: z.infer<typeof Failure>; keepLive: boolean },
) {
  return callDataPlane({
    method: "POST",
    path: `/services/${service}/rollback`,
    body: { release, keepLive, reason: failure.message.slice(0, 1000) },
    answer: RollbackAnswer,
  });
}

function answer(live: string | null, rolledBack: string): Answer {
  const now = live === null ? "nothing is live" : `${live.slice(0, 7)} is live`;
  return { result: { live, rolledBack }, said: `${rolledBack.slice(0, 7)} taken back, ${now}` };
}

/**
 * The release that was live when this execution first asked, so that a repeat does not take the next one back.
 *
 * @throws MissingRecordError when nothing is live
 */
async function liveAtFirst({ run, execution, service }: RollbackInput): Promise<string> {
  const key = recordKeys.step(run, execution, "RollbackTarget");
  const Target = z.strictObject({ release: z.string() });
  const known = await getRecord(key, Target);
  if (known !== undefined) return known.release;
  const live = (await getRecord(recordKeys.service(service), Service))?.live;
  if (live === undefined || live === null) {
    throw new MissingRecordError(`Nothing is live on ${service}, so nothing can be taken back.`);
  }
  if (await createRecord(key, { release: live })) return live;
  return (await getRecord(key, Target))?.release ?? live;
}
