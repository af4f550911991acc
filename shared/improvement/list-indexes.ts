import {
  chosenKey,
  type Entity,
  type Operation,
  type SortKey,
  seenCondition,
  usualOrder,
  withUsual,
} from "../blueprint/entity.ts";
import { parentInPath } from "../blueprint/parent-in-path.ts";
import type { Index, IndexPart } from "../design/design.ts";
import { orderParts } from "../design/rule.ts";
import { comparedIn } from "./lookups.ts";

/**
 * Indexes that can serve a list when these of its query parameters come together: first what is equal, then what bounds
 * it or the order that it is shown in. Without parameters, what serves all of it.
 */
export function listIndexes(entity: Entity, operation: Operation, parameters: readonly string[]): Index[] {
  const { exact, bounded } = narrowing(entity, operation, parameters);
  const parts = [...new Set(exact)].map((field): IndexPart => ({ field }));
  const orders = ordersOf(entity, parameters).map((keys) => orderParts(entity, keys));
  const ends = [...orders, ...bounded.map((field): IndexPart[] => [{ field }]), []];
  const all = ends.map((end) => [...parts, ...end.filter((part) => !isIn(parts, part))].slice(0, 8));
  const distinct = new Map(all.map((by) => [JSON.stringify(by), by]));
  return [...distinct.values()].flatMap((by) => (by.length === 0 ? [] : [{ entity: entity.name, by }]));
}

/** Exact filters of a list, as fields: callers may give any of them together. */
export function exactFilters(entity: Entity): string[] {
  return entity.list.filters.flatMap(({ comparison, fields }) => {
    const [field] = fields;
    return comparison === "equals" && fields.length === 1 && field !== undefined && isKept(entity, field)
      ? [field]
      : [];
  });
}

function narrowing(entity: Entity, operation: Operation, parameters: readonly string[]) {
  const exact: string[] = [];
  const bounded: string[] = [];
  if (entity.parent !== undefined && parentInPath(entity, operation) !== undefined)
    exact.push(entity.parent.field);
  const given = entity.list.filters.filter(({ parameter }) => parameters.includes(parameter));
  const conditions = [
    seenCondition(entity),
    ...(operation.guards ?? []).map(({ condition }) => condition),
    ...given.map(({ when }) => when?.condition),
  ];
  for (const condition of conditions) {
    if (condition === undefined) continue;
    const compared = comparedIn(condition, entity);
    exact.push(...compared.exact);
    bounded.push(...compared.bounded);
  }
  for (const { comparison, fields } of given) {
    const kept = fields.filter((name) => isKept(entity, name));
    if (fields.length !== 1 || ["contains", "starts-with", "has-element", "condition"].includes(comparison))
      continue;
    (comparison === "equals" || comparison === "one-of" ? exact : bounded).push(...kept);
  }
  return { exact, bounded };
}

/** The orders that callers may have asked for: a trace has the parameter's name and not its value. */
function ordersOf({ list }: Entity, parameters: readonly string[]): SortKey[][] {
  const { sort } = list;
  if (sort === undefined || !parameters.includes(sort.parameter)) return [usualOrder(list)];
  return [
    ...sort.fields.map((name) => withUsual(list, [chosenKey(sort, name)])),
    ...(sort.named ?? []).map(({ keys }) => withUsual(list, keys)),
  ];
}

function isKept(entity: Entity, name: string): boolean {
  return entity.fields.some((field) => field.name === name && field.source !== "computed");
}

function isIn(parts: readonly IndexPart[], { field, as }: IndexPart): boolean {
  return parts.some((part) => part.field === field && as === undefined);
}
