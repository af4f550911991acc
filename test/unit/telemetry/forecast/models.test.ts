import { describe, expect, test } from "vitest";
import { ewma } from "../../../../shared/telemetry/forecast/models/ewma.ts";
import { holtWinters } from "../../../../shared/telemetry/forecast/models/holt-winters.ts";
import { last } from "../../../../shared/telemetry/forecast/models/last.ts";
import {
  profileDifference,
  profileMean,
  profileMedian,
} from "../../../../shared/telemetry/forecast/models/profile.ts";
import { rollingMedian } from "../../../../shared/telemetry/forecast/models/rolling-median.ts";
import { seasonalDifference } from "../../../../shared/telemetry/forecast/models/seasonal-difference.ts";
import { seasonalNaive } from "../../../../shared/telemetry/forecast/models/seasonal-naive.ts";
import { told } from "./told.ts";

test("the naive forecast is the last measurement, over a gap too", () => {
  expect(told(last(), [])(1)).toBeUndefined();
  expect(told(last(), [3, 5, undefined])(7)).toBe(5);
});

describe("the exponentially weighted mean", () => {
  test("halves the weight of a measurement after each half-life", () => {
    // A half-life of 1: weights 1/2, 1/4, 1/8 of the newest, over their sum.
    expect(told(ewma(1), [8, 4, 2])(1)).toBeCloseTo((2 / 2 + 4 / 4 + 8 / 8) / (7 / 8), 12);
  });

  test("is not changed by a gap", () => {
    expect(told(ewma(1), [8, undefined, 4, undefined, 2])(1)).toBe(told(ewma(1), [8, 4, 2])(1));
  });
});

test("the rolling median takes the middle of the last measurements", () => {
  const forecast = told(rollingMedian(3), [100, 1, undefined, 9, 2]);
  expect(forecast(1)).toBe(2);
  expect(told(rollingMedian(4), [1, 9, 2, 4])(1)).toBe(3);
});

describe("the seasonal naive forecast", () => {
  test("is the value a season before, for more than a season ahead the same again", () => {
    const forecast = told(seasonalNaive(3), [1, 2, 3, 4, 5, 6]);
    expect([1, 2, 3, 4].map(forecast)).toEqual([4, 5, 6, 4]);
  });

  test("goes back another season where nothing was measured", () => {
    expect(told(seasonalNaive(3), [1, 2, 3, undefined, 5, 6])(1)).toBe(1);
    expect(told(seasonalNaive(3), [undefined, 2, 3])(1)).toBeUndefined();
  });
});

describe("the last value with the seasonal difference", () => {
  test("is y(t) + y(t + h - season) - y(t - season)", () => {
    // y(t) = 16, a season before 12; a slot ahead, a season before, 10.
    expect(told(seasonalDifference(3, 1), [9, 11, 12, 10, 14, 16])(1)).toBe(16 + 10 - 12);
  });

  test("takes the mean distance of the last measurements", () => {
    expect(told(seasonalDifference(3, 3), [9, 11, 12, 10, 14, 16])(1)).toBeCloseTo(10 + (1 + 3 + 4) / 3, 12);
  });
});

describe("the profile", () => {
  const days = [1, 5, 1, 6, 1, 70];

  test("is the median, or the mean, of that time of day", () => {
    expect(told(profileMedian(2), days)(2)).toBe(6);
    expect(told(profileMean(2), days)(2)).toBe(27);
    expect(told(profileMedian(2), [1])(1)).toBeUndefined();
  });

  test("moves by how far above it things have lately been", () => {
    // A half-life of 1 measurement; distances of 2 twice: wherever they are, their mean is 2.
    expect(told(profileDifference(2, 1), [1, 5, 3, 7])(1)).toBe(2 + 2);
  });
});

describe("Holt-Winters", () => {
  const half = { level: 0.5, trend: 0.5, season: 0.5, damping: 1 };

  test("follows the recurrences, worked by hand", () => {
    // A first season of 10, 20: level 15, no trend, seasons -5 and 5.
    // 12: level (12 + 5) / 2 + 15 / 2 = 16, trend (16 - 15) / 2 = 0.5, season (12 - 16) / 2 - 5 / 2 = -4.5.
    // 24: level (24 - 5) / 2 + 16.5 / 2 = 17.75, trend 1.75 / 2 + 0.5 / 2 = 1.125, season 6.25 / 2 + 5 / 2 = 5.625.
    const forecast = told(holtWinters(2, half), [10, 20, 12, 24]);
    expect(forecast(1)).toBeCloseTo(17.75 + 1.125 - 4.5, 12);
    expect(forecast(2)).toBeCloseTo(17.75 + 2 * 1.125 + 5.625, 12);
  });

  test("damps the trend by its power in each step", () => {
    // 12: level 16, trend 0.5; two steps ahead a trend of (1/2 + 1/4) of it, on the season of -4.5.
    const forecast = told(holtWinters(2, { ...half, damping: 0.5 }), [10, 20, 12]);
    expect(forecast(2)).toBeCloseTo(16 + 0.75 * 0.5 - 4.5, 12);
  });

  test("says nothing before a whole season, and repeats an exact one for ever", () => {
    expect(told(holtWinters(3, half), [1, 2, 3])(1)).toBeUndefined();
    const forecast = told(holtWinters(3, half), [1, 2, 6, 1, 2, 6, 1]);
    expect([1, 2, 3].map(forecast)).toEqual([2, 6, 1]);
  });

  test("moves along its trend through a gap", () => {
    const values = [10, 20, 12, 24];
    const before = told(holtWinters(2, half), values);
    const after = told(holtWinters(2, half), [...values, undefined, undefined]);
    expect(after(1)).toBeCloseTo(before(3) ?? Number.NaN, 12);
  });
});
