import { Run, recordKeys } from "../../shared/runs/run.ts";
import { readFailure } from "../runtime/failure.ts";
import { createRecord, getRecord } from "../runtime/records.ts";
import { type Closer, closeRun } from "../runtime/runs.ts";
import { giveBackService } from "../runtime/services.ts";

export interface AbandonInput extends Closer {
  run: string;
  failure: { Error: string; Cause: string };
}

/**
 * Ends a run that failed: keeps the reason, and gives back the service's name if nobody else builds under it and
 * nothing was ever live there. A run that another execution works on, or that has ended, is left alone.
 */
export async function abandon({ run, machine, execution, failure: caught }: AbandonInput) {
  const failure = readFailure(caught);
  const endedAt = new Date().toISOString();
  const empty: Run = {
    id: run,
    status: "failed",
    startedAt: endedAt,
    endedAt,
    failure,
    author: "person",
  };
  const created = await createRecord(recordKeys.run(run), empty, { kind: "run", at: endedAt });
  const closed = await closeRun(run, { machine, execution }, { status: "failed", failure });
  const record = await getRecord(recordKeys.run(run), Run);
  if (record?.status !== "failed") {
    return {
      result: { failure },
      said: `left alone, since the run is ${record?.status}: ${failure.message}`,
    };
  }
  if (record.service !== undefined) await giveBackService(record.service);
  return {
    result: { failure },
    said: created || closed ? failure.message : "nothing to do: the run has failed",
  };
}
