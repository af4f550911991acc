import type { Entity } from "../blueprint/entity.ts";
import { type Field, identifierField } from "../blueprint/field.ts";

/** The fields of a kind of thing whose values callers give, a given identifier included. */
export function givenFields({ fields, identifier: { name, type } }: Entity): Field[] {
  const inputs = fields.filter((field) => field.source === "input");
  const isField = inputs.some((field) => field.name === name);
  return type === "given" && !isField ? [identifierField(name), ...inputs] : inputs;
}
