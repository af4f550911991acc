import type { Action } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Entity, Operation } from "./entity.ts";

/** A route of a blueprint, with the entity that it is of. */
export interface RouteIn {
  entity: Entity | undefined;
  route: Operation | Action;
}

/** All actions of a blueprint, those of its things among them. */
export function actionsOfAll({ entities, actions }: Pick<Blueprint, "entities" | "actions">): Action[] {
  return [...actions, ...entities.flatMap((entity) => entity.actions)];
}

/** All routes of a blueprint. */
export function routesOfAll({ entities, actions }: Pick<Blueprint, "entities" | "actions">): RouteIn[] {
  return [
    ...actions.map((route) => ({ entity: undefined, route })),
    ...entities.flatMap((entity) =>
      [...entity.operations, ...entity.actions].map((route) => ({ entity, route })),
    ),
  ];
}
