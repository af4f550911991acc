import { sumOfCosts, unitCost } from "../../shared/delivery/cost.ts";
import { allMeters } from "../runtime/meters.ts";

/** The service whose requests cost most, all that it ever answered together; null when none has answered any. */
export async function costliestService(): Promise<string | null> {
  const costs = (await allMeters()).map(({ service, meters }) => ({
    service,
    unit: unitCost(sumOfCosts(meters)),
  }));
  const [first] = costs.filter(({ unit }) => unit > 0).toSorted((one, other) => other.unit - one.unit);
  return first?.service ?? null;
}
