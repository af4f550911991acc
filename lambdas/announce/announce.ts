import { recordKeys } from "../../shared/runs/run.ts";
import { putEvent } from "../runtime/bus.ts";
import { changeRecordIf } from "../runtime/records.ts";
import { announceRun, readRun } from "../runtime/runs.ts";

export interface AnnounceInput {
  run: string;
  execution: string;
  service: string;
  release: string;
  bundle: string;
  /** The release that it was built upon. */
  previous: string | null;
  /** The newest release that ever was live then. */
  newest: string | null;
}

/** Puts `release.ready` on the bus. A second announcement is harmless: Deliver changes nothing for it. */
export async function announce({
  run,
  execution,
  service,
  release,
  bundle,
  previous,
  newest,
}: AnnounceInput) {
  const open = await announceRun(run, execution, release);
  if (!open) return { result: { release }, said: `release ${release.slice(0, 7)} was delivered before` };
  const { policy } = await readRun(run);
  await changeRecordIf(recordKeys.service(service), { ready: release });
  await putEvent("release.ready", { run, service, release, bundle, previous, newest, policy });
  return { result: { release }, said: `release ${release.slice(0, 7)} is ready` };
}
