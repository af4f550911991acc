import { recordKeys } from "../../shared/runs/run.ts";
import { serviceUrl } from "./data-plane.ts";
import { changeRecord, changeRecordIf } from "./records.ts";
import { recordReleaseEvent } from "./release-events.ts";
import { closeRunAsLive } from "./runs.ts";

/** What the data plane says is live, and how many exchanges there were until then. */
export interface Standing {
  live: string | null;
  /** The newest release that ever was live. */
  newest: string | null;
  exchange: number;
}

/** Keeps what is live, unless a later answer of the data plane was kept before. */
export async function recordStanding(service: string, { live, newest, exchange }: Standing): Promise<void> {
  await changeRecordIf(
    recordKeys.service(service),
    { live, newest, exchange, ...(live === null ? {} : { url: serviceUrl(service) }) },
    { conditions: [{ property: "exchange", atMost: exchange, orAbsent: true }] },
  );
}

export interface LiveRelease {
  run: string;
  execution: string;
  service: string;
  release: string;
  newest: string | null;
  exchange: number;
  /** Who let it go live; the engine, by what was proven, if left out. */
  approval?: { by: string; reason: string } | null;
}

/** Keeps that the release is live, closes its run so, and gives the service's address. */
export async function recordLiveRelease(live: LiveRelease): Promise<string> {
  const { run, execution, service, release, newest, exchange, approval } = live;
  const url = serviceUrl(service);
  await changeRecord(recordKeys.release(service, release), { status: "live", run });
  await recordStanding(service, { live: release, newest, exchange });
  await recordReleaseEvent(
    { execution, run, service, release },
    approval
      ? { event: "promoted", by: "person", reason: `${approval.by}: ${approval.reason}` }
      : { event: "promoted", by: "engine", reason: "every check was passed" },
  );
  await closeRunAsLive(run, execution, url);
  return url;
}
