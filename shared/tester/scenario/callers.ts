import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Caller } from "../model/step.ts";

/** One who may: with a role where one is asked for, by the owner's name where only the owner may. */
export function usualCaller(
  { callers }: Blueprint,
  by: Permission | undefined,
  owner?: Caller["name"],
): Caller {
  const role = by?.roles[0];
  const name = role === undefined && owner !== undefined ? owner : "ann";
  return { ...(callers?.name !== undefined && { name }), roles: role === undefined ? [] : [role] };
}

/** Headers of a call by their names, as pairs of a name and a text; `undefined` stands for a name only known in the test. */
export function headersOf(
  { callers }: Blueprint,
  caller: Caller,
): { fixed: Record<string, string>; named?: string } {
  const fixed: Record<string, string> = {};
  if (callers?.key !== undefined && caller.key !== false) fixed[callers.key.header] = callers.key.value;
  for (const name of caller.roles) {
    const role = callers?.roles.find((one) => one.name === name);
    if (role !== undefined) fixed[role.header] = role.value;
  }
  const header = callers?.name?.header;
  if (header === undefined || caller.name === undefined) return { fixed };
  if (typeof caller.name === "string") return { fixed: { [header]: caller.name, ...fixed } };
  return { fixed, named: header };
}
