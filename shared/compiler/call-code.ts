import type { Blueprint } from "../blueprint/blueprint.ts";
import type { EntityModel } from "./model.ts";

/** Code of an entity's rows: of a table that hangs on the call, as this call sees it. */
export function rowsOf({ variable, live }: EntityModel): string {
  return live ? `${variable}.at(call, storage)` : variable;
}

/** The statement that reads the call, where any of the others looks at it. */
export function withCall(blueprint: Blueprint, statements: readonly string[]): string[] {
  const isRead = statements.some((line) => /\bcall\b/.test(line));
  return isRead ? [`const call = ${callCode(blueprint)};`, ...statements] : [...statements];
}

/** Code that reads the call of a request. */
export function callCode({ callers }: Blueprint): string {
  return callers === undefined ? "readCall(c.req.raw)" : "readCall(c.req.raw, callers)";
}
