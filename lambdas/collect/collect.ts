import type { MeterList } from "../../shared/delivery/control.ts";
import { type Cursor, collectedKeys } from "../../shared/telemetry/collected.ts";
import { countsOf, type ServiceCounts } from "../../shared/telemetry/service-counts.ts";
import { worstOf } from "../../shared/telemetry/worst.ts";
import { fewAtOnce } from "../runtime/few-at-once.ts";
import { putRecord } from "../runtime/records.ts";
import { totalsAfter } from "../runtime/totals.ts";
import { claim } from "./claim.ts";
import { moveCursor, readCursor } from "./cursor.ts";
import { unusualTraffic } from "./unusual.ts";

/** Services that are claimed at the same time. */
const atOnce = 10;

export interface CollectOptions {
  /** Milliseconds over which an answer is slow. */
  slow: number;
  /** Emits what a service has answered since it was emitted last. */
  emitService: (service: string, counts: ServiceCounts) => void;
  /** Emits the same of all services together, also when there are none, with the service whose traffic is most unusual. */
  emitAll: (services: ReadonlyMap<string, ServiceCounts>, unusual: Unusual | undefined) => void;
  now: () => Date;
}

/** A service, and how unusual its traffic is, from 0 to 1. */
export interface Unusual {
  service: string;
  value: number;
}

/** What one collection has found. */
interface Found {
  services: Map<string, ServiceCounts>;
  unusual: Unusual | undefined;
}

/**
 * Emits what all services have answered since the last collection. The data plane's totals only grow, and each service's
 * difference is emitted by the one run that claims it in the table: however often this runs, and at the same time, nothing
 * is emitted twice. A run that is cut off between a claim and its emission loses what it had claimed, never more.
 */
export async function collect(options: CollectOptions): Promise<{ services: number }> {
  const found: Found = { services: new Map(), unusual: undefined };
  const { services } = found;
  try {
    let at = await readCursor();
    for (let more = true; more; ) {
      const changes = await totalsAfter(at.sequence);
      // Less than is known: it has lost its totals, and numbers changes anew.
      const isAnew = changes.newest < at.sequence;
      const next = isAnew ? { epoch: at.epoch + 1, sequence: 0 } : { ...at, sequence: changes.next };
      if (!isAnew) await emitChanges(changes, next, found, options);
      // Where another run has moved it, that one does the rest.
      more = (await moveCursor(at, next)) && (isAnew || changes.more);
      at = next;
    }
  } finally {
    options.emitAll(services, found.unusual);
  }
  const worst = worstOf(services);
  if (Object.keys(worst).length > 0)
    await putRecord(collectedKeys.worst, { at: options.now().toISOString(), worst });
  return { services: services.size };
}

async function emitChanges(
  changes: MeterList,
  { epoch, sequence }: Cursor,
  found: Found,
  { slow, emitService, now }: CollectOptions,
): Promise<void> {
  await fewAtOnce(changes.services, atOnce, async ({ service, meters }) => {
    const counts = countsOf(meters, slow);
    const since = await claim(service, { epoch, sequence, counts });
    if (since === undefined) return;
    emitService(service, since);
    found.services.set(service, since);
    const value = await unusualTraffic(service, counts.requests, now());
    if (value !== undefined && value >= (found.unusual?.value ?? 0)) found.unusual = { service, value };
  });
}
