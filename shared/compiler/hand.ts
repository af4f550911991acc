import type { Blueprint } from "../blueprint/blueprint.ts";
import { type HandFunction, handFunctions as ofModels } from "./hand-contracts.ts";
import { modelsOf } from "./model.ts";

export type { HandFunction } from "./hand-contracts.ts";

/** The functions that a blueprint asks a developer for, in the order of its spec. */
export function handFunctions(blueprint: Blueprint): HandFunction[] {
  return ofModels(blueprint, modelsOf(blueprint));
}
