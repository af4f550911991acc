import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Repeats, repeatsOf } from "../blueprint/repeats.ts";
import type { Route } from "./routes.ts";

/** How repeats of a route's calls are known. */
export function repeatsOfRoute(blueprint: Blueprint, { operations, actions }: Route): Repeats | undefined {
  const [first] = [
    ...operations.map(({ entity, operation }) => ({ entity, route: operation })),
    ...actions.map(({ entity, action }) => ({ entity, route: action })),
  ];
  return first && repeatsOf(blueprint, first);
}

/** Whether a repeat of a call may be done again by one of two releases only: it is known by another header, or by none. */
export function isRepeatedOtherwise(before: Repeats | undefined, after: Repeats | undefined): boolean {
  return before?.header.toLowerCase() !== after?.header.toLowerCase();
}
