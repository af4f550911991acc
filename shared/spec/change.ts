import type { Action } from "../blueprint/action.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Scope } from "../blueprint/value-type.ts";
import type { Draft } from "./draft.ts";
import { actionScope, entityScope } from "./scopes.ts";
import type { Change } from "./statement.ts";

/** A change of the entity that is being read, with what its expressions may name. */
export function inEntity(work: (draft: Draft, entity: Entity, scope: () => Scope) => void): Change {
  return (draft) => {
    const { entity, blueprint } = draft;
    if (entity !== undefined) work(draft, entity, () => entityScope(blueprint, entity));
  };
}

/**
 * A change of the entity that is being read. Among the statements of the service, of every entity that is of the kind and
 * does not say it itself.
 */
export function inEachEntity(
  {
    isFor = () => true,
    isSaid,
  }: { isFor?: (entity: Entity) => boolean; isSaid: (entity: Entity) => boolean },
  work: (draft: Draft, entity: Entity) => void,
): Change {
  return (draft) => {
    const { entity, blueprint } = draft;
    if (entity !== undefined) work(draft, entity);
    // Routes that nobody states are there once names are.
    else
      draft.later("named values", () => {
        for (const one of blueprint.entities) if (isFor(one) && !isSaid(one)) work(draft, one);
      });
  };
}

/** Whether things are listed, so that it can be said how. */
export function isListed({ operations }: Entity): boolean {
  return operations.some(({ kind, answer }) => kind === "list" || answer === "list");
}

/** A change of the action that is being read, with what its expressions may name. */
export function inAction(work: (draft: Draft, action: Action, scope: () => Scope) => void): Change {
  return (draft) => {
    const { action, entity, blueprint } = draft;
    if (action !== undefined) work(draft, action, () => actionScope(blueprint, action, entity));
  };
}
