import type { RouteIn } from "../blueprint/all-routes.ts";
import { showsVersion, versionsOf } from "../blueprint/versions.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { EntityModel } from "./model.ts";

/**
 * The header in which calls of a route say of which version they are. Its format tells that it is an entity tag. It can be
 * left out where a call may also be about a thing that is not there.
 */
export function versionParameters(route: RouteIn, mayBeAbsent = false): JsonSchema[] {
  const versions = versionsOf(route);
  if (versions === undefined) return [];
  return [
    {
      name: versions.header,
      in: "header",
      required: !mayBeAbsent,
      description: "The ETag of the version that this is about; * for any",
      schema: { type: "string", format: "etag" },
    },
  ];
}

/** How calls of a route are refused for their versions. */
export function versionRefusals(route: RouteIn): [status: number, description: string][] {
  const versions = versionsOf(route);
  if (versions === undefined) return [];
  const { missing, stale } = versions;
  return [
    [missing.status, missing.message ?? "It is not said of which version this is"],
    [stale.status, stale.message ?? "It was changed since that version"],
  ];
}

/** The header that holds the version of a thing that is shown. */
export const versionHeader = {
  ETag: { description: "Version of what is shown", schema: { type: "string" } },
} as const;

/** The headers of an answer that shows a thing. */
export function versionHeaders(
  { entity }: EntityModel,
  operation: EntityModel["entity"]["operations"][number],
) {
  return showsVersion(entity, operation) ? versionHeader : {};
}
