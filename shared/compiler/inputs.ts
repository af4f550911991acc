import type { Field } from "../blueprint/field.ts";
import { type Entry, memberOf, propertyKey } from "../code/literal.ts";
import { type EntityModel, type FieldModel, inputModel } from "./model.ts";
import { acceptsNull, createEnding, fieldCode, isMoment } from "./zod-schema.ts";

/**
 * The schemas of inputs by their names; those in a URL are read from texts. In a body, null is a value only where an input
 * may be null: what is left out has its default, or is empty.
 */
export function inputEntries(
  fields: readonly Field[],
  models: readonly EntityModel[],
  isInUrl: (field: Field) => boolean,
): Entry[] {
  return fields.map((field) => {
    const model = inputModel(field, models);
    if (isInUrl(field)) return [propertyKey(field.name), codeInUrl(model, createEnding(model))];
    const notNull = acceptsNull(field) && !field.nullable ? notNullCode : "";
    return [propertyKey(field.name), `${fieldCode(model)}${notNull}${createEnding(model)}`];
  });
}

/** The schema of what stands in a URL as a text, or of a list as one text for each element. */
function codeInUrl(model: FieldModel, ending = ""): string {
  const schema = fieldCode(model, (element) => codeInUrl(element));
  return fromText(model, `${schema}${mayHoldAny(model) ? ".refine(isKept, notKept)" : ""}${ending}`);
}

/** A default takes the place of what is left out before this is asked. */
const notNullCode = '.refine((given): boolean => given !== null, "must not be null")';

/** Whether its schema takes a text of any characters: those of a body are looked at as it is read. */
function mayHoldAny({ field: { type }, target }: FieldModel): boolean {
  return type === "string" || type === "url" || (type === "reference" && target?.key.type !== "number");
}

/** Numbers and truths are read from their texts first. */
function fromText({ field: { type }, target }: FieldModel, schema: string): string {
  if (type === "integer" || type === "number" || target?.key.type === "number")
    return `z.preprocess(numberOf, ${schema})`;
  return type === "boolean" ? `z.preprocess(truthOf, ${schema})` : schema;
}

/** Code of an input's value: the moment of the call, where that is its default. */
export function inputValue(object: string, fields: readonly Field[], name: string): string {
  const field = fields.find((one) => one.name === name);
  const value = memberOf(object, name);
  if (field?.default !== "now" || !isMoment(field)) return value;
  const now = field.type === "date" ? "call.today" : "call.now";
  return field.nullable ? `(${value} === undefined ? ${now} : ${value})` : `(${value} ?? ${now})`;
}
