import { forecaster } from "../../../shared/telemetry/forecast/forecaster.ts";
import { allModels } from "../../../shared/telemetry/forecast/models/all.ts";
import { Past } from "../../../shared/telemetry/forecast/past.ts";
import { Residuals } from "../../../shared/telemetry/forecast/residuals.ts";
import { seasonOf } from "../../../shared/telemetry/forecast/season.ts";
import type { Series } from "./series.ts";

/** What was forecast after each measured slot of the slot `steps` later, at each quantile. */
export type Forecasts = (readonly number[] | undefined)[];

interface Asked {
  steps: number;
  quantiles: readonly number[];
}

/** The online choice, as a service would run it. */
export function online({ interval, values }: Series, { steps, quantiles }: Asked): Forecasts {
  const horizon = steps * interval;
  const one = forecaster({ interval, horizons: [horizon] });
  return values.map((value, slot) => {
    if (value === undefined) return undefined;
    one.observe({ at: slot * interval, value });
    return quantiles.map((quantile) => one.forecast(horizon, quantile) ?? value);
  });
}

/** One model alone, with quantiles from its own residuals in the same way, if any but the median are asked for. */
export function single(series: Series, name: string, { steps, quantiles }: Asked): Forecasts {
  const season = seasonOf(series.interval);
  const model = allModels(season)[name]?.();
  const past = new Past(15 * season.day);
  const residuals = new Residuals(season.day);
  const said: (number | undefined)[] = [];
  return series.values.map((value, slot) => {
    const before = said[slot];
    if (value !== undefined && before !== undefined) residuals.observe({ slot, above: value - before });
    model?.observe(value, past);
    past.push(value);
    if (past.last() === undefined) return undefined;
    const forecast = model?.forecast(steps, past) ?? past.last() ?? 0;
    said[slot + steps] = forecast;
    if (value === undefined) return undefined;
    return quantiles.map((quantile) => {
      if (quantile === 0.5) return forecast;
      const above = residuals.quantile(slot + steps, quantile);
      return forecast + (quantile > 0.5 ? Math.max(0, above) : Math.min(0, above));
    });
  });
}
