import type { ValueType } from "../blueprint/value-type.ts";
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

/** TypeScript's type of a value that an expression gives. */
export function valueType({ kind }: ValueType): string {
  if (kind === "whole number" || kind === "number") return "number | null";
  if (kind === "truth") return "boolean | null";
  return kind === "list" || kind === "object" ? "object | null" : "string | null";
}
