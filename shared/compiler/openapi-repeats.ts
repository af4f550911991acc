import type { RouteIn } from "../blueprint/all-routes.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Repeats, repeatsOf } from "../blueprint/repeats.ts";
import { fieldSchema, type JsonSchema } from "./json-schema.ts";
import { inputModel } from "./model.ts";

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
      schema: { ...keySchema(repeats), format: "idempotency-key" },
    },
  ];
}

function keySchema({ value }: Repeats): JsonSchema {
  if (value === undefined) return { type: "string" };
  // The format tells that it is a key, so that of a UUID is said as a pattern.
  if (value.type === "uuid") return { type: "string", pattern: uuidPattern };
  return fieldSchema(inputModel({ ...value, required: true }, []));
}

const uuidPattern = "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$";

/** How calls of a route are refused for their keys. */
export function repeatRefusals(
  blueprint: Blueprint,
  route: RouteIn,
): [status: number, description: string][] {
  const repeats = repeatsOf(blueprint, route);
  if (repeats === undefined) return [];
  const { refusal, reused, value } = repeats;
  return [
    ...(value === undefined
      ? []
      : [[blueprint.refusals.invalid, "The key of the call is not as it must be"] as [number, string]]),
    ...(refusal === undefined
      ? []
      : [[refusal.status, refusal.message ?? "The key of the call is missing"] as [number, string]]),
    [reused.status, reused.message ?? "The key stands for another call"],
    [413, "The call, or the answer to it, is more than is kept"],
  ];
}
