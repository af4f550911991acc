/** What was measured, and what had been forecast of it. */
export interface Scored {
  actual: number;
  forecast: number;
}

/** The mean absolute error of the forecasts; NaN of none. */
export function meanAbsoluteError(scored: readonly Scored[]): number {
  return scored.reduce((sum, { actual, forecast }) => sum + Math.abs(actual - forecast), 0) / scored.length;
}

/**
 * The mean absolute distance of values that lie a season apart, which is the error of the seasonal naive forecast over
 * them: what MASE is measured in. undefined values are left out; NaN where no two are known.
 */
export function seasonalScale(values: readonly (number | undefined)[], period: number): number {
  const scored = values.slice(period).flatMap((actual, index) => {
    const forecast = values[index];
    return actual === undefined || forecast === undefined ? [] : [{ actual, forecast }];
  });
  return meanAbsoluteError(scored);
}

/** The mean absolute scaled error (Hyndman & Koehler 2006): the mean absolute error over `seasonalScale`. */
export function meanAbsoluteScaledError(scored: readonly Scored[], scale: number): number {
  return meanAbsoluteError(scored) / scale;
}

/**
 * The mean pinball loss of forecasts of a quantile (Koenker & Bassett 1978): `max(q d, (q - 1) d)` of `d = actual -
 * forecast`, the least for the true quantile. At 0.5 it is half the absolute error.
 */
export function pinballLoss(scored: readonly Scored[], quantile: number): number {
  const sum = scored.reduce((total, { actual, forecast }) => {
    const above = actual - forecast;
    return total + Math.max(quantile * above, (quantile - 1) * above);
  }, 0);
  return sum / scored.length;
}
