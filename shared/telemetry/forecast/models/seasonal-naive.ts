import type { Model } from "./model.ts";

/** As it was a season before; where nothing was measured then, as two seasons before, and so on. */
export function seasonalNaive(period: number): Model {
  return {
    observe() {},
    forecast: (steps, past) => past.season(past.next - 1 + steps, period),
    save: () => [],
  };
}
