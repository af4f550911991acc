import { type EarlyAnswer, readsBody } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { looksThroughInput, scopesRead } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import { comparesPassword } from "../blueprint/password-inputs.ts";
import {
  expressionsOf,
  type Guard,
  isOfCallerAlone,
  type Permission,
  type Refusal,
} from "../blueprint/refusal.ts";
import { isBefore } from "../blueprint/refusal-order.ts";

/** Whether a wrong body is told before a thing that is not there; usually it is not. */
export function isBodyFirst({ refusals }: Blueprint): boolean {
  return isBefore(refusals, refusals.invalid, refusals.notFound);
}

/**
 * Whether callers who may not are refused before it is known whether the thing is there: usually those without a name are,
 * and those without a role are not.
 */
export function isRoleFirst({ refusals }: Blueprint, by: Permission): boolean {
  const { notFound } = refusals;
  const { status } = by.refusal;
  if (!isOfCallerAlone(by)) return by.owner === undefined && isBefore(refusals, status, notFound);
  return !isBefore(refusals, notFound, status);
}

/** Whether the order says that what is wrong with the body is told before something that is refused so; usually it is not. */
export function isAfterBody({ refusals }: Blueprint, { status }: Refusal): boolean {
  return isBefore(refusals, refusals.invalid, status);
}

/** Guards by when they are judged. */
interface GuardTimes<One> {
  /** Before it is known whether the thing is there; of what a request says they hang on headers only. */
  beforeThing: Guard[];
  /** Once the body is read, and before it is known whether the thing is there. */
  afterBody: Guard[];
  /** Before the body is read. */
  beforeBody: Guard[];
  /** Before anything is changed, as usual. */
  usual: One[];
}

/** When guards are judged: as the order of refusals says, where what they hang on is known by then. */
export function guardTimes<One extends Guard | EarlyAnswer>(
  { refusals }: Blueprint,
  guards: readonly One[],
  inputs: readonly Field[] = [],
): GuardTimes<One> {
  const times: GuardTimes<One> = { beforeThing: [], afterBody: [], beforeBody: [], usual: [] };
  // What stands after an early answer is judged only where there is none.
  const early = guards.findIndex((guard) => "answer" in guard);
  for (const [index, guard] of guards.entries()) {
    if (!("refusal" in guard) || (early >= 0 && index > early)) {
      times.usual.push(guard);
      continue;
    }
    const { status } = guard.refusal;
    // What stands before it and is refused alike is told first, where the thing is there.
    const isSecond = guards
      .slice(0, index)
      .some((one) => "refusal" in one && one.refusal.status === status && readBy(one).has("own"));
    const time = timeOf(guard, refusals, { isSecond, isBodyRead: readsBody(guard, inputs) });
    if (time === "usual") times.usual.push(guard);
    else times[time].push(guard);
  }
  return times;
}

function timeOf(
  guard: Guard,
  refusals: Blueprint["refusals"],
  { isSecond, isBodyRead }: { isSecond: boolean; isBodyRead: boolean },
): keyof GuardTimes<Guard> {
  const read = readBy(guard);
  if (read.has("value") || comparesPassword(guard)) return "usual";
  // Of what an input names it is known only after the body whether it is there.
  if (looksThroughInput(guard)) return "usual";
  const { status } = guard.refusal;
  const isBodyFirst = isBefore(refusals, refusals.invalid, refusals.notFound);
  const isBeforeInvalid = isBefore(refusals, status, refusals.invalid);
  if (!isSecond && !read.has("own") && isBefore(refusals, status, refusals.notFound)) {
    if (!isBodyRead && (!isBodyFirst || isBeforeInvalid)) return "beforeThing";
    return isBodyFirst ? "afterBody" : "usual";
  }
  return !isBodyRead && isBeforeInvalid ? "beforeBody" : "usual";
}

function readBy(guard: Guard): Set<string> {
  return new Set(expressionsOf(guard).flatMap((part) => [...scopesRead(part)]));
}
