import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../../shared/random.ts";
import { type Forecaster, forecaster } from "../../../../shared/telemetry/forecast/forecaster.ts";
import { SavedForecasterError } from "../../../../shared/telemetry/forecast/saved.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 1);
const options = { interval: hour, horizons: [hour, 6 * hour] };

/** Tells the forecaster hourly values; undefined is an hour without one. */
function tell(one: Forecaster, values: readonly (number | undefined)[], from = 0): Forecaster {
  values.forEach((value, index) => {
    if (value !== undefined) one.observe({ at: start + (from + index) * hour, value });
  });
  return one;
}

const told = (values: readonly (number | undefined)[]) => tell(forecaster(options), values);

/** What it says at some horizons, scored and not, and quantiles. */
const said = (one: Forecaster) =>
  [1, 3, 6, 30].flatMap((hours) => [0.1, 0.5, 0.9].map((quantile) => one.forecast(hours * hour, quantile)));

const daily = (hours: number, seed = 1) => {
  const random = new Random(seed);
  return Array.from({ length: hours }, (_, index) => {
    return 100 + 50 * Math.sin((2 * Math.PI * index) / 24) + 10 * random.next();
  });
};

const series = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 1000 }) }, fc.constant(undefined)),
  {
    minLength: 1,
    maxLength: 100,
  },
);

