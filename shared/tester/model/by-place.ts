import { type Action, refusingGuards } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Operation } from "../../blueprint/entity.ts";
import { hangsOnReferred, presentValue, valuesBehind } from "../../blueprint/named-values.ts";
import { placeIn } from "../../blueprint/refusal-order.ts";
import { unknownStatus } from "../../blueprint/told-together.ts";
import { firstOf } from "./amiss.ts";
import { type Reason, stages } from "./step.ts";

/**
 * Whether an action's first refusal by the order is of a guard that hangs on something which comes later in the order than
 * another that is right as well: that is judged first then.
 */
export function isByPlaceInAction(
  blueprint: Blueprint,
  action: Action,
  { reasons, path }: { reasons: readonly Reason[]; path: string },
): boolean {
  const { refusals } = blueprint;
  const { values, inputs } = action;
  const told = firstOf(reasons, refusals);
  const guards = refusingGuards(action);
  const place = guards.findIndex(({ index }) => told?.by === `${path}/guards/${index}`);
  const guard = guards[place]?.guard;
  if (refusals.order === undefined || guard === undefined) return false;
  const behind = valuesBehind(guard, values);
  const found = guards
    .slice(0, place)
    .filter(({ guard: { condition } }) => behind.has(presentValue(condition) ?? ""))
    .map((one) => one.guard.refusal.status);
  const referred = inputs
    .filter(({ name }) => hangsOnReferred(guard, name, values))
    .map((field) => unknownStatus(field, blueprint));
  const latest = Math.max(...[...found, ...referred].map((status) => placeIn(refusals, status)));
  return reasons.some((one) => one !== told && placeIn(refusals, one.status) <= latest);
}

/**
 * Whether a create's first refusal by the order may be judged after others that are right as well: what is found out by making
 * the thing, and guards beside anything else.
 */
export function isByPlaceInCreate(
  { refusals }: Blueprint,
  { guards = [] }: Operation,
  reasons: readonly Reason[],
): boolean {
  const told = firstOf(reasons, refusals);
  if (refusals.order === undefined || told === undefined) return false;
  if (told.stage === stages.guard || told.stage === stages.rule)
    return reasons.some(({ status }) => status !== told.status);
  const isDangling = reasons.some(({ by }) => by.endsWith("/references"));
  return (
    isDangling &&
    guards.some(({ refusal }) => placeIn(refusals, refusal.status) < placeIn(refusals, told.status))
  );
}
