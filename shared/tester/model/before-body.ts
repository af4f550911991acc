import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { scopesRead } from "../../blueprint/expression.ts";
import type { Guard, Refusal } from "../../blueprint/refusal.ts";

/** The guards, by their index, that refuse although the body is wrong: the order says so, and they hang on nothing in it. */
export function guardsBeforeBody(blueprint: Blueprint, { guards }: Action): Map<number, Guard> {
  const judged = new Map<number, Guard>();
  for (const [index, guard] of guards.entries()) {
    // Whether there is an early answer may hang on the body, and what stands after it on whether there is one.
    if ("answer" in guard) break;
    const { condition, refusal } = guard;
    const parts = [condition, ...(refusal.with ?? []).map(({ value }) => value)];
    const read = parts.flatMap((part) => [...scopesRead(part)]);
    const isFree = !read.includes("input") && !read.includes("value");
    if (isFree && isBeforeBody(blueprint, refusal)) judged.set(index, guard);
  }
  return judged;
}

/** Whether a state that is judged after guards is so although the body is wrong: it is where all of them are. */
export function isMoveBeforeBody(blueprint: Blueprint, action: Action): boolean {
  const { after, refusal } = action.move ?? {};
  if (after === undefined || refusal === undefined || !isBeforeBody(blueprint, refusal)) return false;
  const judged = guardsBeforeBody(blueprint, action);
  return Array.from({ length: after }, (_, index) => judged.has(index)).every(Boolean);
}

function isBeforeBody({ refusals: { order = [], invalid } }: Blueprint, { status }: Refusal): boolean {
  return order.includes(status) && order.indexOf(status) < order.indexOf(invalid);
}
