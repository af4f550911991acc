import { gunzipSync, gzipSync } from "node:zlib";
import { Logger } from "@aws-lambda-powertools/logger";
import {
  concurrencyInterval,
  concurrencyKeys,
  SavedConcurrency,
} from "../../shared/telemetry/concurrency.ts";
import { type Forecaster, forecaster } from "../../shared/telemetry/forecast/forecaster.ts";
import { getRecord, putRecord } from "../runtime/records.ts";

export interface ForecastOptions {
  /** Milliseconds. */
  ahead: number;
  now: number;
}

const logger = new Logger();

/** Milliseconds of measurements that a forecaster remembers. */
const memory = 14 * 86_400_000;

/**
 * The forecaster of a function's concurrency as it was kept last. Where nothing was kept, or nothing that can be used, it is
 * a new one: what it has to know stands in CloudWatch.
 */
export async function takeUp(state: string, { ahead, now }: ForecastOptions): Promise<Forecaster> {
  // The last measurement is of a slot that began up to three before now.
  const options = { interval: concurrencyInterval, horizons: [ahead + 3 * concurrencyInterval] };
  try {
    const kept = await getRecord(concurrencyKeys.function(state), SavedConcurrency);
    if (kept === undefined) return forecaster(options);
    const known = forecaster(options, JSON.parse(gunzipSync(kept.state).toString("utf8")));
    const last = known.measured()?.last ?? now;
    return last <= now && last > now - memory ? known : forecaster(options);
  } catch (error) {
    logger.warn("What was known of a function's concurrency can't be used, and is learned anew", {
      state,
      error: String(error),
    });
    return forecaster(options);
  }
}

/** Keeps what a forecaster has learned, over what was kept. Whoever writes last has learned the same: it follows from what was measured. */
export async function keep(state: string, known: Forecaster): Promise<void> {
  await putRecord(concurrencyKeys.function(state), { state: gzipSync(JSON.stringify(known.save())) });
}

/** Up to when measurements are known; two weeks ago, where none are. */
export function learnedUntil(known: Forecaster, now: number): number {
  const last = known.measured()?.last;
  return last === undefined
    ? Math.floor((now - memory) / concurrencyInterval) * concurrencyInterval
    : last + concurrencyInterval;
}
