import type { Guard, Permission, Refusal } from "../blueprint/refusal.ts";
import { type Entry, literal, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import { columnNamed, type EntityModel } from "./model.ts";
import { quoted } from "./sql.ts";
import { fragmentOf, sqlOf } from "./sql-expression.ts";
import { callerCode, type SqlScope } from "./sql-scope.ts";

/** A refusal as the kit takes it; `usual` is its message where the blueprint has none. */
export function refusalCode(refusal: Refusal, usual?: string): string {
  const { status, code, message, field, headers, with: carried } = refusal;
  const entries: Entry[] = [["status", String(status)]];
  if (code !== undefined) entries.push(["code", text(code)]);
  const words = message ?? usual;
  if (words !== undefined) entries.push(["message", text(words)]);
  if (field !== undefined) entries.push(["field", text(field)]);
  if (headers !== undefined)
    entries.push(["headers", objectOf(headers.map(({ name, value }) => [propertyKey(name), text(value)]))]);
  const known = literalsOf(carried);
  if (known !== undefined) entries.push(["with", literal(known)]);
  return objectOf(entries);
}

/** What a refusal carries, where nothing of it has to be worked out. */
function literalsOf(carried: Refusal["with"]): Record<string, string | number | boolean | null> | undefined {
  if (carried === undefined || carried.length === 0) return undefined;
  const values = carried.flatMap(({ name, value }) =>
    value.kind === "literal" ? [[name, value.value] as const] : [],
  );
  return values.length === carried.length ? Object.fromEntries(values) : undefined;
}

/** Code that is true when the caller may; `row` is the thing's, where there is one. */
function permissionCode(
  { roles, owner, caller }: Permission,
  row: string,
  scope: Pick<SqlScope, "callerKey"> = {},
): string {
  const ways = roles.map((role) => `call.is(${text(role)})`);
  if (owner !== undefined && row !== "") {
    const name = memberOf(row, owner);
    ways.push(`(${name} !== null && ${name} === ${callerCode(scope)})`);
  }
  if (caller) ways.push("call.caller !== null");
  return ways.length === 0 ? "false" : ways.join(" || ");
}

/** The statement that refuses callers who may not; `row` is the thing's, where there is one. */
export function permitCode(by: Permission, row: string, thing?: ThingCode): string {
  const { refusal, roles, owner, caller } = by;
  if (thing !== undefined && carriedEntries(refusal, thing.scope).length > 0) {
    const ways = roles.map((role) => `\${call.is(${text(role)})}`);
    if (owner !== undefined)
      ways.push(
        `coalesce(${thing.scope.ownRow}.${quoted(columnNamed(thing.model, owner))} = \${${callerCode(thing.scope)}}, 0)`,
      );
    if (caller) ways.push(`\${call.caller !== null}`);
    const condition = ways.length === 0 ? "0" : ways.join(" OR ");
    return requiring(thing, condition, refusal, "You may not do this.");
  }
  return `permit(${permissionCode(by, row, thing?.scope)}, ${refusalCode(by.refusal, "You may not do this.")});`;
}

/** The thing that a check is about: its table, its key and where expressions about it are worked out. */
export interface ThingCode {
  model: EntityModel;
  key: string;
  scope: SqlScope;
}

/** The statement that refuses, with what the refusal carries, unless SQL is true of the thing. */
export function requiring(
  { model, key, scope }: ThingCode,
  condition: string,
  refusal: Refusal,
  usual: string,
): string {
  const carried = objectOf(carriedEntries(refusal, scope));
  return `${rowsOf(model)}.require(${key}, sql\`${condition}\`, ${refusalCode(refusal, usual)}, ${carried});`;
}

/** What a refusal's answer carries, as entries of an object: fragments that the kit works out. */
export function carriedEntries(
  { with: carried = [] }: Refusal,
  scope: SqlScope,
  around?: (value: string) => string,
): Entry[] {
  if (literalsOf(carried) !== undefined) return [];
  return carried.map(({ name, value }) => [propertyKey(name), fragmentOf(value, scope, around)]);
}

/** What callers are told of a condition that has no words of its own. */
function usualMessage({ status }: Refusal): string {
  return status === 403 ? "You may not do this." : "This can't be done now.";
}

/** The call that refuses when a guard does not hold; `key` is the thing's with a comma behind it, or empty. */
export function requireCode(
  rows: string,
  key: string,
  { condition, refusal }: Guard,
  scope: SqlScope,
  usual = usualMessage(refusal),
): string {
  const carried = carriedEntries(refusal, scope);
  const values = carried.length === 0 ? "" : `, ${objectOf(carried)}`;
  const message = refusalCode(refusal, usual);
  return `${rows}.require(${key}sql\`${sqlOf(condition, scope)}\`, ${message}${values});`;
}
