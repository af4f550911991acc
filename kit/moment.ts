import { instant, today } from "./compare.ts";
import { invalid } from "./refusal.ts";

/** On which side of now a day or moment must lie. */
export interface Side {
  mustBe: "past" | "future";
  /** Of a day: it may be today as well. */
  orToday?: true;
}

/**
 * Nothing that was not given is looked at.
 *
 * @throws Refusal (invalid) of the field, when the day or moment lies on the wrong side of `now`
 */
export function checkMoment(
  field: string,
  value: string | null | undefined,
  { mustBe, orToday }: Side,
  now: string,
): void {
  if (value === null || value === undefined) return;
  const isDay = value.length === "2026-01-31".length;
  const difference = isDay ? Date.parse(value) - Date.parse(today(now)) : instant(value) - instant(now);
  const isRight = mustBe === "future" ? difference > 0 : difference < 0;
  if (isRight || (orToday === true && difference === 0)) return;
  throw invalid(field, `must be in the ${mustBe}${orToday === true ? " or today" : ""}`);
}
