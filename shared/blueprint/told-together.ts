import type { Action } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import { type Expression, isOfRequest, looksAt } from "./expression.ts";
import type { Field } from "./field.ts";
import { type Guard, usualCodes } from "./refusal.ts";
import { isBefore } from "./refusal-order.ts";

/**
 * What must be true of what an action takes, and is told with the other wrong fields: what hangs on inputs alone, names a
 * field, and is refused as an invalid value is.
 */
export function guardsOfFields(
  { guards, inputs }: Pick<Action, "guards" | "inputs">,
  { refusals }: Pick<Blueprint, "refusals">,
): { guard: Guard; index: number }[] {
  // What stands after an early answer is judged only where there is none.
  const early = guards.findIndex((guard) => "answer" in guard);
  return guards.slice(0, early < 0 ? guards.length : early).flatMap((guard, index) => {
    if (!("refusal" in guard)) return [];
    const { status, code, field, headers, with: carried } = guard.refusal;
    const isInvalid =
      status === refusals.invalid &&
      (code ?? usualCodes.invalid) === (refusals.codes?.invalid ?? usualCodes.invalid);
    const isPlain = headers === undefined && carried === undefined;
    // The moment of the call is not there yet where what is given is read.
    const isKnown = inputsRead(guard.condition).every(
      (name) => inputs.find((input) => input.name === name)?.default !== "now",
    );
    // What the order says is told before it, and stands before it.
    const isSecond = guards
      .slice(0, index)
      .some((one) => "refusal" in one && isBefore(refusals, one.refusal.status, refusals.invalid));
    const isTold =
      !isSecond && isInvalid && isPlain && isKnown && field !== undefined && isOfInputs(guard.condition);
    return isTold ? [{ guard, index }] : [];
  });
}

/** The status that a reference of the field to nothing is refused with. */
export function unknownStatus(
  { unknownRefusal }: Pick<Field, "unknownRefusal">,
  { refusals }: Pick<Blueprint, "refusals">,
): number {
  return unknownRefusal?.status ?? refusals.unknownReference;
}

/** Whether a reference of the field to nothing is told by itself: it has a refusal of its own, or not the status of invalid values. */
export function isUnknownApart(
  { unknownRefusal }: Pick<Field, "unknownRefusal">,
  { refusals }: Pick<Blueprint, "refusals">,
): boolean {
  return unknownRefusal !== undefined || refusals.unknownReference !== refusals.invalid;
}

function isOfInputs(condition: Expression): boolean {
  return (
    isOfRequest(condition) &&
    looksAt(condition, ({ scope }) => scope === "input") &&
    !/"kind":"(fits|given)"/.test(JSON.stringify(condition))
  );
}

/** The inputs that a condition speaks of, each once. */
export function inputsRead(condition: Expression): string[] {
  const names = new Set<string>();
  looksAt(condition, ({ scope, names: [name = ""] }) => {
    if (scope === "input") names.add(name);
    return false;
  });
  return [...names];
}
