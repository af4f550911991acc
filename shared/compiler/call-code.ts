import { routesOfAll } from "../blueprint/all-routes.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { rolesOf } from "../blueprint/callers.ts";
import { type EntityModel, hides } from "./model.ts";
import { capitalized } from "./names.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Code of an entity's rows: of a table that hangs on the call, as this call sees it. */
export function rowsOf({ variable, live }: EntityModel): string {
  return live ? `${variable}.at(call, storage)` : variable;
}

/** Code of an entity's rows with what is hidden from the caller: for what the service itself does to them. */
export function wholeRowsOf(model: EntityModel): string {
  return hides(model.entity) ? `${model.variable}.whole(call, storage)` : rowsOf(model);
}

/** Code that does something only where a thing is there, or only where it is not; `which` is code of what names it. */
export function whereThere(
  model: EntityModel,
  which: string,
  { isThere, statements }: { isThere: boolean; statements: readonly string[] },
): string {
  return `if (${isThere ? "" : "!"}${rowsOf(model)}.has(${which})) {\n${statements.join("\n")}\n}`;
}

/**
 * The statements of a route after those that read the call, and look at a table in it more than once, where any of them
 * does.
 */
export function withCall(blueprint: Blueprint, statements: readonly string[], byAnyone = false): string[] {
  const code = statements.join("\n");
  if (!/\bcall\b/.test(code)) return [...statements];
  const looks = [...code.matchAll(look)].map(([whole]) => whole);
  const often = [...new Set(looks)].filter((one) => looks.indexOf(one) !== looks.lastIndexOf(one));
  const named = often.map((one) => `const ${rowsName(one)} = ${one};`);
  return [
    `const call = ${byAnyone ? "anyCall(c.req.raw, callers)" : callCode(blueprint)};`,
    ...named,
    ...statements.map((statement) =>
      statement.replace(look, (one) => (often.includes(one) ? rowsName(one) : one)),
    ),
  ];
}

/** A look at a table in the call. */
const look = /\b\w+\.(?:at|whole)\(call, storage\)/g;

function rowsName(code: string): string {
  const [variable = "", way = ""] = code.split(/[.(]/);
  return `${way === "whole" ? "all" : "seen"}${capitalized(variable)}`;
}

/** What names the caller in the code of a call: accounts may be known by numbers. */
export function callerKeyOf(
  { callers }: Blueprint,
  models: readonly EntityModel[],
): "caller" | "callerNumber" {
  const entity = callers?.name?.account?.entity;
  const account = models.find((model) => model.entity.name === entity);
  return account?.key.type === "number" ? "callerNumber" : "caller";
}

/** What of the blueprint an expression's scope says about the caller. */
export function callerScope(
  blueprint: Blueprint,
  models: readonly EntityModel[],
): Pick<SqlScope, "roles" | "callerKey" | "mayBeNobody"> {
  const { callers } = blueprint;
  const isOpen =
    callers?.name?.refusal === undefined ||
    routesOfAll(blueprint).some(({ route }) => route.byAnyone === true);
  return {
    roles: rolesOf(callers).map(({ name }) => name),
    ...(callerKeyOf(blueprint, models) === "callerNumber" && { callerKey: "callerNumber" as const }),
    ...(callers?.name !== undefined && isOpen && { mayBeNobody: true as const }),
  };
}

/** Code that reads the call of a request. */
export function callCode({ callers }: Blueprint): string {
  return callers === undefined ? "readCall(c.req.raw)" : "readCall(c.req.raw, callers)";
}
