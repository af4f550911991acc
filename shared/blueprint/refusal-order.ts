import type { Blueprint } from "./blueprint.ts";

/** Whether the order says that one status is given before another. */
export function isBefore(
  { order = [] }: Pick<Blueprint["refusals"], "order">,
  one: number,
  other: number,
): boolean {
  const [first, second] = [order.indexOf(one), order.indexOf(other)];
  return first >= 0 && second >= 0 && first < second;
}
