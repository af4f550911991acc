import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { Draft } from "../draft.ts";
import { read } from "../grammar.ts";
import { entityScope } from "../scopes.ts";

/**
 * Reads an expression that stands outside a spec and is about the things of one of its entities; what is wrong with it
 * in one sentence or more otherwise.
 */
export function readExpression(
  text: string,
  blueprint: Blueprint,
  entity: string,
): { expression: Expression } | { problem: string } {
  const result = read("Expression", text);
  if ("failure" in result) {
    const at = result.failure.getRightmostFailurePosition();
    const rest = text.slice(at, at + 40);
    return { problem: `it can't be read ${rest === "" ? "to its end" : `from \`${rest}\` on`}.` };
  }
  const draft = new Draft(
    { ...blueprint, entities: [] },
    { kind: "statement", level: 0, text, start: 0, clauses: [] },
  );
  for (const one of blueprint.entities) draft.addThing(one);
  const own = draft.thing(entity);
  const expression = draft.resolve(result.value as Expression, entityScope(draft.blueprint, own), undefined);
  return expression === undefined
    ? { problem: draft.problems.map(({ message }) => message).join(" ") }
    : { expression };
}
