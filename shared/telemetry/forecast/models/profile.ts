import { median } from "../median.ts";
import type { Past } from "../past.ts";
import type { Model } from "./model.ts";

/** How many days back a profile looks. */
export const daysOfProfile = 14;

/** What was measured about the slot's time of day on the days before, a quarter of an hour to either side. */
function aboutTimeOfDay(slot: number, day: number, past: Past): number[] {
  const near = Math.floor(day / 96);
  const values: number[] = [];
  for (let days = 1; days <= daysOfProfile; days += 1) {
    for (let offset = -near; offset <= near; offset += 1) {
      const value = past.at(slot - days * day + offset);
      if (value !== undefined) values.push(value);
    }
  }
  return values;
}

/** The median of what was measured at that time of day: one odd day does not move it. */
export function profileMedian(day: number): Model {
  return {
    observe() {},
    forecast: (steps, past) => median(aboutTimeOfDay(past.next - 1 + steps, day, past)),
    save: () => [],
  };
}

/** The mean of what was measured at that time of day. */
export function profileMean(day: number): Model {
  return {
    observe() {},
    forecast(steps, past) {
      const [first, ...others] = aboutTimeOfDay(past.next - 1 + steps, day, past);
      // Summed about the first, so that the mean of equal values is that value.
      return first === undefined
        ? undefined
        : first + others.reduce((sum, value) => sum + value - first, 0) / (others.length + 1);
    },
    save: () => [],
  };
}

/**
 * The profile's median, and as far above or below it as things have lately been: the exponentially weighted mean distance,
 * with a half-life of so many measurements.
 */
export function profileDifference(
  day: number,
  halfLife: number,
  [distance = 0, weight = 0]: readonly number[] = [],
): Model {
  const profile = profileMedian(day);
  const share = 1 - 2 ** (-1 / halfLife);
  return {
    observe(value, past) {
      const expected = profile.forecast(1, past);
      if (value === undefined || expected === undefined) return;
      weight = (1 - share) * weight + share;
      distance += (share / weight) * (value - expected - distance);
    },
    forecast(steps, past) {
      const expected = profile.forecast(steps, past);
      return expected === undefined ? undefined : expected + distance;
    },
    save: () => [distance, weight],
  };
}
