import type { Entity } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Random } from "../../random.ts";
import { isRelative, type Sent } from "../model/step.ts";
import { fits } from "../model/values.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import type { Focus } from "./focus.ts";

/** Two fields that are compared, or bound a period, get values that fit together, more often than not. */
export function fitting(
  entity: Entity | undefined,
  values: Record<string, Sent>,
  random: Random,
): Record<string, Sent> {
  const periods = (entity?.noOverlaps ?? []).map(({ from, to }) => ({
    left: to,
    operator: "at-least" as const,
    right: from,
  }));
  for (const { left, operator, right } of [...(entity?.comparisons ?? []), ...periods]) {
    const field = entity?.fields.find(({ name }) => name === left);
    if (field === undefined || !(left in values) || !(right in values) || random.chance(0.2)) continue;
    const isAbove = operator === "greater" || operator === "at-least";
    const order = sortOf(values[left]) - sortOf(values[right]);
    if ((isAbove && order < 0) || (!isAbove && order > 0))
      [values[left], values[right]] = [values[right] ?? null, values[left] ?? null];
  }
  return values;
}

function sortOf(value: Sent | undefined): number {
  if (typeof value === "number") return value;
  if (isRelative(value)) return value.$days;
  const time = Date.parse(String(value));
  return Number.isNaN(time) ? 0 : time;
}

/** How far above others a field's values lie that are compared or bound a period; undefined when they are not. */
export function laterness(entity: Entity | undefined, name: string): number | undefined {
  const lower = entity?.comparisons.some(({ left, operator, right }) =>
    operator === "greater" || operator === "at-least" ? right === name : left === name,
  );
  const upper = entity?.comparisons.some(({ left, operator, right }) =>
    operator === "greater" || operator === "at-least" ? left === name : right === name,
  );
  if (upper === true || entity?.noOverlaps.some(({ to }) => to === name) === true) return 1;
  return lower === true || entity?.noOverlaps.some(({ from }) => from === name) === true ? 0 : undefined;
}

/** Values of which one is, now and then, such as its field does not take. */
export function spoilt(
  focus: Focus,
  random: Random,
  fields: readonly Field[],
  values: Record<string, Sent>,
): Record<string, Sent> {
  if (focus.invalids !== true || random.chance(0.4)) return values;
  const field = random.pick(fields.filter(({ name }) => name in values));
  const value = field === undefined ? undefined : boundariesOf(field).outside[0];
  if (field !== undefined && value !== undefined && !fits(field, value)) values[field.name] = value;
  return values;
}

/** Values with what callers try to set although the service sets it. */
export function forged(
  { forges = [], makes }: Focus,
  random: Random,
  entity: Entity | undefined,
  values: Record<string, Sent>,
): Record<string, Sent> {
  if (entity === undefined || entity !== makes[0] || random.chance(0.3)) return values;
  for (const field of forges) values[field.name] = field.values?.at(-1) ?? "somebody else";
  return values;
}
