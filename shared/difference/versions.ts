import type { RouteIn } from "../blueprint/all-routes.ts";
import type { Entity } from "../blueprint/entity.ts";
import { versionsOf } from "../blueprint/versions.ts";
import { alike } from "./alike.ts";
import type { Differing, Sides } from "./differing.ts";
import { fieldOf } from "./sources.ts";

/**
 * What a route may answer otherwise for the versions of its things: which are needed, which are shown, and which a call is of,
 * where other calls set fields of the thing than before.
 */
export function addVersionDifference(
  before: RouteIn,
  after: RouteIn,
  { sides, differing }: { sides: Sides; differing: Differing },
): void {
  const needed = [versionsOf(before), versionsOf(after)];
  if (!alike(needed[0], needed[1])) differing.addStatus();
  if (!isCountedOtherwise(before.entity, after.entity, sides)) return;
  differing.addHeaders("etag");
  if (needed.some((one) => one !== undefined)) differing.addStatus();
}

/** The versions of things that an action shows, of whatever kind. */
export function addShownVersions({ sides, differing }: { sides: Sides; differing: Differing }): void {
  const { before, after } = sides;
  const isOtherwise = after.entities.some((entity) =>
    isCountedOtherwise(
      before.entities.find(({ name }) => name === entity.name),
      entity,
      sides,
    ),
  );
  if (isOtherwise) differing.addHeaders("etag");
}

function isCountedOtherwise(
  before: Entity | undefined,
  after: Entity | undefined,
  { affected }: Sides,
): boolean {
  if ((before?.versions === undefined) !== (after?.versions === undefined)) return true;
  return [before, after].some(
    (entity) =>
      entity?.versions !== undefined &&
      entity.fields.some(
        ({ name, source }) => source !== "computed" && affected.has(fieldOf(entity.name, name)),
      ),
  );
}
