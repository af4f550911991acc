import { type Action, type EarlyAnswer, readsBody } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { looksAt, type Path, scopesRead } from "../blueprint/expression.ts";
import { hangsOnReferred, presentValue, valuesBehind } from "../blueprint/named-values.ts";
import { comparesPassword } from "../blueprint/password-inputs.ts";
import { expressionsOf, type Guard, type Permission, type Refusal } from "../blueprint/refusal.ts";
import { placeIn } from "../blueprint/refusal-order.ts";
import type { FieldModel } from "./model.ts";

/** What is judged of a request before anything is changed. */
export type Judgement =
  | { kind: "permission"; by: Permission }
  | { kind: "version"; statuses: readonly number[] }
  | { kind: "reference"; field: FieldModel; status: number }
  | { kind: "move"; refusal: Refusal }
  /** What a change gives beside what is kept: fixed fields, and fields that must fit together. */
  | { kind: "kept" }
  | { kind: "guard"; guard: Guard }
  /** It refuses nothing; what stands after it is judged only where it is not given. */
  | { kind: "answer"; answer: EarlyAnswer };

/** The place in the order of the status that one is refused with: the first of several; an answer has none. */
function placeOf(judgement: Judgement, refusals: Blueprint["refusals"]): number {
  switch (judgement.kind) {
    case "permission":
      return placeIn(refusals, judgement.by.refusal.status);
    case "version":
      return Math.min(...judgement.statuses.map((status) => placeIn(refusals, status)));
    case "reference":
      return placeIn(refusals, judgement.status);
    case "move":
      return placeIn(refusals, judgement.refusal.status);
    case "kept":
      return placeIn(refusals, refusals.invalid);
    case "guard":
      return placeIn(refusals, judgement.guard.refusal.status);
    case "answer":
      return Number.POSITIVE_INFINITY;
  }
}

/** What an order is of. */
interface OrderedIn {
  refusals: Blueprint["refusals"];
  action?: Pick<Action, "values" | "inputs"> | undefined;
  /** What is given is the thing itself. */
  isCreate?: boolean;
}

/**
 * Judgements, which stand as they are judged where no order is said, in the order of refusals: each as early as what it
 * hangs on lets it; of several with one status, the one that stands first.
 */
