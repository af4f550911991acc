import type { Action } from "../../blueprint/action.ts";
import { conjunctsOf, type Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Sent } from "../model/step.ts";

/** The fields that values are given for, those of an object one by one. */
export function leafFields(fields: readonly Field[], above = ""): { path: string; field: Field }[] {
  return fields.flatMap((field) => {
    const path = `${above}${field.name}`;
    if (field.source !== "input") return [];
    return field.type === "object" && field.properties !== undefined
      ? leafFields(field.properties, `${path}.`)
      : [{ path, field }];
  });
}

/** The inputs that must say again what others say, each with the one that it repeats: `Only if again is password`. */
export function repeatedInputs({ inputs, guards }: Action): Map<string, Field> {
  const leaves = leafFields(inputs);
  const fieldAt = (expression: Expression) =>
    expression.kind === "path" && expression.scope === "input"
      ? leaves.find(({ path }) => path === expression.names.join("."))
      : undefined;
  const repeated = new Map<string, Field>();
  for (const part of guards.flatMap(({ condition }) => conjunctsOf(condition))) {
    if (part.kind !== "binary" || part.operator !== "=") continue;
    const [left, right] = [fieldAt(part.left), fieldAt(part.right)];
    if (left === undefined || right === undefined) continue;
    const isSource = right.field.type !== "password" && left.field.type === "password";
    const [again, source] = isSource ? [right, left] : [left, right];
    repeated.set(again.path, source.field);
  }
  return repeated;
}

/** Has inputs say again what they must. */
export function repeatedIn(action: Action, inputs: Record<string, Sent>): void {
  for (const [again, { name }] of repeatedInputs(action)) {
    const value = inputs[name];
    if (value !== undefined && again in inputs) inputs[again] = value;
  }
}
