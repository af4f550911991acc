import type { DurationUnit, Expression } from "../../blueprint/expression.ts";
import { dayLength, steadyLengths } from "../function-values.ts";

/** About so many milliseconds: a month and a year are not always as long as another. */
export const lengths: Record<DurationUnit, number> = {
  ...steadyLengths,
  month: 30 * dayLength,
  year: 365 * dayLength,
};

function isSteady(unit: DurationUnit): boolean {
  return unit !== "month" && unit !== "year";
}

/** The mistakes that something is due a millisecond early, or late: at its moment it is due. */
export function nearly(duration: Expression): Expression[] {
  if (duration.kind !== "duration" || duration.amount.kind !== "literal") return [];
  const { amount, unit } = duration;
  if (!isSteady(unit)) return [];
  const seconds = (Number(amount.value) * lengths[unit]) / 1000;
  return [seconds - 0.001, seconds + 0.001].map((value) => ({
    kind: "duration",
    amount: { kind: "literal", value },
    unit: "second",
  }));
}

/** How long it is waited, each time before it is looked: until just before so many units are over, to their end, and past it. */
export function waitsAround(count: number, unit: DurationUnit): number[] {
  return isSteady(unit)
    ? [count * lengths[unit] - 1, 1, 1]
    : [count * lengths[unit] - 4 * dayLength, 8 * dayLength];
}
