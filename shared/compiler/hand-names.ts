import type { Expression } from "../blueprint/expression.ts";
import { isNeverEmpty } from "../blueprint/never-empty.ts";
import { shapeOf } from "../blueprint/value-shape.ts";
import { type Scope, typeOf } from "../blueprint/value-type.ts";
import { type EntityModel, inputModel, modelNamed, orNull } from "./model.ts";
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
export function valueType(expression: Expression, scope: Scope, models: readonly EntityModel[]): string {
  const type = plainType(expression, scope, models);
  return isNeverEmpty(expression, scope) ? type : orNull(type);
}

function plainType(expression: Expression, scope: Scope, models: readonly EntityModel[]): string {
  const type = typeOf(expression, scope);
  switch (type.kind) {
    case "whole number":
    case "number":
      return "number";
    case "truth":
      return "boolean";
    case "thing":
      return modelNamed(models, type.entity).key.type;
    case "list":
    case "object": {
      const shape = shapeOf("value", expression, scope);
      return shape === undefined ? "object" : inputModel(shape, models).type;
    }
    default:
      return "string";
  }
}
