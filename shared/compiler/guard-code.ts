import type { Guard, Permission, Refusal } from "../blueprint/refusal.ts";
import { type Entry, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import type { FieldModel } from "./model.ts";
import { fragmentOf, type SqlScope, sqlOf } from "./sql-expression.ts";

/** A refusal as the kit takes it; `message` is for when the blueprint has none. */
export function refusalCode({ status, code, message }: Refusal, usual: string): string {
  const entries: Entry[] = [["status", String(status)]];
  if (code !== undefined) entries.push(["code", text(code)]);
  entries.push(["message", text(message ?? usual)]);
  return objectOf(entries);
}

/** Code that is true when the caller may; `row` is the thing's, where there is one. */
export function permissionCode({ roles, owner, caller }: Permission, row: string): string {
  const ways = roles.map((role) => `call.is(${text(role)})`);
  if (owner !== undefined && row !== "") {
    const name = memberOf(row, owner);
    ways.push(`(${name} !== null && ${name} === call.caller)`);
  }
  if (caller) ways.push("call.caller !== null");
  return ways.length === 0 ? "false" : ways.join(" || ");
}

/** The statement that refuses callers who may not; `row` is the thing's, where there is one. */
export function permitCode(by: Permission, row: string): string {
  return `permit(${permissionCode(by, row)}, ${refusalCode(by.refusal, "You may not do this.")});`;
}

/** What a refusal's answer carries, as entries of an object: fragments that the kit works out. */
export function carriedEntries(
  { with: carried = [] }: Refusal,
  scope: SqlScope,
  around?: (value: string) => string,
): Entry[] {
  return carried.map(({ name, value }) => [propertyKey(name), fragmentOf(value, scope, around)]);
}

/** The call that refuses a reference to nothing; `variable` holds what was sent. */
export function referenceCode(
  { field, target }: Pick<FieldModel, "field" | "target">,
  variable: string,
  { entities, models, roles }: SqlScope,
): string {
  if (target === undefined) throw new Error(`${field.name} refers to no entity of the blueprint.`);
  const { name, unknownRefusal } = field;
  const values = [text(name), memberOf(variable, name)];
  if (unknownRefusal !== undefined) {
    const code = { inputs: variable, values: String, created: String };
    const carried = carriedEntries(unknownRefusal, { entities, models, roles, inputs: [field], code });
    values.push(refusalCode(unknownRefusal, `${name}: names no ${target.noun}.`));
    if (carried.length > 0) values.push(objectOf(carried));
  }
  return `${rowsOf(target)}.checkReference(${values.join(", ")});`;
}

/** The call that refuses when a guard does not hold; `key` is the thing's with a comma behind it, or empty. */
export function requireCode(
  rows: string,
  key: string,
  { condition, refusal }: Guard,
  scope: SqlScope,
): string {
  const carried = carriedEntries(refusal, scope);
  const values = carried.length === 0 ? "" : `, ${objectOf(carried)}`;
  const message = refusalCode(refusal, "This can't be done now.");
  return `${rows}.require(${key}sql\`${sqlOf(condition, scope)}\`, ${message}${values});`;
}
