import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Design, Index, IndexPart } from "../design/design.ts";
import { uniqueParts } from "../design/rule.ts";
import { objectsIn } from "./aggregates.ts";

/**
 * Whether a design does without an index only at the price of a scan that a trace need not show: at each write to keep
 * values apart, or at each deletion to find what refers to what goes. So no trial decides of it.
 */
export function isNeeded(index: Index, { indexes }: Design, blueprint: Blueprint): boolean {
  const entity = blueprint.entities.find(({ name }) => name === index.entity);
  if (entity === undefined) return false;
  const others = indexes.filter(
    (one) => one.entity === entity.name && JSON.stringify(one) !== JSON.stringify(index),
  );
  return [...uniqueParts(entity), ...referenceParts(entity, blueprint)].some(
    (parts) => serves(index, parts) && !others.some((one) => serves(one, parts)),
  );
}

/** References to what can go. */
function referenceParts({ fields }: Entity, blueprint: Blueprint): IndexPart[][] {
  return fields.flatMap(({ name, references }) =>
    references !== undefined && isDeleted(references, blueprint) ? [[{ field: name }]] : [],
  );
}

/** An index finds what is equal in some parts when it begins with all of them, in whatever order and direction. */
function serves({ by }: Index, parts: readonly IndexPart[]): boolean {
  const first = by.slice(0, parts.length);
  return parts.every((part) => first.some(({ field, as }) => field === part.field && as === part.as));
}

function isDeleted(name: string, { entities, actions }: Blueprint): boolean {
  const entity = entities.find((one) => one.name === name);
  if (entity?.operations.some(({ kind }) => kind === "delete" || kind === "clear")) return true;
  // Things go by actions too, and by hand; which ones hangs on references that an effect follows.
  return objectsIn([actions, entities.map((one) => one.actions)]).some(
    (part) => "kind" in part && ["delete", "delete-each", "by-hand"].includes(String(part.kind)),
  );
}
