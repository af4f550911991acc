import { ServiceMeters } from "../../shared/delivery/control.ts";
import { type Cost, sumOfCosts } from "../../shared/delivery/cost.ts";
import type { Meter } from "../../shared/delivery/evidence.ts";
import { callDataPlane } from "./data-plane.ts";

/** What a service has answered since the beginning, by release and route. */
export async function metersOf(service: string): Promise<Meter[]> {
  const { meters } = await callDataPlane({
    method: "GET",
    path: `/services/${service}/meters`,
    answer: ServiceMeters,
  });
  return meters;
}

/** What a release's requests cost. */
export function costOfRelease(meters: readonly Meter[], release: string): Cost {
  return sumOfCosts(meters.filter((meter) => meter.release === release));
}
