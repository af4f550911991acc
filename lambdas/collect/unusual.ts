import * as z from "zod";
import { AnomalyDetector } from "../../shared/telemetry/anomaly/detector.ts";
import { collectedKeys } from "../../shared/telemetry/collected.ts";
import { changeRecordIf, createRecord, getRecord } from "../runtime/records.ts";

/** Minutes between two points: a week and a half is remembered of what comes every five. */
const step = 5;

/** What is known of a service's traffic: the total at the last point, and the detector's state as JSON. */
const Watched = z.strictObject({ at: z.number(), requests: z.int().min(0), detector: z.string() });

/**
 * How unusual a service's traffic is, from 0 to 1: requests a minute since the last point, beside what they were before, at
 * that time of day too. Every fifth minute has a point; undefined in the others, for the first, and where another run has
 * told it.
 *
 * @param requests of the service, all that were ever counted
 */
export async function unusualTraffic(
  service: string,
  requests: number,
  now: Date,
): Promise<number | undefined> {
  if (now.getUTCMinutes() % step !== 0) return undefined;
  const at = Math.floor(now.getTime() / 60_000) * 60_000;
  const key = collectedKeys.traffic(service);
  const known = await getRecord(key, Watched);
  if (known === undefined) {
    await createRecord(key, { at, requests, detector: JSON.stringify(new AnomalyDetector()) });
    return undefined;
  }
  if (known.at >= at) return undefined;
  const detector = AnomalyDetector.from(JSON.parse(known.detector));
  const minutes = (at - known.at) / 60_000;
  // A total that fell has begun anew, and says nothing of what came since.
  const score =
    requests < known.requests ? 0 : detector.next({ at, value: (requests - known.requests) / minutes });
  const isFirst = await changeRecordIf(
    key,
    { at, requests, detector: JSON.stringify(detector) },
    { conditions: [{ property: "at", atMost: known.at }] },
  );
  return isFirst ? score : undefined;
}
