import * as z from "zod";
import { RollbackAnswer } from "../../shared/delivery/control.ts";
import type { Author, ReleaseEvent } from "../../shared/runs/rollout.ts";
import { type Failure, ReleaseRecord, Run, recordKeys, Service } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import { readFailure } from "../runtime/failure.ts";
import { recordLiveRelease, recordStanding } from "../runtime/live-release.ts";
import { changeRecordIf, createRecord, getRecord } from "../runtime/records.ts";
import { recordReleaseEvent } from "../runtime/release-events.ts";
import { beginWithdrawal, closeRun, closeRunAsRolledBack, isOpenForDelivery } from "../runtime/runs.ts";

export interface RollbackInput {
  run: string;
  execution: string;
  service: string;
  /** Null when a person asked for whatever is live to be taken back. */
  release: string | null;
  /** Whether it was asked for; else a delivery has failed. */
  requested: boolean;
  /** Who asked. */
  by: Author;
  failure: { Error: string; Cause: string };
}

/** The failure of a release that a person has said no to. */
const rejectedError = "Rejected";

interface Answer {
  result: { live: string | null; rolledBack: string | null };
  said: string;
}

/**
 * Takes a release back: the one before it serves again, or, when it was the first, nothing does.
 *
 * @throws MissingRecordError when a person asks for it and there is no such service, or nothing is live on it
 */
export async function rollback(input: RollbackInput): Promise<Answer> {
  const failure = readFailure(input.failure);
  if (input.requested) await knownService(input.service);
  const release = input.release ?? (await liveAtFirst(input));
  const known = { ...input, release, failure };
  return input.requested ? takeBack(known, input.by) : cleanUp(known);
}

interface Known {
  run: string;
  execution: string;
  service: string;
  release: string;
  failure: z.infer<typeof Failure>;
}

/** Takes back what is live. Repeated, it changes nothing: the release has its name. */
async function takeBack(
  { execution, service, release, failure }: Known,
  by: ReleaseEvent["by"],
): Promise<Answer> {
  const { live, newest, exchange } = await callRollback(service, release, { failure, keepLive: false });
  await recordStanding(service, { live, newest, exchange });
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record !== undefined) {
    // Before the status: whoever goes on after a crash can still tell what the release was.
    if (record.status !== "rolled-back" && record.status !== "previous") {
      await recordReleaseEvent(
        { execution, run: record.run, service, release },
        { event: record.status === "live" ? "taken-back" : "withheld", by, reason: failure.message },
      );
    }
    await changeRecordIf(recordKeys.release(service, release), { status: "rolled-back" });
    await closeRunAsRolledBack(record.run, failure);
  }
  if (live !== null) await changeRecordIf(recordKeys.release(service, live), { status: "live" });
  return answer(live, release);
}

/**
 * After a delivery that failed. What is live stays: either this delivery has failed only after its release went live,
 * or another one has made the same release live. Only harm that the judge has seen takes a live release back. A run
 * that is not this delivery's to end is left alone.
 */
async function cleanUp(known: Known): Promise<Answer> {
  const { run, execution, service, release, failure } = known;
  const record = await getRecord(recordKeys.run(run), Run);
  if (record?.status === "live" && record.delivery === execution && record.release === release) {
    const { harm } = record;
    if (harm !== undefined)
      return takeBack({ ...known, failure: { error: "HarmFound", message: harm } }, "engine");
    return {
      result: { live: release, rolledBack: null },
      said: "it stays live, and nobody watches it any more",
    };
  }
  if (record === undefined || !isOpenForDelivery(execution, record)) {
    return {
      result: { live: null, rolledBack: null },
      said: `left alone, since the run is ${record?.status ?? "unknown"}`,
    };
  }
  await beginWithdrawal(run);
  const { live, newest, exchange } = await callRollback(service, release, { failure, keepLive: true });
  if (live === release) {
    const url = await recordLiveRelease({ run, execution, service, release, newest, exchange });
    return { result: { live, rolledBack: null }, said: `live at ${url} all the same` };
  }
  await recordStanding(service, { live, newest, exchange });
  await changeRecordIf(recordKeys.release(service, release), { status: "rolled-back" });
  await recordReleaseEvent(
    { execution, run, service, release },
    { event: "withheld", by: failure.error === rejectedError ? "person" : "engine", reason: failure.message },
  );
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

async function knownService(service: string): Promise<void> {
  if ((await getRecord(recordKeys.service(service), Service)) !== undefined) return;
  throw new MissingRecordError(`There is no service ${service}, so nothing can be taken back.`);
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
