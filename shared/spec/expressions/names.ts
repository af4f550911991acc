import type { PathScope } from "../../blueprint/expression.ts";
import { memberType, type Scope } from "../../blueprint/value-type.ts";

/**
 * Whose name it is, said alone (`own`) or with `its` (`outer`). Inside an aggregate a name is first of all one of each
 * thing; in an action inputs and named values come before fields. Undefined when nobody has the name.
 */
export function scopeNaming(said: string, name: string, scope: Scope): PathScope | undefined {
  const { own, around, inputs, values, created } = scope;
  const isInner = around !== undefined;
  const isOwn = own !== undefined && memberType(own, name) !== undefined;
  if (said === "outer") return isInner ? scopeAround(name, scope) : isOwn ? "own" : undefined;
  if (isInner && isOwn) return "own";
  if (inputs?.some((input) => input.name === name)) return "input";
  if (values?.has(name)) return "value";
  if (isOwn) return "own";
  return created?.includes(name) ? "created" : undefined;
}

/** What `its` means inside an aggregate: what is around has the name, or the action does. */
function scopeAround(name: string, { outer, inputs, values }: Scope): PathScope | undefined {
  if (outer !== undefined && memberType(outer, name) !== undefined) return "outer";
  if (inputs?.some((input) => input.name === name)) return "input";
  return values?.has(name) ? "value" : undefined;
}
