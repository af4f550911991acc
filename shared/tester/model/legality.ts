import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { rolesOf } from "../../blueprint/callers.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { afterEffects, withValues } from "../../blueprint/named-values.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import type { Limit, NoOverlap } from "../../blueprint/rules.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Json } from "../../models/model.ts";
import { compare, holds } from "../samples/comparison.ts";
import type { Evaluator, Thing } from "../world.ts";
import { type Reason, stages } from "./step.ts";

/** What the laws of a blueprint are judged in. */
export interface Court {
  blueprint: Blueprint;
  evaluator: Evaluator;
  things: ReadonlyMap<string, readonly Thing[]>;
}

export function scopeFor(blueprint: Blueprint, own: Entity | undefined): Scope {
  const roles = rolesOf(blueprint.callers).map(({ name }) => name);
  return { entities: blueprint.entities, own, roles };
}

/** The types of an action's named values. */
export function actionScope(blueprint: Blueprint, action: Action, own: Entity | undefined): Scope {
  const scope: Scope = { ...scopeFor(blueprint, own), inputs: action.inputs };
  return afterEffects(withValues(scope, action.values), action.effects);
}

/** Everything that a thing breaks as it stands now, and what it makes others break. */
export function broken(court: Court, entity: Entity, thing: Thing): Reason[] {
  const { blueprint, evaluator } = court;
  const scope = scopeFor(blueprint, entity);
  const beside = { ...scope, other: entity };
  const frame = { own: thing };
  const path = (...parts: (string | number)[]) => ["entities", entity.name, ...parts].join("/");
  const reason = (refusal: Refusal, by: string, other?: Thing): Reason =>
    refusedWith(refusal, { by, stage: stages.rule }, (value) =>
      evaluator.evaluate(value, { ...frame, other }, beside),
    );
  return [
    ...entity.comparisons.flatMap(({ left, operator, right }, index) =>
      holds(thing[left] ?? null, operator, thing[right] ?? null)
        ? []
        : [{ status: blueprint.refusals.invalid, by: path("comparisons", index), stage: stages.body }],
    ),
    ...entity.rules.flatMap(({ condition, refusal }, index) =>
      evaluator.evaluate(condition, frame, scope) === false ? [reason(refusal, path("rules", index))] : [],
    ),
    ...entity.limits.flatMap((limit, index) =>
      keepsLimit(court, entity, thing, limit) ? [] : [reason(limit.refusal, path("limits", index))],
    ),
    ...entity.noOverlaps.flatMap((rule, index) => {
      const other = overlapped(court, entity, thing, rule);
      return other === undefined ? [] : [reason(rule.refusal, path("noOverlaps", index), other)];
    }),
    ...shared(court, entity, thing).map(({ refusal, by, other }) =>
      reason(refusal ?? { status: blueprint.refusals.conflict }, path(...by), other),
    ),
    ...limitsAround(court, entity, thing),
  ];
}

export function refused({ status, code }: Refusal, by: string, stage: number): Reason {
  return { status, ...(code !== undefined && { code }), by, stage };
}

/** The same with the values that the refusal carries. */
export function refusedWith(
  refusal: Refusal,
  { by, stage }: { by: string; stage: number },
  worth: (value: Expression) => Json,
): Reason {
  const carried = (refusal.with ?? []).map(({ name, value }) => [name, worth(value)]);
  const values = carried.length === 0 ? {} : { with: Object.fromEntries(carried) };
  return { ...refused(refusal, by, stage), ...values };
}

/** The thing counts only while it meets the limit's own condition. */
function keepsLimit(
  { blueprint, evaluator, things }: Court,
  entity: Entity,
  thing: Thing,
  limit: Limit,
): boolean {
  const scope = scopeFor(blueprint, entity);
  const counts = (one: Thing) =>
    limit.where === undefined || evaluator.evaluate(limit.where, { own: one }, scope) === true;
  const { per, period } = limit;
  if (!counts(thing) || (per !== undefined && (thing[per] ?? null) === null)) return true;
  const alike = (things.get(entity.name) ?? []).filter(
    (one) =>
      counts(one) &&
      (per === undefined || one[per] === thing[per]) &&
      (period === undefined ||
        samePeriod(one[period.field] ?? null, thing[period.field] ?? null, period.unit)),
  );
  const most = mostOf({ blueprint, evaluator, things }, entity, thing, limit);
  return typeof most !== "number" || alike.length <= most;
}

function mostOf(
  { blueprint, evaluator, things }: Court,
  entity: Entity,
  thing: Thing,
  { per, most }: Limit,
): Json {
  const reference = entity.fields.find(({ name }) => name === per)?.references;
  const target = blueprint.entities.find(({ name }) => name === reference);
  const own = things
    .get(target?.name ?? "")
    ?.find((one) => one[target?.identifier.name ?? "id"] === thing[per ?? ""]);
  return evaluator.evaluate(most, { own }, scopeFor(blueprint, target));
}

