import { setTimeout as pause } from "node:timers/promises";
import { median } from "simple-statistics";
import { ServiceMeters } from "../../shared/delivery/control.ts";
import { sumOfCosts, unitCost } from "../../shared/delivery/cost.ts";
import type { DataPlane } from "../aidevos/data-plane.ts";
import type { Callers } from "./callers.ts";

/** What callers' lists have cost within some seconds: exact rows by the data plane's meters, and time as they saw it. */
export interface Measured {
  requests: number;
  rowsReadPerRequest: number;
  costPerRequest: number;
  /** Milliseconds, of all lists in that time. */
  median: number;
}

const listRoute = "GET /tickets";

/** Measures the service's lists for some seconds from now on. */
export async function measure(
  { plane, service, callers }: { plane: DataPlane; service: string; callers: Callers },
  seconds: number,
): Promise<Measured> {
  const before = await totals(plane, service);
  const since = Date.now();
  await pause(seconds * 1000);
  const after = await totals(plane, service);
  const cost = {
    requests: after.requests - before.requests,
    rowsRead: after.rowsRead - before.rowsRead,
    rowsWritten: after.rowsWritten - before.rowsWritten,
  };
  const times = callers.lists.filter(({ at }) => at >= since).map(({ milliseconds }) => milliseconds);
  return {
    requests: cost.requests,
    rowsReadPerRequest: cost.rowsRead / Math.max(1, cost.requests),
    costPerRequest: unitCost(cost),
    median: times.length === 0 ? 0 : median(times),
  };
}

/** Lists of all releases together. */
export async function totals(plane: DataPlane, service: string) {
  const { meters } = await plane.call("GET", `/services/${service}/meters`, ServiceMeters);
  return sumOfCosts(meters.filter(({ route }) => route === listRoute));
}
