import * as z from "zod";
import { thingParameters } from "./action.ts";
import type { RouteIn } from "./all-routes.ts";
import type { Entity } from "./entity.ts";
import { HeaderName } from "./header-name.ts";
import { Refusal } from "./refusal.ts";

/** A header in which a change says of which version of the thing it is; `*` is of any. */
export const Versions = z.strictObject({
  header: HeaderName,
  /** How a change without it is refused. */
  missing: Refusal,
  /** How a change of another version than the last is refused. */
  stale: Refusal,
});
export type Versions = z.infer<typeof Versions>;

/** What a route's calls need of versions: those that change, replace, delete or act on one thing that is there. */
export function versionsOf({ entity, route }: RouteIn): Versions | undefined {
  if (entity?.versions === undefined) return undefined;
  const isChange =
    "inputs" in route
      ? route.method !== "GET" && thingParameters(route).length > 0
      : route.kind === "update" || route.kind === "replace" || route.kind === "delete";
  return isChange ? entity.versions : undefined;
}

/** Whether an operation shows one thing, and with it the thing's version. */
export function showsVersion({ versions }: Entity, { kind, answer }: Entity["operations"][number]): boolean {
  if (versions === undefined || answer === "list") return false;
  return kind === "create" || kind === "read" || kind === "update" || kind === "replace";
}
