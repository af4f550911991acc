import type { Behaviour } from "../machine.ts";
import type { SucceedState } from "../schema.ts";
import { departureOf } from "./departure.ts";

/** Succeed: ends the flow with its input, or its Output. */
export function compileSucceed(shape: SucceedState): Behaviour {
  const departure = departureOf(shape);
  return (visit) => visit.depart(departure, undefined, visit.input);
}
