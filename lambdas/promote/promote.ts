import { PromoteAnswer } from "../../shared/delivery/control.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane, serviceUrl } from "../runtime/data-plane.ts";
import { changeRecord } from "../runtime/records.ts";

export interface PromoteInput {
  run: string;
  service: string;
  release: string;
}

/** Swaps the release in and closes the run. */
export async function promote({ run, service, release }: PromoteInput) {
  const { previous } = await callDataPlane({
    method: "POST",
    path: `/services/${service}/promote`,
    body: { release },
    answer: PromoteAnswer,
  });
  const url = serviceUrl(service);
  if (previous !== null && previous !== release) {
    await changeRecord(recordKeys.release(service, previous), { status: "previous" });
  }
  await changeRecord(recordKeys.release(service, release), { status: "live" });
  await changeRecord(recordKeys.service(service), { live: release, newest: release, url });
  await changeRecord(recordKeys.run(run), { status: "live", url, endedAt: new Date().toISOString() });
  return { result: { url }, said: `live at ${url}` };
}
