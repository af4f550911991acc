import type { Behaviour } from "../machine.ts";
import type { PassState } from "../schema.ts";
import { departureOf } from "./departure.ts";

/** Pass: gives its input on, or its Output. */
export function compilePass(shape: PassState): Behaviour {
  const departure = departureOf(shape);
  return (visit) => visit.depart(departure, shape.Next, visit.input);
}
