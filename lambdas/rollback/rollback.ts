import { RollbackAnswer } from "../../shared/delivery/control.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane, serviceUrl } from "../runtime/data-plane.ts";
import { readFailure } from "../runtime/failure.ts";
import { changeRecord, getRecord } from "../runtime/records.ts";

export interface RollbackInput {
  service: string;
  /** Null when a person asked for whatever is live to be taken back. */
  release: string | null;
  failure: { Error: string; Cause: string };
}

/** Takes a release back: the one before it serves again, or, when it was the first, nothing does. */
export async function rollback({ service, release, failure: caught }: RollbackInput) {
  const failure = readFailure(caught);
  const { live, rolledBack, newest } = await callDataPlane({
    method: "POST",
    path: `/services/${service}/rollback`,
    body: { ...(release === null ? {} : { release }), reason: failure.message.slice(0, 1000) },
    answer: RollbackAnswer,
  });
  await changeRecord(recordKeys.service(service), {
    live,
    newest,
    ...(live === null ? {} : { url: serviceUrl(service) }),
  });
  if (live !== null) await changeRecord(recordKeys.release(service, live), { status: "live" });
  const taken = rolledBack ?? release;
  if (taken !== null) await closeRelease(service, taken, failure);
  const now = live === null ? "nothing is live" : `${live.slice(0, 7)} is live`;
  return {
    result: { live, rolledBack: taken },
    said: `${taken?.slice(0, 7) ?? "nothing"} taken back, ${now}`,
  };
}

async function closeRelease(service: string, release: string, failure: { error: string; message: string }) {
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record === undefined) return;
  await changeRecord(recordKeys.release(service, release), { status: "rolled-back" });
  await changeRecord(recordKeys.run(record.run), {
    status: "rolled-back",
    failure,
    endedAt: new Date().toISOString(),
  });
}
