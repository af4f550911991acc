import { type Action, thingParameters } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { rolesOf } from "../blueprint/callers.ts";
import type { Entity, Operation } from "../blueprint/entity.ts";
import type { Field } from "../blueprint/field.ts";
import { type ValueReading, withValues } from "../blueprint/named-values.ts";
import { shapeOf } from "../blueprint/value-shape.ts";
import { type Scope, typeOf } from "../blueprint/value-type.ts";

/** What an expression about one thing may name. */
export function entityScope(blueprint: Blueprint, own: Entity | undefined): Scope {
  return {
    entities: blueprint.entities,
    own,
    roles: rolesOf(blueprint.callers).map(({ name }) => name),
  };
}

/** What a header of an operation may name: its one thing, where it is about one. */
export function routeScope(blueprint: Blueprint, own: Entity, { kind }: Pick<Operation, "kind">): Scope {
  return entityScope(blueprint, kind === "list" || kind === "clear" ? undefined : own);
}

/** What an expression in an action may name before it changes anything: its inputs, its named values and its thing. */
export function actionScope(
  blueprint: Blueprint,
  action: Pick<Action, "path" | "inputs" | "values">,
  own: Entity | undefined,
): Scope {
  const hasThing = own !== undefined && thingParameters(action).length > 0;
  const scope: Scope = { ...entityScope(blueprint, hasThing ? own : undefined), inputs: action.inputs };
  return withValues(scope, action.values, safely);
}

/** What the refusal of a thing that another is in the way of may name: the other as well. */
export function besideScope(blueprint: Blueprint, own: Entity | undefined): Scope {
  return { ...entityScope(blueprint, own), other: own };
}

/** What the refusal of a value may name: the value as it was sent, since there is no thing that has it. */
export function sentScope({ entities, roles }: Scope, field: Field): Scope {
  return { entities, roles, inputs: [field] };
}

/** While a spec is read, a named value may be wrong: that is told elsewhere. */
const safely: ValueReading = {
  typeOf: (...given) => tried(() => typeOf(...given), { kind: "text" }),
  shapeOf: (...given) => tried(() => shapeOf(...given), undefined),
};

function tried<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
