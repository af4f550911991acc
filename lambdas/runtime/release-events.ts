import type { ReleaseEvent } from "../../shared/runs/rollout.ts";
import { Run, recordKeys } from "../../shared/runs/run.ts";
import { createRecord, getRecord } from "./records.ts";

export interface Delivered {
  execution: string;
  /** The run that made the release. */
  run: string;
  service: string;
  release: string;
}

/** Adds a line to the ledger of releases. Of one execution, a repeat adds none. */
export async function recordReleaseEvent(
  { execution, run, service, release }: Delivered,
  happened: Pick<ReleaseEvent, "event" | "by" | "reason">,
): Promise<void> {
  const at = new Date().toISOString();
  const record = await getRecord(recordKeys.run(run), Run);
  const event: ReleaseEvent = {
    at,
    service,
    release,
    run,
    ...happened,
    author: record?.author ?? "person",
    begunAt: record?.startedAt ?? at,
  };
  await createRecord(recordKeys.releaseEvent(service, execution, event), event, {
    kind: "release-event",
    at,
  });
}
