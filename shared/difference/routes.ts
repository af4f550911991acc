import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity, Operation } from "../blueprint/entity.ts";
import { afterEffects } from "../blueprint/named-values.ts";
import { shownPath } from "../blueprint/route.ts";
import { templateOf } from "../delivery/route-of.ts";
import { actionScope, entityScope } from "../spec/scopes.ts";
import type { Naming } from "./sources.ts";

export interface EntityOperation {
  entity: Entity;
  operation: Operation;
}

/** An action, and the thing whose heading it stands below. */
export interface OwnedAction {
  entity: Entity | undefined;
  action: Action;
}

/** Everything that a blueprint says of one method of one path. */
export interface Route {
  /** The same for templates that differ in the names of their parameters alone. */
  key: string;
  method: string;
  /** As an OpenAPI document has it. */
  path: string;
  operations: EntityOperation[];
  actions: OwnedAction[];
}

/** All routes of a blueprint, by their keys. */
export function routesIn(blueprint: Blueprint): Map<string, Route> {
  const routes = new Map<string, Route>();
  const at = ({ method, path: own }: { method: string; path: string }): Route => {
    const path = shownPath(own);
    const key = routeKey({ method, path: own });
    const route = routes.get(key) ?? { key, method, path, operations: [], actions: [] };
    routes.set(key, route);
    return route;
  };
  for (const entity of blueprint.entities)
    for (const operation of entity.operations) at(operation).operations.push({ entity, operation });
  for (const owned of actionsIn(blueprint)) at(owned.action).actions.push(owned);
  return routes;
}

export function actionsIn({ actions, entities }: Blueprint): OwnedAction[] {
  return [
    ...actions.map((action) => ({ entity: undefined, action })),
    ...entities.flatMap((entity) => entity.actions.map((action) => ({ entity, action }))),
  ];
}

export function routeKey({ method, path }: { method: string; path: string }): string {
  return templateOf(`${method} ${shownPath(path)}`);
}

/** What names in an expression about a thing stand for. */
export function entityNaming(blueprint: Blueprint, entity: Entity): Naming {
  return { scope: { ...entityScope(blueprint, entity), other: entity }, input: String, value: String };
}

/** What names in an action stand for, those that it makes or is given on its way among them. */
export function actionNaming(blueprint: Blueprint, { entity, action }: OwnedAction): Naming {
  const scope = afterEffects(actionScope(blueprint, action, entity), action.effects);
  return {
    scope,
    input: (name) => inputOf(action, name),
    value: (name) => namedOf(action, name),
  };
}

/** What an action takes under a name, as something to depend on. */
export function inputOf(action: Action, name: string): string {
  return `input ${name} of ${routeKey(action)}`;
}

/** The same of what it names. */
export function namedOf(action: Action, name: string): string {
  return `value ${name} of ${routeKey(action)}`;
}
