import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecaster } from "../../../../shared/telemetry/forecast/forecaster.ts";
import { type ScalingInput, scale } from "../../../../shared/telemetry/forecast/scaling.ts";

const hour = 3_600_000;
const policy = { perUnit: 10, ahead: 2 * hour, quantile: 0.9, least: 1, most: 20 };

/** A forecaster that has measured for so many hours, and says the same of every slot, unless told otherwise. */
function saying(
  load: number | ((horizon: number) => number),
  { hours = 48 } = {},
): ScalingInput["forecaster"] {
  return {
    interval: hour / 4,
    forecast: (horizon) => (typeof load === "number" ? load : load(horizon)),
    measured: () => ({ first: 0, last: hours * hour }),
  };
}

const input = { now: 48 * hour, load: 50, capacity: 5, policy };

describe("outwards", () => {
  test("where the measurement needs more than there is", () => {
    const scaling = scale({ ...input, forecaster: saying(10), load: 61 });
    expect(scaling).toMatchObject({ change: "outwards", capacity: 7, by: "measurement" });
  });

  test("not for a rounding error above what there is", () => {
    const sum = saying(10 * (0.1 + 0.2 + 0.1 + 0.2 + 0.1 + 0.2 + 0.1) * 5);
    expect(scale({ ...input, forecaster: sum, load: 0.1 * 3 * 10 })).toMatchObject({
      change: "unchanged",
      needed: { measured: 1, forecast: 5 },
    });
  });

  test("where a forecast within the time ahead needs more, before it is measured", () => {
    const peak = (at: number) => saying((horizon) => (horizon === at ? 90 : 10));
    expect(scale({ ...input, forecaster: peak(2 * hour) })).toMatchObject({
      change: "outwards",
      capacity: 9,
      by: "forecast",
    });
    expect(scale({ ...input, forecaster: peak(2.25 * hour) })).toMatchObject({ change: "unchanged" });
  });

  test("for the quantile that the policy names", () => {
    const asked: number[] = [];
    const one = saying(50);
    scale({
      ...input,
      forecaster: {
        ...one,
        forecast(horizon, quantile = 0.5) {
          asked.push(quantile);
          return one.forecast(horizon);
        },
      },
    });
    expect(new Set(asked)).toEqual(new Set([0.9]));
  });

  test("to the most units and not beyond, and to the fewest", () => {
    expect(scale({ ...input, forecaster: saying(1e9) })).toMatchObject({ capacity: 20 });
    expect(
      scale({ ...input, forecaster: saying(0, { hours: 1 }), load: undefined, capacity: 0 }),
    ).toMatchObject({
      change: "outwards",
      capacity: 1,
      by: "bounds",
    });
  });

  test("for what is forecast from now on, not from the last measurement on", () => {
    const one = saying((horizon) => (horizon < hour ? 200 : 10));
    expect(scale({ ...input, forecaster: one, now: 49 * hour })).toMatchObject({ change: "unchanged" });
  });
});

describe("inwards", () => {
  test("where both the measurement and the forecast need less, to the larger of them", () => {
    const scaling = scale({ ...input, forecaster: saying(30), load: 20 });
    expect(scaling).toMatchObject({ change: "inwards", capacity: 3, by: "measurement" });
  });

  test("never on a forecast alone: not without a measurement, not where the measurement needs what there is", () => {
    expect(scale({ ...input, forecaster: saying(0), load: undefined })).toMatchObject({
      change: "unchanged",
      reason: "not-measured",
    });
    expect(scale({ ...input, forecaster: saying(0) })).toMatchObject({
      change: "unchanged",
      reason: "needed-now",
    });
  });

  test("not where a forecast needs what there is", () => {
    const scaling = scale({ ...input, forecaster: saying(50), load: 20 });
    expect(scaling).toMatchObject({ change: "unchanged", reason: "needed-ahead" });
  });
});

describe("a forecast does not count", () => {
  test("before 24 hours of data", () => {
    const needed = (hours: number) =>
      scale({ ...input, now: hours * hour, forecaster: saying(90, { hours }) }).needed.forecast;
    expect(needed(23.9)).toBeUndefined();
    expect(needed(24)).toBe(9);
  });

  test("more than 48 hours after the last measurement", () => {
    const one = saying((horizon) => (horizon > 48 * hour ? 200 : 90));
    expect(scale({ ...input, forecaster: one, now: 95 * hour }).needed.forecast).toBe(9);
    expect(scale({ ...input, forecaster: one, now: 97 * hour }).needed.forecast).toBeUndefined();
  });
});

test("whatever is forecast, there is never less than what is measured needs, nor than was without a measurement", () => {
  const load = fc.double({ min: 0, max: 500, noNaN: true });
  fc.assert(
    fc.property(
      load,
      fc.option(load, { nil: undefined }),
      fc.integer({ min: 1, max: 20 }),
      (forecast, measured, capacity) => {
        const scaling = scale({ ...input, forecaster: saying(forecast), load: measured, capacity });
        const after = scaling.change === "unchanged" ? capacity : scaling.capacity;
        expect(after).toBeGreaterThanOrEqual(
          measured === undefined ? capacity : Math.min(20, Math.ceil(measured / 10)),
        );
        if (scaling.change === "inwards") expect(scaling.needed.measured).toBeLessThan(capacity);
      },
    ),
  );
});

test("a real forecaster has the capacity for the morning there before the morning", () => {
  const interval = hour / 4;
  const one = forecaster({ interval });
  const loadAt = (slot: number) => (slot % 96 >= 32 && slot % 96 < 72 ? 96 : 20);
  for (let slot = 0; slot < 5 * 96 + 30; slot += 1) one.observe({ at: slot * interval, value: loadAt(slot) });
  const now = (5 * 96 + 29) * interval;
  expect(scale({ forecaster: one, now, load: 20, capacity: 2, policy })).toMatchObject({
    change: "outwards",
    capacity: 10,
    by: "forecast",
    needed: { measured: 2 },
  });
});

test.each([{ perUnit: 0 }, { ahead: 49 * hour }, { quantile: 0.4 }, { least: 5, most: 4 }])(
  "a policy of %j is refused",
  (wrong) => {
    expect(() => scale({ ...input, forecaster: saying(1), policy: { ...policy, ...wrong } })).toThrow(
      RangeError,
    );
  },
);
