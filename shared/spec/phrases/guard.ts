import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Guard, Refusal } from "../../blueprint/refusal.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printCondition } from "../expressions/print.ts";
import type { Meanings } from "../grammar.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "./refusal.ts";

/** What must be true before something is done, as it is read. */
export interface GuardPhrase {
  condition: Expression;
  refusal: RefusalPhrase | undefined;
}

export const guardGrammar = `
  Guard = "only" ("if" | "while") Or Refusal?
`;

export const guardMeanings: Meanings = {
  Guard: (condition, refusal): GuardPhrase => ({
    condition: condition.value(),
    refusal: refusal.value()[0],
  }),
};

/** The guard with its names resolved where the draft is finished. Without a status it refuses as conflicts do. */
export function settleGuard(
  { condition, refusal }: GuardPhrase,
  around: { draft: Draft; scope: () => Scope },
): Guard {
  const { draft, scope } = around;
  const guard: Guard = {
    condition,
    refusal: settleRefusal(refusal, () => draft.blueprint.refusals.conflict, around),
  };
  draft.expression(condition, scope, "truth", (resolved) => {
    guard.condition = resolved;
  });
  return guard;
}

/** Adds a guard to those of an action, which are judged before anything is changed. */
export function addGuard(draft: Draft, action: Action, guard: Guard): void {
  if (action.effects.some(({ kind }) => kind === "answer"))
    draft.fail(
      "This is judged before anything is changed, and stands below an early answer that comes after changes: put it above.",
    );
  action.guards.push(guard);
  draft.made(guard);
}

/** A guard as a spec writes it. */
export function guardText(guard: Guard, scope: Scope): string {
  return `${onlyIfText(guard, scope)} ${refusalText(guard.refusal, scope)}`;
}

/** The same where nothing is refused, as of a list that shows those of which it is true. */
export function onlyIfText({ condition }: Pick<Guard, "condition">, scope: Scope): string {
  return `only if ${printCondition(condition, scope)}`;
}

/** Whether a refusal is what it is where nothing is said of it. */
export function isUsualConflict(
  { status, ...more }: Refusal,
  { refusals }: Pick<Blueprint, "refusals">,
): boolean {
  return status === refusals.conflict && Object.values(more).every((part) => part === undefined);
}
