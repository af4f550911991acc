import type { Model } from "./model.ts";

/**
 * As it was a season before, and as far above or below that as it is now: `y(t) + y(t + h - season) - y(t - season)` with
 * a count of 1. A larger count takes the mean distance of that many of the last measurements.
 */
export function seasonalDifference(period: number, count: number): Model {
  return {
    observe() {},
    forecast(steps, past) {
      const season = past.season(past.next - 1 + steps, period);
      if (season === undefined) return undefined;
      const distances = past.measured(count).flatMap((slot) => {
        const [value, before] = [past.at(slot), past.season(slot, period)];
        return value === undefined || before === undefined ? [] : [value - before];
      });
      if (distances.length === 0) return undefined;
      return season + distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    },
    save: () => [],
  };
}
