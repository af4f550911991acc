import { StateFailure } from "../failure.ts";
import type { Behaviour } from "../machine.ts";
import type { FailState } from "../schema.ts";
import { fieldOf, textOf } from "./field.ts";

/** Fail: ends the flow with its Error and Cause; what is not given stays absent. */
export function compileFail(shape: FailState): Behaviour {
  const error = fieldOf(shape.Error, "Error", "string");
  const cause = fieldOf(shape.Cause, "Cause", "string");
  return async (visit) => {
    throw new StateFailure(await textOf(visit, error), await textOf(visit, cause));
  };
}
