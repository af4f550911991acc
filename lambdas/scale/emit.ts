import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Scaled } from "./scale.ts";

const metrics = new Metrics();
// The function's own name is no dimension of what it scales.
metrics.clearDefaultDimensions();

/** Emits how many environments are kept of the function of a state, under the state's name. */
export function emitScaled(state: string, { forecast, needed, provisioned }: Scaled): void {
  metrics.addDimension("Function", state);
  if (forecast !== undefined) metrics.addMetric("ConcurrencyForecast", MetricUnit.Count, forecast);
  metrics.addMetric("ConcurrencyNeeded", MetricUnit.Count, needed);
  metrics.addMetric("ConcurrencyProvisioned", MetricUnit.Count, provisioned);
  metrics.publishStoredMetrics();
}
