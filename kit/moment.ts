import { instant, today } from "./compare.ts";
import { invalid } from "./refusal.ts";

/** On which side of now a day or moment must lie. */
export type Side = "past" | "future" | "past-or-today" | "future-or-today";

/**
 * Nothing that was not given is looked at.
 *
 * @throws Refusal (invalid) of the field, when the day or moment lies on the wrong side of `now`
 */
export function checkMoment(field: string, value: string | null | undefined, side: Side, now: string): void {
  if (value === null || value === undefined) return;
  const isDay = value.length === "2026-01-31".length;
  const difference = isDay ? Date.parse(value) - Date.parse(today(now)) : instant(value) - instant(now);
  const isRight = side.startsWith("future") ? difference > 0 : difference < 0;
  if (isRight || (side.endsWith("-or-today") && difference === 0)) return;
  throw invalid(field, `must be in the ${side.replaceAll("-", " ")}`, "range");
}
