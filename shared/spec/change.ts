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

/** A change of the action that is being read, with what its expressions may name. */
export function inAction(work: (draft: Draft, action: Action, scope: () => Scope) => void): Change {
  return (draft) => {
    const { action, entity, blueprint } = draft;
    if (action !== undefined) work(draft, action, () => actionScope(blueprint, action, entity));
  };
}
