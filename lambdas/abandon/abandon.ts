import { Run, recordKeys } from "../../shared/runs/run.ts";
import { readFailure } from "../runtime/failure.ts";
import { changeRecord, createRecord, getRecord, removeRecordIf } from "../runtime/records.ts";

export interface AbandonInput {
  run: string;
  failure: { Error: string; Cause: string };
}

/** Ends a run that failed: keeps the reason, and gives back the service's name unless something was released under it. */
export async function abandon({ run, failure: caught }: AbandonInput) {
  const failure = readFailure(caught);
  const endedAt = new Date().toISOString();
  const empty: Run = { id: run, status: "failed", startedAt: endedAt, tokensUsed: 0, tokenLimit: 0 };
  await createRecord(recordKeys.run(run), empty, { kind: "run", at: endedAt });
  const record = await getRecord(recordKeys.run(run), Run);
  if (record?.service !== undefined && record.release === undefined) {
    await removeRecordIf(recordKeys.service(record.service), "reservedBy", run);
  }
  await changeRecord(recordKeys.run(run), { status: "failed", endedAt, failure });
  return { result: { failure }, said: failure.message };
}
