import type { Blueprint } from "./blueprint.ts";
import { inputsOf } from "./entity.ts";
import { allProperties, type Field } from "./field.ts";
import { givenByHand } from "./named-values.ts";

/** All fields that are no thing's own: inputs, what developers give, parameters of lists, and whatever is within a value. */
export function fieldsBesideThings({ entities, actions }: Blueprint): Field[] {
  const all = [...actions, ...entities.flatMap((entity) => entity.actions)];
  const whole = [
    ...all.flatMap((action) => [...action.inputs, ...givenByHand(action)]),
    ...entities.flatMap(({ list }) => inputsOf(list)),
  ];
  const inThings = entities.flatMap(({ fields }) => fields.flatMap(allProperties));
  return [...whole.flatMap((field) => [field, ...allProperties(field)]), ...inThings];
}
