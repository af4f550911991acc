import { printTraceparent } from "../../shared/telemetry/trace-context.ts";
import { putEvent } from "../runtime/bus.ts";
import { keepTrace } from "../runtime/run-trace.ts";
import { currentWork } from "../runtime/work.ts";

export interface WithdrawInput {
  run: string;
  service: string;
  release: string;
  reason: string;
}

/** Asks for a release to be taken back, by an event that Deliver answers. Asked twice, it is taken back once. */
export async function withdraw({ run, service, release, reason }: WithdrawInput) {
  const rollback = `withdraw-${run}`;
  await keepTrace(rollback, printTraceparent(currentWork().context));
  await putEvent("rollback.requested", {
    run: rollback,
    service,
    rollback: { release, reason, by: "engine" },
  });
  return { result: { release }, said: `${release.slice(0, 7)} is to be taken back: ${reason}` };
}
