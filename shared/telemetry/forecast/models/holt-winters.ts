import type { Past } from "../past.ts";
import type { Model } from "./model.ts";

/** The shares of what is new, in a step: of the level, of the trend in the level's change, of the season. */
export interface Smoothing {
  level: number;
  trend: number;
  season: number;
  /** By how much the trend weakens in each step, 1 for not at all. */
  damping: number;
}

/**
 * Holt-Winters with an additive season and a damped trend, in its error-correction form (Hyndman & Athanasopoulos,
 * Forecasting: Principles and Practice, 8.3 and 8.5). It starts after a whole season, with its mean as the level, no
 * trend, and the distances from the mean as the season. A slot without a measurement moves the level along the trend.
 */
export function holtWinters(
  period: number,
  { level: alpha, trend: beta, season: gamma, damping }: Smoothing,
  [savedLevel = 0, savedTrend = 0, ...savedSeasons]: readonly number[] = [],
): Model {
  let level = savedLevel;
  let trend = savedTrend;
  let seasons = savedSeasons;

  const start = (past: Past) => {
    const known = past.measured(period).flatMap((slot) => past.at(slot) ?? []);
    const [first = 0] = known;
    level = first + known.reduce((sum, value) => sum + value - first, 0) / Math.max(1, known.length);
    seasons = Array.from({ length: period }, () => 0);
    for (const slot of past.measured(period)) seasons[slot % period] = (past.at(slot) ?? level) - level;
  };

  return {
    observe(value, past) {
      if (seasons.length === 0 && past.next === period) start(past);
      if (seasons.length === 0) return;
      const expected = level + damping * trend;
      const season = seasons[past.next % period] ?? 0;
      const error = value === undefined ? 0 : value - expected - season;
      level = expected + alpha * error;
      trend = damping * trend + alpha * beta * error;
      seasons[past.next % period] = season + gamma * (1 - alpha) * error;
    },
    forecast(steps, past) {
      if (seasons.length === 0) return undefined;
      const damped = damping === 1 ? steps : (damping * (1 - damping ** steps)) / (1 - damping);
      return level + damped * trend + (seasons[(past.next - 1 + steps) % period] ?? 0);
    },
    save: () => (seasons.length === 0 ? [] : [level, trend, ...seasons]),
  };
}
