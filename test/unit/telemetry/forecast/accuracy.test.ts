import { expect, test } from "vitest";
import {
  meanAbsoluteScaledError,
  pinballLoss,
  seasonalScale,
} from "../../../../shared/telemetry/forecast/accuracy.ts";

test("MASE is the mean absolute error over that of the value a season before", () => {
  // Distances at period 2: |5 - 1|, |4 - 2|, |2 - 5|; their mean is 3.
  const scale = seasonalScale([1, 2, 5, 4, 2], 2);
  expect(scale).toBe(3);
  const scored = [
    { actual: 10, forecast: 7 },
    { actual: 4, forecast: 5 },
    { actual: 6, forecast: 8 },
  ];
  expect(meanAbsoluteScaledError(scored, scale)).toBeCloseTo(2 / 3, 12);
});

test("values that were not measured are not in the scale", () => {
  expect(seasonalScale([1, undefined, 5, 4, undefined, 10], 2)).toBe((4 + 6) / 2);
  expect(seasonalScale([1], 2)).toBeNaN();
});

test("pinball loss weighs being too low by the quantile, and being too high by the rest", () => {
  expect(pinballLoss([{ actual: 12, forecast: 10 }], 0.9)).toBeCloseTo(1.8, 12);
  expect(pinballLoss([{ actual: 8, forecast: 10 }], 0.9)).toBeCloseTo(0.2, 12);
  expect(
    pinballLoss(
      [
        { actual: 12, forecast: 10 },
        { actual: 4, forecast: 10 },
      ],
      0.5,
    ),
  ).toBe(2);
});
