import type { Model } from "./model.ts";

/**
 * The exponentially weighted mean of what was measured: a measurement counts half as much as one that came `halfLife`
 * measurements later. The first ones are weighted as if nothing had been before them, so the start is not a bias
 * (Kingma & Ba 2015, section 3). Slots without a measurement change nothing.
 */
export function ewma(halfLife: number, [mean = 0, weight = 0]: readonly number[] = []): Model {
  const share = 1 - 2 ** (-1 / halfLife);
  return {
    observe(value) {
      if (value === undefined) return;
      weight = (1 - share) * weight + share;
      mean += (share / weight) * (value - mean);
    },
    forecast: () => (weight === 0 ? undefined : mean),
    save: () => [mean, weight],
  };
}
