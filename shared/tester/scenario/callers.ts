import type { Blueprint } from "../../blueprint/blueprint.ts";
import { haveSessions, headerRolesOf } from "../../blueprint/callers.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Caller } from "../model/step.ts";
import { kept } from "../model/values.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { sampleAt } from "../samples/sample.ts";

/** Names of two callers, as the service takes them. */
export function callerNames({ callers }: Blueprint): [string, string] {
  const value = callers?.name?.value;
  if (value === undefined) return ["ann", "ben"];
  const [one, other] = [1, 2].map((index) => String(kept(value, sampleAt(value, index))));
  return [one ?? "", other ?? ""];
}

/** What the service takes for no name, as far as a header can have it. */
export function wrongNames({ callers }: Blueprint): string[] {
  const value = callers?.name?.value;
  const outside = value === undefined ? [] : boundariesOf(value).outside;
  return outside.flatMap((one) => (typeof one === "string" && /^[!-~]{1,200}$/.test(one) ? [one] : []));
}

/** One who may: with a role where one is asked for, by the owner's name where only the owner may. */
export function usualCaller(
  blueprint: Blueprint,
  by: Permission | undefined,
  owner?: Caller["name"],
): Caller {
  const { callers } = blueprint;
  const { oneRole } = callers ?? {};
  const needed = oneRole?.usual === undefined ? oneRole?.roles[0] : undefined;
  const role = by?.roles[0] ?? needed;
  const name = by?.roles[0] === undefined && owner !== undefined ? owner : callerNames(blueprint)[0];
  return { ...(callers?.name !== undefined && { name }), roles: role === undefined ? [] : [role] };
}

/** The roles that headers have to say: one that is asked for, or where each call says one, the first. */
export function rolesSaid({ callers }: Blueprint, by?: Permission): string[] {
  const { oneRole } = callers ?? {};
  const said = headerRolesOf(callers).map(({ name }) => name);
  const needed = by?.roles.find((role) => said.includes(role));
  const usual = oneRole?.usual === undefined ? oneRole?.roles[0] : undefined;
  return [needed ?? usual].flatMap((role) => role ?? []);
}

/** Headers of a call by their names. What only the test knows is apart: the header that names the caller, or says a token after a prefix. */
export function headersOf(
  { callers }: Blueprint,
  caller: Caller,
): { fixed: Record<string, string>; named?: string; token?: { header: string; prefix: string } } {
  const fixed: Record<string, string> = {};
  if (callers?.key !== undefined && caller.key !== false) fixed[callers.key.header] = callers.key.value;
  for (const name of caller.roles) {
    const role = headerRolesOf(callers).find((one) => one.name === name);
    if (role !== undefined) fixed[role.header] = role.value;
  }
  if (callers?.oneRole !== undefined && caller.wrongRole === true) fixed[callers.oneRole.header] = "nobody";
  const header = callers?.name?.header;
  if (header === undefined || caller.name === undefined) return { fixed };
  if (callers?.name?.account !== undefined && haveSessions(callers)) {
    const prefix = prefixOf(callers.name.account.scheme, caller.manner);
    if (typeof caller.name === "string") return { fixed: { [header]: prefix + caller.name, ...fixed } };
    return { fixed, token: { header, prefix } };
  }
  if (typeof caller.name === "string") return { fixed: { [header]: caller.name, ...fixed } };
  return { fixed, named: header };
}

/** What stands before a token. */
export function prefixOf(scheme: string | undefined, manner?: Caller["manner"]): string {
  if (scheme === undefined || manner === "bare") return "";
  const isLower = scheme === scheme.toLowerCase();
  const other = isLower ? scheme.toUpperCase() : scheme.toLowerCase();
  return `${manner === "other-case" ? other : scheme} `;
}
