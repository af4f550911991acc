import type { Field } from "../../blueprint/field.ts";

/** The numbers that a field takes, as steps from the lowest that is tried. */
export interface Progression {
  first: number;
  step: number;
  /** How many steps stay within the limits, possibly Infinity. */
  count: number;
}

/** Smallest difference that tells a value inside a limit from one outside of it. */
export function fineStep(field: Field): number {
  return field.multipleOf ?? (field.type === "integer" ? 1 : 0.01);
}

/** `value` without the noise of binary fractions. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** Numbers within all of the field's limits, whole ones where there are any. */
export function progressionOf(field: Field): Progression {
  const fine = fineStep(field);
  const step = Number.isInteger(rounded(1 / fine)) ? 1 : fine;
  const least = Math.max(field.minimum ?? -Infinity, (field.exclusiveMinimum ?? -Infinity) + fine);
  const most = Math.min(field.maximum ?? Infinity, (field.exclusiveMaximum ?? Infinity) - fine);
  const lowest = Number.isFinite(least) ? least : Math.min(1, most - 100 * step);
  const first = rounded(Math.ceil(rounded(lowest / step)) * step);
  const count = Math.floor(rounded((most - first) / step)) + 1;
  if (count >= 2) return { first, step, count };
  const aligned = rounded(Math.ceil(rounded(lowest / fine)) * fine);
  return { first: aligned, step: fine, count: Math.max(1, Math.floor(rounded((most - aligned) / fine)) + 1) };
}
