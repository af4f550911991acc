import { setTimeout as pause } from "node:timers/promises";
import { RollbackAnswer } from "../../shared/delivery/control.ts";
import { ReleaseRecord, type RunStatus, recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane } from "./data-plane.ts";
import { recordStanding } from "./live-release.ts";
import { getRecord } from "./records.ts";
import { holdDelivery, readRun } from "./runs.ts";

/** Milliseconds between looks at a run whose release is being taken back, and how many there are. */
const lookEvery = 200;
const mostLooks = 50;

export interface Held {
  run: string;
  execution: string;
  service: string;
  release: string;
}

/**
 * To be called after each change of the data plane for a release: a function that outlives its execution may have made
 * it after the run was cleaned up. Then it is undone here. Who cleans up marks the run first and changes the data plane
 * then; here it is the other way around, so that one of the two sees the other.
 *
 * @throws RunClosedError when the run is not this execution's any more
 */
export async function holdOrWithdraw({ run, execution, service, release }: Held): Promise<void> {
  const status = await statusAtLast(run);
  if (status === "rolled-back" || status === "failed") {
    const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
    // Another run may have made the same release live.
    const keepLive = record?.status === "live";
    const answer = await callDataPlane({
      method: "POST",
      path: `/services/${service}/rollback`,
      body: { release, keepLive, reason: `the run ${run} was ended meanwhile` },
      answer: RollbackAnswer,
    });
    await recordStanding(service, answer);
  }
  await holdDelivery(run, execution);
}

/** The run's status; of one whose release is being taken back, once that is done. */
async function statusAtLast(run: string): Promise<RunStatus> {
  for (let look = 0; ; look++) {
    const { status, withdrawing } = await readRun(run);
    if (withdrawing !== true || look === mostLooks) return status;
    await pause(lookEvery);
  }
}
