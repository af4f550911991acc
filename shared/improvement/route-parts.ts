import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity, Operation } from "../blueprint/entity.ts";
import { shownPath } from "../blueprint/route.ts";
import { templateOf } from "../delivery/route-of.ts";

/** What a blueprint says of a route: an operation or an action, and the entity that it belongs to. */
export interface RouteParts {
  entity: Entity | undefined;
  operation: Operation | undefined;
  action: Action | undefined;
}

/** @param route as meters name it: `GET /books/{id}`; undefined for `other`, and for what the service has by itself */
export function partsOf(route: string, { entities, actions }: Blueprint): RouteParts | undefined {
  const isIt = ({ method, path }: Pick<Operation, "method" | "path">) =>
    templateOf(`${method} ${shownPath(path)}`) === templateOf(route);
  for (const entity of entities) {
    const operation = entity.operations.find(isIt);
    const action = entity.actions.find(isIt);
    if (operation !== undefined || action !== undefined) return { entity, operation, action };
  }
  const action = actions.find(isIt);
  return action && { entity: undefined, operation: undefined, action };
}

/**
 * The parts of the blueprint that a request of the route may have worked out: what it shows, and what it has to judge.
 * All of them are JSON, in which expressions stand wherever they do.
 */
export function workOf({ entity, operation, action }: RouteParts, { entities }: Blueprint): unknown[] {
  const shown = operation?.answer === "nothing" ? [] : [entity?.fields, entity?.handRules];
  const listed = operation?.kind === "list" ? [entity?.list] : [];
  const writes = action !== undefined || !["list", "read"].includes(operation?.kind ?? "");
  const changed = new Set([entity?.name, ...(action?.effects ?? []).map(entityOf)]);
  const judged = entities.filter(({ name }) => writes && changed.has(name)).map(rulesOf);
  // Before each request it is looked for what is due.
  const settled = entities.flatMap(({ name, lapses }) =>
    lapses === undefined ? [] : [{ of: name, lapses }],
  );
  return [operation, action, entity?.seenWhere, ...shown, ...listed, ...judged, ...settled];
}

function entityOf(effect: Action["effects"][number]): string | undefined {
  if (effect.kind === "create") return effect.entity;
  const things =
    effect.kind === "delete-each" ? effect.things : "each" in effect ? effect.each?.things : undefined;
  return things !== undefined && "entity" in things ? things.entity : undefined;
}

/** What must hold of an entity's things after a write. */
export function rulesOf({ name, rules, limits, noOverlaps, uniqueTogether }: Entity) {
  return { of: name, rules, limits, noOverlaps, uniqueTogether };
}
