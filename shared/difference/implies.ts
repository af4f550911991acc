import type { Expression } from "../blueprint/expression.ts";
import { alike } from "./alike.ts";

/**
 * Whether a condition holds wherever another does, as far as how `and` and `or` join their parts says so: false where it
 * can't be told. Any part but these two is taken as it is written.
 */
export function implies(one: Expression, other: Expression): boolean {
  if (alike(one, other)) return true;
  const [either, both] = [partsOf(one, "or"), partsOf(other, "and")];
  if (either !== undefined) return either.every((part) => implies(part, other));
  if (both !== undefined) return both.every((part) => implies(one, part));
  const isOneEnough = partsOf(one, "and")?.some((part) => implies(part, other)) ?? false;
  return isOneEnough || (partsOf(other, "or")?.some((part) => implies(one, part)) ?? false);
}

function partsOf(condition: Expression, operator: "and" | "or"): [Expression, Expression] | undefined {
  return condition.kind === "binary" && condition.operator === operator
    ? [condition.left, condition.right]
    : undefined;
}
