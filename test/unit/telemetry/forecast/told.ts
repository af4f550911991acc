import type { Model } from "../../../../shared/telemetry/forecast/models/model.ts";
import { Past } from "../../../../shared/telemetry/forecast/past.ts";

/** A model that has been told the values, slot by slot; undefined is a slot without a measurement. */
export function told(
  model: Model,
  values: readonly (number | undefined)[],
): (steps: number) => number | undefined {
  const past = new Past(1000);
  for (const value of values) {
    model.observe(value, past);
    past.push(value);
  }
  return (steps) => model.forecast(steps, past);
}
