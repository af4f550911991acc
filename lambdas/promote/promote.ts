import { PromoteAnswer } from "../../shared/delivery/control.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { holdOrWithdraw } from "../runtime/hold-or-withdraw.ts";
import { recordLiveRelease } from "../runtime/live-release.ts";
import { changeRecord } from "../runtime/records.ts";
import { holdDelivery } from "../runtime/runs.ts";

export interface PromoteInput {
  run: string;
  execution: string;
  service: string;
  release: string;
  /** The release that this one was built upon, which must still be live. */
  previous: string | null;
  /** The newest release that ever was live, then as now. */
  newest: string | null;
  /** Which person let it go live, and why; null where nobody was asked. */
  approval: { by: string; reason: string } | null;
}

/**
 * Swaps the release in and closes the run.
 *
 * @throws RunClosedError when the run is not this execution's any more
 */
export async function promote(input: PromoteInput) {
  const { run, execution, service, release, previous, newest, approval } = input;
  await holdDelivery(run, execution);
  const answer = await callDataPlane({
    method: "POST",
    path: `/services/${service}/promote`,
    body: { release, previous, newest },
    answer: PromoteAnswer,
  });
  await holdOrWithdraw({ run, execution, service, release });
  if (answer.previous !== null && answer.previous !== release) {
    await changeRecord(recordKeys.release(service, answer.previous), { status: "previous" });
  }
  const { exchange } = answer;
  const url = await recordLiveRelease({
    run,
    execution,
    service,
    release,
    newest: release,
    exchange,
    approval,
  });
  const allowed = approval === null ? "" : `, allowed by ${approval.by}: ${approval.reason}`;
  return { result: { url }, said: `live at ${url}${allowed}` };
}
