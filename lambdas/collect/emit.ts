import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { addCounts, noServiceCounts, type ServiceCounts } from "../../shared/telemetry/service-counts.ts";
import { rowsReadPerRequest, worstOf } from "../../shared/telemetry/worst.ts";
import type { Unusual } from "./collect.ts";

const metrics = new Metrics();
// The function's own name is no dimension of what services do.
metrics.clearDefaultDimensions();

/** Emits a service's metrics, under its name. */
export function emitService(service: string, counts: ServiceCounts): void {
  metrics.addDimension("Service", service);
  addCounted(counts);
  metrics.publishStoredMetrics();
}

/** Emits the metrics of all services under no dimension, and of each measure the worst service's, which a property names. */
export function emitAll(services: ReadonlyMap<string, ServiceCounts>, unusual?: Unusual): void {
  metrics.addDimensions({});
  addCounted([...services.values()].reduce(addCounts, noServiceCounts));
  const { rowsReadPerRequest: rows, failureShare, slowShare } = worstOf(services);
  addWorst("WorstRowsReadPerRequest", MetricUnit.Count, rows);
  addWorst("WorstFailureShare", MetricUnit.NoUnit, failureShare);
  addWorst("WorstSlowShare", MetricUnit.NoUnit, slowShare);
  addWorst("MostUnusualTraffic", MetricUnit.NoUnit, unusual);
  metrics.publishStoredMetrics();
}

function addCounted(counts: ServiceCounts): void {
  metrics.addMetric("Requests", MetricUnit.Count, counts.requests);
  metrics.addMetric("Failures", MetricUnit.Count, counts.failures);
  metrics.addMetric("Refusals", MetricUnit.Count, counts.refusals);
  metrics.addMetric("SlowAnswers", MetricUnit.Count, counts.slow);
  metrics.addMetric("RowsRead", MetricUnit.Count, counts.rowsRead);
  metrics.addMetric("RowsWritten", MetricUnit.Count, counts.rowsWritten);
  if (counts.requests > 0)
    metrics.addMetric("RowsReadPerRequest", MetricUnit.Count, rowsReadPerRequest(counts));
}

function addWorst(
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  worst: Unusual | undefined,
): void {
  if (worst === undefined) return;
  metrics.addMetric(name, unit, worst.value);
  metrics.addMetadata(`${name}Service`, worst.service);
}
