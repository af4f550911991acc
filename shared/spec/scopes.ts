import type { Action } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Scope, typeOf, type ValueType } from "../blueprint/value-type.ts";

/** What an expression about one thing may name. */
export function entityScope(blueprint: Blueprint, own: Entity | undefined): Scope {
  return {
    entities: blueprint.entities,
    own,
    roles: (blueprint.callers?.roles ?? []).map(({ name }) => name),
  };
}

/** What an expression in an action may name: its inputs, its named values so far, its thing, and what it has made. */
export function actionScope(blueprint: Blueprint, action: Action, own: Entity | undefined): Scope {
  const hasThing = own !== undefined && action.path.includes(":");
  const scope: Scope = { ...entityScope(blueprint, hasThing ? own : undefined), inputs: action.inputs };
  const values = new Map<string, ValueType>();
  for (const { name, expression } of action.values) {
    values.set(
      name,
      safeType(() => typeOf(expression, { ...scope, values })),
    );
  }
  const created = action.effects.flatMap((effect) => (effect.kind === "create" ? [effect.entity] : []));
  return { ...scope, values, created };
}

/** While a spec is read, a named value may be wrong: that is told elsewhere. */
function safeType(work: () => ValueType): ValueType {
  try {
    return work();
  } catch {
    return { kind: "text" };
  }
}
