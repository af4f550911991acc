import type { Blueprint } from "./blueprint.ts";

type Order = Pick<Blueprint["refusals"], "order">;

/** Whether the order says that one status is given before another: what it names is, before all that it does not. */
export function isBefore(order: Order, one: number, other: number): boolean {
  return placeIn(order, one) < placeIn(order, other);
}

/** The place of a status in the order: the less, the earlier it is given. What the order does not name comes last. */
export function placeIn({ order = [] }: Order, status: number): number {
  const place = order.indexOf(status);
  return place < 0 ? order.length : place;
}
