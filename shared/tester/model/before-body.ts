import { type Action, readsBody } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { looksThroughInput, scopesRead } from "../../blueprint/expression.ts";
import { comparesPassword } from "../../blueprint/password-inputs.ts";
import { expressionsOf, type Guard } from "../../blueprint/refusal.ts";
import { isBefore } from "../../blueprint/refusal-order.ts";

type Guarded = Pick<Action, "guards" | "inputs">;

/**
 * The guards, by their index, that refuse although the body is wrong, which is refused with one of the statuses: the order
 * says so, and they hang on nothing in it.
 */
export function guardsBeforeBody(
  blueprint: Blueprint,
  action: Guarded,
  wrong: readonly number[],
): Map<number, Guard> {
  return judgedThen(
    action,
    (guard, read) =>
      !read.has("value") &&
      !readsBody(guard, action.inputs) &&
      isBeforeSome(blueprint, guard.refusal.status, wrong),
  );
}

function isBeforeSome({ refusals }: Blueprint, status: number, others: readonly number[]): boolean {
  return others.some((other) => isBefore(refusals, status, other));
}

/** The same of guards that refuse although the thing is not there; `isBodyRight` says that the body can be gone by. */
export function guardsBeforeThing(
  blueprint: Blueprint,
  action: Guarded,
  isBodyRight: boolean,
): Map<number, Guard> {
  const { notFound } = blueprint.refusals;
  return judgedThen(action, (guard, read) => {
    if (read.has("value") || read.has("own")) return false;
    if (comparesPassword(guard) || looksThroughInput(guard)) return false;
    const isKnown = !readsBody(guard, action.inputs) || (isBodyFirst(blueprint) && isBodyRight);
    return (
      isKnown && !isAfterAlike(action, guard) && isBefore(blueprint.refusals, guard.refusal.status, notFound)
    );
  });
}

/** Whether a guard stands after one that is refused with the same status and that hangs on the thing. */
function isAfterAlike({ guards }: Guarded, guard: Guard): boolean {
  return guards
    .slice(0, guards.indexOf(guard))
    .some(
      (one) =>
        "refusal" in one &&
        one.refusal.status === guard.refusal.status &&
        expressionsOf(one).some((part) => scopesRead(part).has("own")),
    );
}

/** Whether the order says that a wrong body is told before a thing that is not there. */
export function isBodyFirst({ refusals }: Blueprint): boolean {
  return isBefore(refusals, refusals.invalid, refusals.notFound);
}

function judgedThen(
  { guards }: Guarded,
  isJudged: (guard: Guard, read: ReadonlySet<string>) => boolean,
): Map<number, Guard> {
  const judged = new Map<number, Guard>();
  for (const [index, guard] of guards.entries()) {
    // Whether there is an early answer may hang on the body, and what stands after it on whether there is one.
    if ("answer" in guard) break;
    if (isJudged(guard, new Set(expressionsOf(guard).flatMap((part) => [...scopesRead(part)]))))
      judged.set(index, guard);
  }
  return judged;
}

/** Whether a state that is judged after guards is so although the body is wrong, in the same way. */
export function isMoveBeforeBody(
  blueprint: Blueprint,
  { move, guards }: Action,
  wrong: readonly number[],
): boolean {
  const { after, refusal } = move ?? {};
  if (after === undefined || refusal === undefined) return false;
  const isAlone = guards.slice(0, after).every((guard) => "refusal" in guard && !comparesPassword(guard));
  return isAlone && isBeforeSome(blueprint, refusal.status, wrong);
}
