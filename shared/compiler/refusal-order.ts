import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Permission } from "../blueprint/refusal.ts";

/** Whether a wrong body is told before a thing that is not there; usually it is not. */
export function isBodyFirst({ refusals }: Blueprint): boolean {
  return isBefore(refusals, refusals.invalid, refusals.notFound);
}

/** Whether callers without a role are refused before it is known whether the thing is there; usually they are not. */
export function isRoleFirst({ refusals }: Blueprint, { owner, refusal }: Permission): boolean {
  return owner === undefined && isBefore(refusals, refusal.status, refusals.notFound);
}

function isBefore({ order = [] }: Blueprint["refusals"], one: number, other: number): boolean {
  const [first, second] = [order.indexOf(one), order.indexOf(other)];
  return first >= 0 && second >= 0 && first < second;
}