export function inOrder(judgements: readonly Judgement[], around: OrderedIn): Judgement[] {
  const { refusals } = around;
  if (refusals.order === undefined) return [...judgements];
  const place = (one: Judgement) => placeOf(one, refusals);
  const left = [...judgements];
  const ordered: Judgement[] = [];
  while (left.length > 0) {
    const free = left.filter(
      (one, index) => !left.slice(0, index).some((before) => hangsOn(one, before, around)),
    );
    const [next] = free.toSorted((one, other) => place(one) - place(other));
    if (next === undefined) break;
    ordered.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return ordered;
}

/** Whether one can be judged only after another, which stands before it. */
function hangsOn(one: Judgement, before: Judgement, around: OrderedIn): boolean {
  const { action } = around;
  if (standsAlone(one) || standsAlone(before)) return true;
  const guard = asGuard(one);
  if (guard === undefined) return false;
  if (before.kind === "reference") return hangsOnReference(guard, before.field.field.name, around);
  if (before.kind !== "guard" || action === undefined) return false;
  const behind = valuesBehind(guard, action.values);
  const found = presentValue(before.guard.condition);
  return found !== undefined && behind.has(found);
}

/** A judgement as a guard, as far as its refusal and its condition speak of something. */
function asGuard(judgement: Judgement): Guard | undefined {
  if (judgement.kind === "move")
    return { condition: { kind: "literal", value: true }, refusal: judgement.refusal };
  return judgement.kind === "guard" ? judgement.guard : undefined;
}

/** Whether a guard hangs on what an input refers to; in a create, a field of the thing. */
function hangsOnReference(guard: Guard, input: string, { action, isCreate }: OrderedIn): boolean {
  if (action !== undefined) return hangsOnReferred(guard, input, action.values);
  const isThrough = ({ scope, names }: Path) => scope === "own" && names[0] === input && names.length > 1;
  return isCreate === true && expressionsOf(guard).some((part) => looksAt(part, isThrough));
}

/**
 * Whether none is sorted across one: what comes after an early answer is judged only where there is none, and a password must
 * not be told from another that is wrong.
 */
export function standsAlone(judgement: Judgement): boolean {
  return judgement.kind === "answer" || (judgement.kind === "guard" && comparesPassword(judgement.guard));
}

/** Whether one can be judged only once what a request gives is read and right. */
export function needsBody(
  judgement: Judgement,
  { values, inputs }: Pick<Action, "values" | "inputs"> = { values: [], inputs: [] },
): boolean {
  if (judgement.kind === "reference" || standsAlone(judgement) || speaksOfValues(judgement, values))
    return true;
  if (judgement.kind === "guard") return readsBody(judgement.guard, inputs);
  // What a state is refused with has headers from what is read as well.
  return (
    judgement.kind === "move" &&
    (judgement.refusal.with ?? []).some(({ value }) => scopesRead(value).has("input"))
  );
}

/** Whether one can be judged only once named values are worked out. */
export function speaksOfValues(judgement: Judgement, values: Action["values"]): boolean {
  const guard = asGuard(judgement);
  return judgement.kind === "answer" || (guard !== undefined && valuesBehind(guard, values).size > 0);
}

/** Whether the order says that some of the others are told before one. */
export function isAfterSome(
  one: Judgement,
  others: readonly Judgement[],
  { refusals }: Pick<OrderedIn, "refusals">,
): boolean {
  return others.some((other) => placeOf(other, refusals) < placeOf(one, refusals));
}

/** What is judged of a request that has a body, by when. */
export interface JudgedTimes {
  /** Before the body is read. */
  early: Judgement[];
  /** Where the body is wrong, before that is told; and else as well, where `isSettled`. */
  held: Judgement[];
  /** None of `held` hangs on what is kept of the thing, and all come before the rest: it is settled once the body is read. */
  isSettled: boolean;
  /** Once the body is right. */
  later: Judgement[];
}

/** Judgements by what they need, all in the order in which they stand. */
interface Judged {
  all: readonly Judgement[];
  /** Those that are told before a wrong body, and need none. */
  sooner: readonly Judgement[];
  /** Whether all of these are held back until the body is read: it comes before the look for the thing. */
  isBodyFirst: boolean;
  /** Those that need the body. */
  hanging: readonly Judgement[];
  /** Whether one that is judged before the body is judged once more after it. */
  isTwice: (one: Judgement) => boolean;
  /** Whether no body is read, or other calls may come through between that and what comes after it. */
  isApart: boolean;
}

/**
 * When the judgements of a request are made: those that are told before a wrong body before it is read, the others once it is
 * right. What of the former comes, by the order of refusals, after something that hangs on the body, and references to nothing
 * that are told before what else is wrong, are held back until the body is read.
 */
export function judgedTimes(
  { all, sooner, isBodyFirst, hanging, isTwice, isApart }: Judged,
  around: OrderedIn,
): JudgedTimes {
  const first = hanging.filter((one) => one.kind === "reference" && isBeforeInvalid(one, around));
  const held = inOrder(
    [...sooner.filter((one) => isBodyFirst || isAfterSome(one, hanging, around)), ...first],
    around,
  );
  const early = sooner.filter((one) => !held.includes(one));
  const later = inOrder(
    all.filter((one) => !early.includes(one) || isTwice(one)),
    around,
  );
  const isSettled = !isApart && held.every((one, index) => one === later[index] && isFreeOfThing(one));
  return {
    early: inOrder(early, around),
    held,
    isSettled,
    later: isSettled ? later.slice(held.length) : later,
  };
}

/** Whether the order says that one is told before what is wrong with the body. */
export function isBeforeInvalid(one: Judgement, { refusals }: Pick<OrderedIn, "refusals">): boolean {
  return placeOf(one, refusals) < placeIn(refusals, refusals.invalid);
}

/** Whether nothing that is kept of the own thing has a part in it. */
function isFreeOfThing(judgement: Judgement): boolean {
  if (judgement.kind === "reference") return true;
  if (judgement.kind !== "permission") return false;
  const { owner, refusal } = judgement.by;
  return owner === undefined && refusal.with === undefined;
}