/** Limits of others that are broken because how many are allowed hangs on this thing. */
function limitsAround(court: Court, entity: Entity, thing: Thing): Reason[] {
  return court.blueprint.entities.flatMap((other) =>
    other.limits.flatMap((limit, index) => {
      const reference = other.fields.find(({ name }) => name === limit.per);
      if (reference?.references !== entity.name || limit.most.kind === "literal") return [];
      const id = thing[entity.identifier.name];
      const affected = (court.things.get(other.name) ?? []).filter((one) => one[reference.name] === id);
      return affected.some((one) => !keepsLimit(court, other, one, limit))
        ? [refused(limit.refusal, `entities/${other.name}/limits/${index}`, stages.rule)]
        : [];
    }),
  );
}

/** The first thing whose period overlaps. */
function overlapped(
  { blueprint, evaluator, things }: Court,
  entity: Entity,
  thing: Thing,
  rule: NoOverlap,
): Thing | undefined {
  const scope = scopeFor(blueprint, entity);
  const counts = (one: Thing) =>
    rule.where === undefined || evaluator.evaluate(rule.where, { own: one }, scope) === true;
  if (!counts(thing)) return undefined;
  const before = (one: Thing, from: string, other: Thing, to: string) => {
    const [start, end] = [one[from] ?? null, other[to] ?? null];
    return start !== null && end !== null && compareTimes(start, end) < 0;
  };
  return (things.get(entity.name) ?? []).find(
    (one) =>
      one !== thing &&
      counts(one) &&
      rule.per.every((name) => one[name] === thing[name]) &&
      before(one, rule.from, thing, rule.to) &&
      before(thing, rule.from, one, rule.to),
  );
}

function compareTimes(one: Json, other: Json): number {
  const [left, right] = [Date.parse(String(one)), Date.parse(String(other))];
  return Number.isNaN(left) || Number.isNaN(right) ? compare(one, other) : left - right;
}

function samePeriod(one: Json, other: Json, unit: NonNullable<Limit["period"]>["unit"]): boolean {
  if (one === null || other === null) return false;
  const [left, right] = [one, other].map((each) => periodOf(new Date(String(each)), unit));
  return left === right;
}

function periodOf(at: Date, unit: NonNullable<Limit["period"]>["unit"]): string {
  const text = at.toISOString();
  if (unit === "week") {
    const monday = at.getTime() - ((at.getUTCDay() + 6) % 7) * 86_400_000;
    return new Date(monday).toISOString().slice(0, 10);
  }
  return text.slice(0, { hour: 13, day: 10, month: 7, year: 4 }[unit]);
}

/** What the thing shares with another although no two may. */
function shared(
  { blueprint, evaluator, things }: Court,
  entity: Entity,
  thing: Thing,
): { refusal: Refusal | undefined; by: (string | number)[]; other: Thing }[] {
  const scope = scopeFor(blueprint, entity);
  const others = (things.get(entity.name) ?? []).filter((one) => one !== thing);
  const same = (one: Thing, name: string, folded: boolean) => {
    const [left, right] = [one[name] ?? null, thing[name] ?? null];
    if (left === null || right === null) return false;
    if (folded) return String(left).toLowerCase() === String(right).toLowerCase();
    const type = entity.fields.find((field) => field.name === name)?.type;
    if (type === "datetime") return Date.parse(String(left)) === Date.parse(String(right));
    return JSON.stringify(left) === JSON.stringify(right);
  };
  const { identifier } = entity;
  const single = entity.fields.flatMap((field) => {
    const isKey = identifier.type === "given" && identifier.name === field.name;
    if (field.unique === undefined && !isKey) return [];
    const other = others.find((one) => same(one, field.name, field.unique === "ignore-case"));
    return other === undefined
      ? []
      : [{ refusal: field.refusal, by: ["fields", field.name, "unique"], other }];
  });
  const together = entity.uniqueTogether.flatMap(({ fields, where, refusal }, index) => {
    const isFolded = (name: string) =>
      entity.fields.find((field) => field.name === name)?.ignoreCase === true;
    const counts = (one: Thing) =>
      where === undefined || evaluator.evaluate(where, { own: one }, scope) === true;
    if (!counts(thing)) return [];
    const other = others.find(
      (one) => counts(one) && fields.every((name) => same(one, name, isFolded(name))),
    );
    return other === undefined ? [] : [{ refusal, by: ["uniqueTogether", index], other }];
  });
  return [...single, ...together];
}
