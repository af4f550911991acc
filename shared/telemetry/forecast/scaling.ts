import type { Forecaster } from "./forecaster.ts";

const hour = 3_600_000;
const enoughData = 24 * hour;
const farthest = 48 * hour;
/** Forecasts are looked at this far apart at least: nothing that comes and goes sooner can be scaled for ahead. */
const apart = hour / 12;

/** Forecasts are sums of many numbers: what is above a whole unit by so little of one is a rounding error, and costs none. */
const roundingError = 1e-6;

export interface ScalingPolicy {
  /** How much of the metric one unit of capacity bears, in the metric's own unit. */
  perUnit: number;
  /** How far ahead capacity has to be there, in milliseconds, 48 hours at most. */
  ahead: number;
  /** The quantile of the forecast that has to be borne, at least 0.5, below 1. */
  quantile: number;
  /** The fewest and the most units. */
  least: number;
  most: number;
}

export interface ScalingInput {
  forecaster: Pick<Forecaster, "interval" | "forecast" | "measured">;
  /** In milliseconds since 1970. */
  now: number;
  /** The load to be borne now, as measured; undefined where it was not. */
  load: number | undefined;
  /** The units that there are. */
  capacity: number;
  policy: ScalingPolicy;
}

/** Units that are needed, within the bounds; undefined where it is not known. */
export interface Needed {
  measured: number | undefined;
  forecast: number | undefined;
}

export type Scaling =
  | { change: "outwards"; capacity: number; by: "measurement" | "forecast" | "bounds"; needed: Needed }
  | { change: "inwards"; capacity: number; by: "measurement"; needed: Needed }
  | { change: "unchanged"; reason: "needed-now" | "needed-ahead" | "not-measured"; needed: Needed };

/**
 * How many units to have: as many as are needed by what is measured now, or by the greatest forecast from now until
 * `ahead`, whichever are more. Units are taken away only where a measurement says that fewer do, and only down to what the
 * forecast needs; without a measurement none are. A forecast counts from 24 hours of data on, up to 48 hours after the last
 * measurement. Throws a RangeError for a policy or an input that is none.
 */
export function scale({ forecaster, now, load, capacity, policy }: ScalingInput): Scaling {
  refuseWrong(policy);
  if (!(capacity >= 0)) throw new RangeError(`A capacity of ${capacity} units is none.`);
  const needed: Needed = {
    measured: load === undefined ? undefined : unitsFor(load, policy),
    forecast: forecastUnits(forecaster, now, policy),
  };
  const { measured, forecast } = needed;
  const wanted = Math.max(policy.least, measured ?? 0, forecast ?? 0);
  if (wanted > capacity) {
    const by =
      (measured ?? 0) > capacity ? "measurement" : (forecast ?? 0) > capacity ? "forecast" : "bounds";
    return { change: "outwards", capacity: wanted, by, needed };
  }
  if (measured === undefined) return { change: "unchanged", reason: "not-measured", needed };
  if (wanted < capacity) return { change: "inwards", capacity: wanted, by: "measurement", needed };
  return { change: "unchanged", reason: measured === capacity ? "needed-now" : "needed-ahead", needed };
}

function unitsFor(load: number, { perUnit, least, most }: ScalingPolicy): number {
  if (Number.isNaN(load)) throw new RangeError("A load that is not a number cannot be scaled for.");
  return Math.min(most, Math.max(least, Math.ceil(load / perUnit - roundingError)));
}

function forecastUnits(
  forecaster: ScalingInput["forecaster"],
  now: number,
  policy: ScalingPolicy,
): number | undefined {
  const measured = forecaster.measured();
  if (measured === undefined || measured.last - measured.first < enoughData) return undefined;
  const since = Math.max(0, now - measured.last);
  const until = Math.min(farthest, since + policy.ahead);
  const loads: number[] = [];
  for (let horizon = since; horizon <= until; horizon += Math.max(apart, forecaster.interval)) {
    loads.push(forecaster.forecast(horizon, policy.quantile) ?? 0);
  }
  return loads.length === 0 ? undefined : unitsFor(Math.max(...loads), policy);
}

function refuseWrong({ perUnit, ahead, quantile, least, most }: ScalingPolicy): void {
  if (!(perUnit > 0)) throw new RangeError(`One unit has to bear more than ${perUnit}.`);
  if (!(ahead >= 0 && ahead <= farthest)) {
    throw new RangeError(`${ahead} milliseconds ahead is not from 0 to 48 hours.`);
  }
  if (!(quantile >= 0.5 && quantile < 1)) {
    throw new RangeError(`A quantile of ${quantile} is not an upper one: from 0.5, below 1.`);
  }
  if (!(least >= 0 && most >= least && Number.isFinite(most))) {
    throw new RangeError(`From ${least} to ${most} units are no bounds.`);
  }
}
