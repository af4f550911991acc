import { Horizon } from "./horizon.ts";
import { allModels } from "./models/all.ts";
import { daysOfProfile } from "./models/profile.ts";
import { Past } from "./past.ts";
import { type SavedForecaster, SavedForecasterError, savedForecaster } from "./saved.ts";
import { seasonOf } from "./season.ts";

const hour = 3_600_000;
/** Squares of larger values would not be finite any more. */
const largest = 1e100;
/** How many forecasts have to be scored before their errors say anything. */
const experience = 10;

/** One measurement of a series: when, in milliseconds since 1970, and what. */
export interface Measurement {
  at: number;
  value: number;
}

export interface ForecasterOptions {
  /** How far apart measurements come, in milliseconds; a day at most. */
  interval: number;
  /** How far ahead forecasts are scored, in milliseconds: an hour, a day and two if not given. */
  horizons?: readonly number[];
}

/** Forecasts one metric. It sees only what it has been told, in the order of time. */
export interface Forecaster {
  /** How far apart its slots are, in milliseconds. */
  readonly interval: number;
  /**
   * Learns from a measurement. Measurements belong to the nearest slot of the interval, counted from the first one; what
   * comes later for the same slot, or for an earlier one, is left out. Throws a RangeError for what is not finite, or
   * is beyond 1e100.
   *
   * A slot without a measurement is a gap: nothing is made up for it, nothing scored in it, and what would need it takes
   * what is known before. After two weeks without any, all is forgotten.
   */
  observe(measurement: Measurement): void;
  /**
   * The value that is expected so many milliseconds after the last measurement, rounded to the interval, a slot at least;
   * the median, or the quantile that is asked for (above 0, below 1). It is what has been learned at the shortest scored
   * horizon that is as long, or at the longest shorter one until forecasts that long have been scored ten times. Undefined
   * before the first measurement. Throws a RangeError for a horizon or a quantile that is none.
   */
  forecast(horizon: number, quantile?: number): number | undefined;
  /** The slots of the first and the last measurement, in milliseconds since 1970; undefined before any. */
  measured(): { first: number; last: number } | undefined;
  /** What it has learned, as JSON, to be given to `forecaster` again. Two weeks of measurements, a week of errors of each horizon. */
  save(): SavedForecaster;
}

/**
 * A forecaster of a metric, new or taken up from what one with the same options saved. Throws a RangeError for options
 * that are none, a SavedForecasterError for a state that is not one of these options.
 */
export function forecaster(options: ForecasterOptions, saved?: unknown): Forecaster {
  const { interval } = options;
  const season = seasonOf(interval);
  const capacity = (daysOfProfile + 1) * season.day;
  const steps = stepsOf(options);
  const state = saved === undefined ? undefined : taken(saved, options);

  const fresh = (from?: SavedForecaster) => ({
    start: from?.start ?? null,
    past: new Past(capacity, from?.past),
    models: Object.entries(allModels(season)).map(([name, model]) => ({
      name,
      model: model(from?.models[name]),
    })),
    horizons: steps.map((ahead, index) => {
      const models = Object.keys(allModels(season)).length;
      return new Horizon({ steps: ahead, day: season.day, models }, from?.horizons[index]);
    }),
  });
  let known = fresh(state);

  // A model that cannot tell yet stands for "it stays as it is".
  const forecasts = (ahead: number): number[] => {
    const last = known.past.last();
    return known.models.flatMap(({ model }) => model.forecast(ahead, known.past) ?? last ?? []);
  };

  /** The horizon whose experience counts: rather a longer one than a shorter one, rather one that has some. */
  const scoredFor = (ahead: number): Horizon | undefined => {
    const longer = known.horizons.filter((one) => one.steps >= ahead);
    const shorter = known.horizons.filter((one) => one.steps < ahead).reverse();
    const ranked = [...longer, ...shorter];
    return ranked.find((one) => one.scored >= experience) ?? ranked[0];
  };

  /** Takes in one more slot. A forecast of a slot before `until` is not made: nothing is going to be measured there. */
  const advance = (value: number | undefined, until: number) => {
    const { past, models, horizons } = known;
    const slot = past.next;
    for (const horizon of horizons) horizon.observe(slot, value);
    for (const { model } of models) model.observe(value, past);
    past.push(value);
    for (const horizon of horizons) {
      const target = slot + horizon.steps;
      if (target >= until) horizon.await(target, () => forecasts(horizon.steps));
    }
  };

  return {
    interval,
    observe({ at, value }) {
      if (!Number.isFinite(at) || !(Math.abs(value) <= largest)) {
        throw new RangeError(
          `A measurement of ${value} at ${at} cannot be learned from: both have to be finite, and not absurd.`,
        );
      }
      const slot = known.start === null ? 0 : Math.round((at - known.start) / interval);
      if (slot - known.past.next >= daysOfProfile * season.day) known = fresh();
      known.start ??= at;
      const { start, past } = known;
      const own = Math.round((at - start) / interval);
      if (own < past.next) return;
      while (past.next < own) advance(undefined, own);
      advance(value, own);
    },
    forecast(horizon, quantile = 0.5) {
      if (!(horizon >= 0 && horizon < Infinity)) {
        throw new RangeError(`A horizon of ${horizon} milliseconds is none: it has to be 0 or more.`);
      }
      if (!(quantile > 0 && quantile < 1)) {
        throw new RangeError(`A quantile of ${quantile} is none: it has to be above 0 and below 1.`);
      }
      const ahead = Math.max(1, Math.round(horizon / interval));
      return scoredFor(ahead)?.forecast(known.past.next - 1 + ahead, forecasts(ahead), quantile);
    },
    measured() {
      const { start, past } = known;
      return start === null ? undefined : { first: start, last: start + (past.next - 1) * interval };
    },
    save: () => ({
      interval,
      start: known.start,
      past: known.past.save(),
      models: Object.fromEntries(known.models.map(({ name, model }) => [name, model.save()])),
      horizons: known.horizons.map((horizon) => ({ steps: horizon.steps, ...horizon.save() })),
    }),
  };
}

function stepsOf({ interval, horizons = [hour, 24 * hour, 48 * hour] }: ForecasterOptions): number[] {
  if (horizons.length === 0 || !horizons.every((horizon) => horizon > 0 && horizon < Infinity)) {
    throw new RangeError(
      `Horizons of ${horizons.join(", ")} milliseconds: there has to be one, and all above 0.`,
    );
  }
  const steps = new Set(horizons.map((horizon) => Math.max(1, Math.round(horizon / interval))));
  return [...steps].sort((one, other) => one - other);
}

function taken(saved: unknown, options: ForecasterOptions): SavedForecaster {
  const { data, error } = savedForecaster.safeParse(saved);
  if (data === undefined) {
    throw new SavedForecasterError(
      "The saved forecaster is damaged, or of another version: start a new one.",
      {
        cause: error,
      },
    );
  }
  const names = Object.keys(allModels(seasonOf(options.interval)));
  const same =
    data.interval === options.interval &&
    stepsOf(options).join() === data.horizons.map(({ steps }) => steps).join() &&
    names.join() === Object.keys(data.models).join() &&
    data.horizons.every(({ choice }) => choice.rules.every(({ losses }) => losses.length === names.length));
  if (!same) {
    throw new SavedForecasterError(
      `The saved forecaster is of an interval of ${data.interval} and other options or models: start a new one.`,
    );
  }
  return data;
}
