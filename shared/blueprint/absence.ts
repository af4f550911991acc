import { canonicalJson } from "../digest.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Entity } from "./entity.ts";
import type { Refusal } from "./refusal.ts";

type Known = Pick<Entity, "notFound" | "seenBy" | "seenWhere">;

/** How a thing that is not there is refused: as is said of its kind, else as of all. */
export function absenceOf({ refusals }: Pick<Blueprint, "refusals">, entity: Known | undefined): Refusal {
  return entity?.notFound ?? { status: refusals.notFound };
}

/** How a thing is refused that is there and that the caller does not see, where not as what is not there. */
export function hidingOf(blueprint: Pick<Blueprint, "refusals">, entity: Known): Refusal | undefined {
  const refusal = entity.seenWhere?.refusal ?? entity.seenBy?.refusal;
  return refusal && isAsAbsent(refusal, absenceOf(blueprint, entity)) ? undefined : refusal;
}

/** The blueprint with the status of the thing's own for what is not found, as the order of refusals is read where one is looked for. */
export function lookingFor(blueprint: Blueprint, entity: Known | undefined): Blueprint {
  if (entity?.notFound === undefined) return blueprint;
  return { ...blueprint, refusals: { ...blueprint.refusals, notFound: entity.notFound.status } };
}

/** What tells who does not see a thing that there is one. */
export function absenceProblems(entity: Known): { message: string; part: object }[] {
  const { notFound, seenBy, seenWhere } = entity;
  const hiding = seenWhere?.refusal ?? seenBy?.refusal;
  if (notFound === undefined || hiding?.status !== notFound.status || hiding.with !== undefined) return [];
  if (isAsAbsent(hiding, notFound)) return [];
  const message =
    "By how it is refused, who does not see a thing would see that there is one: of two with one status, say the code in `Not found` alone";
  return [{ message, part: notFound }];
}

function isAsAbsent(refusal: Refusal, absence: Refusal): boolean {
  const alike = [absence, { status: absence.status }].map(canonicalJson);
  return alike.includes(canonicalJson(refusal));
}
