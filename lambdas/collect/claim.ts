import { Counted, collectedKeys } from "../../shared/telemetry/collected.ts";
import { countsSince, type ServiceCounts } from "../../shared/telemetry/service-counts.ts";
import { changeRecordIf, createRecord, getRecord } from "../runtime/records.ts";

/** A service's totals as the data plane has them, and when that was. */
interface Totals {
  epoch: number;
  sequence: number;
  counts: ServiceCounts;
}

/**
 * What a service has answered since this was claimed last, for whoever claims it first: one write of the table decides
 * that. Undefined when another has claimed it, or a later state of it.
 */
export async function claim(service: string, totals: Totals): Promise<ServiceCounts | undefined> {
  const key = collectedKeys.service(service);
  const known = await getRecord(key, Counted);
  if (known === undefined) return (await createRecord(key, totals)) ? totals.counts : undefined;
  if (known.epoch === totals.epoch && known.sequence >= totals.sequence) return undefined;
  if (known.epoch > totals.epoch) return undefined;
  const claimed = await changeRecordIf(
    key,
    { ...totals },
    {
      conditions: [
        { property: "sequence", oneOf: [known.sequence] },
        { property: "epoch", oneOf: [known.epoch] },
      ],
    },
  );
  return claimed ? countsSince(known.counts, totals.counts) : undefined;
}
