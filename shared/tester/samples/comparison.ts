import type { Entity } from "../../blueprint/entity.ts";
import type { Json } from "../../models/model.ts";

type Operator = Entity["comparisons"][number]["operator"];

/** Whether a comparison holds; with a value missing there is nothing to compare. */
export function holds(left: Json, operator: Operator, right: Json): boolean {
  if (left === null || right === null) return true;
  const order = compare(left, right);
  switch (operator) {
    case "less":
      return order < 0;
    case "at-most":
      return order <= 0;
    case "greater":
      return order > 0;
    case "at-least":
      return order >= 0;
    case "differs":
      return order !== 0;
  }
}

/** Negative, zero or positive as `left` comes before, beside or after `right`. */
export function compare(left: Json, right: Json): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [one, other] = [String(left), String(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}
