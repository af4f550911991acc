import type { Permission, Refusal } from "../blueprint/refusal.ts";
import { type Entry, memberOf, objectOf, text } from "../code/literal.ts";

/** A refusal as the kit takes it; `message` is for when the blueprint has none. */
export function refusalCode({ status, code, message }: Refusal, usual: string): string {
  const entries: Entry[] = [["status", String(status)]];
  if (code !== undefined) entries.push(["code", text(code)]);
  entries.push(["message", text(message ?? usual)]);
  return objectOf(entries);
}

/** Code that is true when the caller may; `row` is the thing's, where there is one. */
export function permissionCode({ roles, owner }: Permission, row: string): string {
  const ways = roles.map((role) => `call.is(${text(role)})`);
  if (owner !== undefined && row !== "") {
    const name = memberOf(row, owner);
    ways.push(`(${name} !== null && ${name} === call.caller)`);
  }
  return ways.length === 0 ? "false" : ways.join(" || ");
}
