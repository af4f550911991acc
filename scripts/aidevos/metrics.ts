import type { DeliveryMetrics, deliveryMetrics, Median, Share } from "../../shared/runs/delivery-metrics.ts";
import { table } from "./terminal.ts";

/** DORA's metrics as a table: all changes, people's, and the engine's. */
export function describeMetrics(metrics: ReturnType<typeof deliveryMetrics>): string {
  const { all, people, engine } = metrics;
  const row = (name: string, cell: (metrics: DeliveryMetrics) => string) => [
    name,
    ...[all, people, engine].map(cell),
  ];
  return table([
    ["", "ALL", "PEOPLE'S", "ENGINE'S"],
    row("change lead time", ({ changeLeadTime }) => median(changeLeadTime)),
    row("deployment frequency", ({ deploymentFrequency: { count, perDay } }) =>
      perDay === null ? `${count}` : `${perDay.toPrecision(3)} a day (${count})`,
    ),
    row("failed deployment recovery time", ({ failedDeploymentRecoveryTime }) =>
      median(failedDeploymentRecoveryTime),
    ),
    row("change fail rate", ({ changeFailRate }) => share(changeFailRate)),
    row("rework rate", ({ reworkRate }) => share(reworkRate)),
    row("withheld before it was live", ({ withheld }) => `${withheld}`),
  ]);
}

function median({ seconds, count }: Median): string {
  return seconds === null ? "-" : `${seconds.toFixed(1)} s (median of ${count})`;
}

function share({ share, count, of }: Share): string {
  return share === null ? "-" : `${(100 * share).toFixed(0)}% (${count} of ${of})`;
}