describe("whatever the series", () => {
  test("what comes later changes nothing of what was forecast before", () => {
    fc.assert(
      fc.property(series, series, (known, later) => {
        const before = said(told(known));
        const other = told([...known, ...later]);
        tell(other, later, known.length + later.length);
        expect(said(told(known))).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });

  test("a saved forecaster goes on as if it had not been saved", () => {
    fc.assert(
      fc.property(series, series, (known, later) => {
        const kept = told(known);
        const taken = forecaster(options, JSON.parse(JSON.stringify(kept.save())));
        expect(said(taken)).toEqual(said(kept));
        tell(kept, later, known.length);
        tell(taken, later, known.length);
        expect(said(taken)).toEqual(said(kept));
        expect(taken.save()).toEqual(kept.save());
      }),
      { numRuns: 25 },
    );
  });

  test("in another unit, forecasts are the same in that unit", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -20, max: 20 }), (values, power) => {
        const inUnit = values.map((value) => (value === undefined ? undefined : value * 2 ** power));
        const expected = said(told(values)).map((value) =>
          value === undefined ? undefined : value * 2 ** power,
        );
        expect(said(told(inUnit))).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  test("quantiles do not cross", () => {
    fc.assert(
      fc.property(series, (values) => {
        const one = told(values);
        const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map((quantile) => one.forecast(hour, quantile) ?? 0);
        expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
      }),
      { numRuns: 25 },
    );
  });
});

test("a series that does not change is forecast exactly, at all quantiles and horizons", () => {
  const one = told(new Array<number>(10 * 24).fill(0.1));
  expect(new Set(said(one))).toEqual(new Set([0.1]));
});

test("values as small as there are, and as large as are taken, do no harm", () => {
  for (const unit of [5e-324, 1e-200, 1e97]) {
    const one = told(daily(72).map((value) => value * unit));
    expect(said(one).every(Number.isFinite)).toBe(true);
    expect(() => forecaster(options, JSON.parse(JSON.stringify(one.save())))).not.toThrow();
  }
});

test("a day that repeats itself is soon forecast exactly, where the last value is always wrong", () => {
  const values = Array.from({ length: 10 * 24 }, (_, index) => (index % 24) ** 2);
  const one = told(values);
  expect([1, 3, 6, 20].map((hours) => one.forecast(hours * hour))).toEqual([0, 4, 25, 361]);
});

test("it changes its mind within days when a series becomes another one", () => {
  const random = new Random(3);
  let level = 500;
  const walk = Array.from({ length: 6 * 24 }, () => {
    level += 40 * (random.next() - 0.5);
    return level;
  });
  const one = told([...daily(8 * 24), ...walk]);
  expect(Math.abs((one.forecast(hour) ?? 0) - level)).toBeLessThan(25);
});

test("nine in ten values are below the upper quantile", () => {
  const one = forecaster(options);
  let below = 0;
  const values = daily(40 * 24, 7);
  values.forEach((value, index) => {
    if (index >= 10 * 24 && value <= (one.forecast(hour, 0.9) ?? 0)) below += 1;
    tell(one, [value], index);
  });
  expect(below / (30 * 24)).toBeGreaterThan(0.86);
  expect(below / (30 * 24)).toBeLessThan(0.94);
});

describe("time", () => {
  test("measurements come a little early or late: the slot is the nearest", () => {
    const random = new Random(2);
    const values = daily(72);
    const late = forecaster(options);
    values.forEach((value, index) => {
      const jitter = index === 0 ? 0 : (random.next() - 0.5) * 0.9 * hour;
      late.observe({ at: start + index * hour + jitter, value });
    });
    expect(said(late)).toEqual(said(told(values)));
  });

  test("a second measurement of a slot, and one of an earlier slot, are left out", () => {
    const values = daily(72);
    const one = told(values);
    one.observe({ at: start + 71 * hour + 60_000, value: 9999 });
    one.observe({ at: start + 3 * hour, value: 9999 });
    expect(said(one)).toEqual(said(told(values)));
  });

  test("after a gap, the season still stands where it stood", () => {
    const values = Array.from({ length: 10 * 24 }, (_, index) => (index % 24) ** 2);
    const gap = values.map((value, index) => (index >= 6 * 24 && index < 6 * 24 + 30 ? undefined : value));
    expect(told(gap).forecast(6 * hour)).toBe(25);
  });

  test("after two weeks without a measurement, all is forgotten", () => {
    const one = told(daily(72));
    one.observe({ at: start + 72 * hour + 15 * day, value: 3 });
    expect(new Set(said(one))).toEqual(new Set([3]));
    expect(one.measured()).toEqual({
      first: start + 72 * hour + 15 * day,
      last: start + 72 * hour + 15 * day,
    });
  });

  test("any interval up to a day will do", () => {
    for (const interval of [7 * 60_000, 13 * hour, day]) {
      const one = forecaster({ interval });
      for (let slot = 0; slot < 40; slot += 1) one.observe({ at: start + slot * interval, value: 5 });
      expect(one.forecast(48 * hour, 0.9)).toBe(5);
    }
  });
});

test("a horizon that has not been scored yet borrows the errors of a shorter one", () => {
  const random = new Random(8);
  const noise = Array.from({ length: 40 }, () => 100 * random.next());
  const one = tell(forecaster({ interval: hour, horizons: [hour, 39 * hour] }), noise);
  expect(one.forecast(39 * hour, 0.9)).toBeGreaterThan((one.forecast(39 * hour) ?? 0) + 10);
});

test("what it keeps does not grow", () => {
  const size = (days: number) => JSON.stringify(told(daily(days * 24)).save()).length;
  expect(size(60) / size(30)).toBeLessThan(1.02);
});

describe("what is refused", () => {
  test("nothing is forecast of nothing", () => {
    expect(forecaster(options).forecast(hour)).toBeUndefined();
    expect(forecaster(options).measured()).toBeUndefined();
  });

  test.each([
    { interval: 0 },
    { interval: 2 * day },
    { interval: hour, horizons: [] },
    { interval: hour, horizons: [-1] },
  ])("options %j", (wrong) => expect(() => forecaster(wrong)).toThrow(RangeError));

  test("values, horizons and quantiles that are none", () => {
    const one = told([1]);
    expect(() => one.observe({ at: start + hour, value: Number.NaN })).toThrow(RangeError);
    expect(() => one.observe({ at: start + hour, value: -1e200 })).toThrow(RangeError);
    expect(() => one.observe({ at: Number.POSITIVE_INFINITY, value: 1 })).toThrow(RangeError);
    expect(() => one.forecast(-1)).toThrow(RangeError);
    expect(() => one.forecast(hour, 1)).toThrow(RangeError);
  });

  test("a state of other options, and a damaged one", () => {
    const saved = told(daily(30)).save();
    expect(() => forecaster({ ...options, interval: 2 * hour }, saved)).toThrow(SavedForecasterError);
    expect(() => forecaster({ interval: hour, horizons: [hour] }, saved)).toThrow(SavedForecasterError);
    expect(() => forecaster(options, { ...saved, past: null })).toThrow(SavedForecasterError);
    const { last: _gone, ...models } = saved.models;
    expect(() => forecaster(options, { ...saved, models })).toThrow(SavedForecasterError);
  });
});
