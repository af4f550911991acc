import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Expression, Order, Things } from "../blueprint/expression.ts";
import { Limit, NoOverlap } from "../blueprint/rules.ts";
import type { Index, IndexPart } from "../design/design.ts";
import { objectsIn } from "./aggregates.ts";

/** Own fields that a condition holds to a value, and those that it bounds. */
export interface Compared {
  exact: string[];
  bounded: string[];
}

/** The fields of its own thing that all of a condition's ways to be true compare. */
export function comparedIn(condition: Expression, entity: Entity): Compared {
  if (condition.kind === "binary" && condition.operator === "and") {
    const [left, right] = [comparedIn(condition.left, entity), comparedIn(condition.right, entity)];
    return { exact: [...left.exact, ...right.exact], bounded: [...left.bounded, ...right.bounded] };
  }
  if (condition.kind === "one-of") return { exact: ownField(condition.value, entity), bounded: [] };
  if (condition.kind === "binary") {
    const fields = [condition.left, condition.right].flatMap((side) => ownField(side, entity));
    if (condition.operator === "=") return { exact: fields, bounded: [] };
    if (["<", "<=", ">", ">="].includes(condition.operator)) return { exact: [], bounded: fields };
  }
  const workedOut = condition.kind === "path" ? computedField(condition, entity) : undefined;
  return workedOut === undefined ? { exact: [], bounded: [] } : comparedIn(workedOut, entity);
}

function ownField(value: Expression, entity: Entity): string[] {
  if (value.kind !== "path" || value.scope !== "own" || value.names.length !== 1) return [];
  const field = entity.fields.find(({ name }) => name === value.names[0]);
  return field === undefined || field.source === "computed" ? [] : [field.name];
}

function computedField(path: Extract<Expression, { kind: "path" }>, entity: Entity): Expression | undefined {
  if (path.scope !== "own" || path.names.length !== 1) return undefined;
  return entity.fields.find(({ name, source }) => name === path.names[0] && source === "computed")
    ?.expression;
}

/**
 * Indexes by which things are found that parts of a blueprint speak of: by what they belong to and what is said to
 * be equal, then by what bounds or orders them. Whether one is of use shows when it is tried.
 */
export function lookupIndexes(parts: unknown, blueprint: Blueprint): Index[] {
  const indexes = objectsIn(parts).flatMap((part) => [
    ...thingsIn(part, blueprint),
    ...("of" in part ? ruleLookups(part, blueprint) : []),
  ]);
  return [...new Map(indexes.map((index) => [JSON.stringify(index), index])).values()];
}

function thingsIn(part: object, blueprint: Blueprint): Index[] {
  const held = "things" in part ? part.things : "finds" in part ? part.finds : undefined;
  const things = Things.safeParse(held);
  if (!things.success) return [];
  const { via, where, entity } = things.data;
  const order = Order.array().safeParse("order" in part ? part.order : []);
  const keys = order.success ? order.data.map(({ field }) => field) : [];
  return indexesBy({ entity, fields: via === undefined ? [] : [via], where, after: keys }, blueprint);
}

/** Rules that look at the other things of their entity: limits, and periods that never overlap. */
function ruleLookups(part: object, blueprint: Blueprint): Index[] {
  const entity = "of" in part && typeof part.of === "string" ? part.of : "";
  const limits = Limit.array().safeParse("limits" in part ? part.limits : []);
  const overlaps = NoOverlap.array().safeParse("noOverlaps" in part ? part.noOverlaps : []);
  return [
    ...(limits.data ?? []).flatMap(({ per, where }) =>
      indexesBy({ entity, fields: per === undefined ? [] : [per], where, after: [] }, blueprint),
    ),
    ...(overlaps.data ?? []).flatMap(({ per, from, to, where }) =>
      [from, to].flatMap((field) => indexesBy({ entity, fields: per, where, after: [field] }, blueprint)),
    ),
  ];
}

interface Lookup {
  entity: string;
  fields: readonly string[];
  where: Expression | undefined;
  after: readonly string[];
}

function indexesBy({ entity: name, fields, where, after }: Lookup, blueprint: Blueprint): Index[] {
  const entity = blueprint.entities.find((one) => one.name === name);
  if (entity === undefined) return [];
  const { exact, bounded } = where === undefined ? { exact: [], bounded: [] } : comparedIn(where, entity);
  const first = [...new Set([...fields, ...exact])];
  return [[], ...[...bounded, ...after.slice(0, 1)].map((field) => [field])].flatMap((last) => {
    const by: IndexPart[] = [...new Set([...first, ...last])].map((field) => ({ field }));
    return by.length === 0 ? [] : [{ entity: name, by }];
  });
}
