import type { RouteIn } from "../blueprint/all-routes.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { repeatsOf } from "../blueprint/repeats.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The header by which repeats of a route's calls are known. Its format tells that each call has a value of its own. */
export function repeatParameters(blueprint: Blueprint, route: RouteIn): JsonSchema[] {
  const repeats = repeatsOf(blueprint, route);
  if (repeats === undefined) return [];
  return [
    {
      name: repeats.header,
      in: "header",
      required: repeats.refusal !== undefined,
      description: "A key that stands for this one call: with it again, the first answer is given again",
      schema: { type: "string", format: "idempotency-key" },
    },
  ];
}

/** How calls of a route are refused for their keys. */
export function repeatRefusals(
  blueprint: Blueprint,
  route: RouteIn,
): [status: number, description: string][] {
  const repeats = repeatsOf(blueprint, route);
  if (repeats === undefined) return [];
  const { refusal, reused } = repeats;
  return [
    ...(refusal === undefined
      ? []
      : [[refusal.status, refusal.message ?? "The key of the call is missing"] as [number, string]]),
    [reused.status, reused.message ?? "The key stands for another call"],
    [413, "The call, or the answer to it, is more than is kept"],
  ];
}
