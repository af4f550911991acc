import { actionsOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import { inputsOf } from "./entity.ts";
import { allProperties, type Field } from "./field.ts";
import { givenByHand } from "./named-values.ts";

/** All fields that are no thing's own: inputs, what developers give, parameters of lists, and whatever is within a value. */
export function fieldsBesideThings(blueprint: Blueprint): Field[] {
  const { entities } = blueprint;
  const whole = [
    ...actionsOfAll(blueprint).flatMap((action) => [...action.inputs, ...givenByHand(action)]),
    ...entities.flatMap(({ list }) => inputsOf(list)),
  ];
  const inThings = entities.flatMap(({ fields }) => fields.flatMap(allProperties));
  return [...whole.flatMap((field) => [field, ...allProperties(field)]), ...inThings];
}
