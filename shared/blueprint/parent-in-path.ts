import { type Action, thingParameters } from "./action.ts";
import type { Entity, Operation } from "./entity.ts";

/** A route, as far as it says what the parameters of its path name. */
export type RouteOfThings = Pick<Operation, "path" | "kind"> | Pick<Action, "path" | "inputs">;

/**
 * The place of the segment that names what an entity is nested under, in a route's path split at slashes; undefined where
 * none does. A parameter that is alone or at the end names the thing itself, also under the same name; but a list has
 * no thing, nor has a creation whose identifier the service makes.
 */
export function parentInPath(
  { parent, identifier }: Pick<Entity, "parent" | "identifier">,
  route: RouteOfThings,
): number | undefined {
  if (parent === undefined) return undefined;
  const segments = route.path.split("/");
  const place = segments.indexOf(`:${parent.parameter}`);
  if (place < 0) return undefined;
  const kind = "kind" in route ? route.kind : undefined;
  const hasNoThing =
    kind === "list" || kind === "clear" || (kind === "create" && identifier.type !== "given");
  if (hasNoThing) return place;
  const named = thingParameters({ path: route.path, inputs: "inputs" in route ? route.inputs : [] });
  return named.length > 1 && place < segments.length - 1 ? place : undefined;
}
