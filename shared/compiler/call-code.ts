import type { Blueprint } from "../blueprint/blueprint.ts";
import type { EntityModel } from "./model.ts";
import { capitalized } from "./names.ts";

/** Code of an entity's rows: of a table that hangs on the call, as this call sees it. */
export function rowsOf({ variable, live }: EntityModel): string {
  return live ? `${variable}.at(call, storage)` : variable;
}

/**
 * The statements of a route after those that read the call, and look at a table in it more than once, where any of them
 * does.
 */
export function withCall(blueprint: Blueprint, statements: readonly string[]): string[] {
  const code = statements.join("\n");
  if (!/\bcall\b/.test(code)) return [...statements];
  const looks = [...code.matchAll(/\b(\w+)\.at\(call, storage\)/g)].map(([, variable = ""]) => variable);
  const often = [...new Set(looks)].filter(
    (variable) => looks.indexOf(variable) !== looks.lastIndexOf(variable),
  );
  const named = often.map((variable) => `const ${rowsName(variable)} = ${variable}.at(call, storage);`);
  return [
    `const call = ${callCode(blueprint)};`,
    ...named,
    ...statements.map((statement) =>
      statement.replace(/\b(\w+)\.at\(call, storage\)/g, (look, variable: string) =>
        often.includes(variable) ? rowsName(variable) : look,
      ),
    ),
  ];
}

function rowsName(variable: string): string {
  return `seen${capitalized(variable)}`;
}

/** Code that reads the call of a request. */
export function callCode({ callers }: Blueprint): string {
  return callers === undefined ? "readCall(c.req.raw)" : "readCall(c.req.raw, callers)";
}
