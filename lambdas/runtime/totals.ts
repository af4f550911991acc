import { MeterList } from "../../shared/delivery/control.ts";
import { callDataPlane } from "./data-plane.ts";

/** One answer of the data plane: totals of services that have changed after the sequence number. */
export function totalsAfter(sequence: number): Promise<MeterList> {
  return callDataPlane({ method: "GET", path: `/meters?after=${sequence}`, answer: MeterList });
}
