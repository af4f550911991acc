import type { Expression } from "../blueprint/expression.ts";
import { isNeverEmpty } from "../blueprint/never-empty.ts";
import { type Scope, typeOf, type ValueType } from "../blueprint/value-type.ts";
import { capitalized, kebabCase, wordsOf } from "./names.ts";

/** What a function's parts are called in code. */
export function handNames(name: string) {
  const [first = "", ...more] = wordsOf(name);
  const called = [first, ...more.map(capitalized)].join("");
  const type = capitalized(called);
  return {
    function: called,
    file: `${kebabCase(name)}.ts`,
    caller: `${called}ByHand`,
    input: `${type}Input`,
    context: `${type}Context`,
    result: `${type}Result`,
    type: `${type}Function`,
  };
}

/** TypeScript's type of a value that an expression gives: null is one where it may be empty. */
export function valueType(expression: Expression, scope: Scope): string {
  const type = plainType(typeOf(expression, scope));
  return isNeverEmpty(expression, scope) ? type : `${type} | null`;
}

function plainType({ kind }: ValueType): string {
  if (kind === "whole number" || kind === "number") return "number";
  if (kind === "truth") return "boolean";
  return kind === "list" || kind === "object" ? "object" : "string";
}
