import type { Blueprint } from "./blueprint.ts";
import { sentNames } from "./sent-header.ts";

/** Headers that pages of other origins may read of every answer; none where these may not call. */
export function exposedHeaders(blueprint: Blueprint): string[] {
  const { crossOrigin, entities } = blueprint;
  if (crossOrigin !== "any") return [];
  const versions = entities.some((entity) => entity.versions !== undefined) ? ["ETag"] : [];
  const usual = ["Allow", ...versions, "Link", "Location", "X-Total-Count"];
  const known = new Set(usual.map((name) => name.toLowerCase()));
  return [...usual, ...sentNames(blueprint).filter((name) => !known.has(name.toLowerCase()))];
}
