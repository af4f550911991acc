import { type Action, thingParameters } from "./action.ts";
import type { Entity, Operation } from "./entity.ts";

/**
 * The place of the segment that names what an entity is nested under, in a route's path split at slashes; undefined where
 * none does. A parameter at the end names the thing itself, also under the same name, and so does the only one of an
 * action: but a list has no thing, nor has a creation whose identifier the service makes.
 */
export function parentInPath(
  { parent, identifier }: Pick<Entity, "parent" | "identifier">,
  route: Pick<Operation, "path" | "kind"> | Pick<Action, "path" | "inputs">,
): number | undefined {
  if (parent === undefined) return undefined;
  const segments = route.path.split("/");
  const place = segments.indexOf(`:${parent.parameter}`);
  if (place < 0) return undefined;
  if ("inputs" in route) return thingParameters(route).length > 1 ? place : undefined;
  const { kind } = route;
  const hasNoThing =
    kind === "list" || kind === "clear" || (kind === "create" && identifier.type !== "given");
  return place < segments.length - 1 || hasNoThing ? place : undefined;
}
