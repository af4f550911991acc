import { type JsonType, typeOf } from "../expression.ts";
import { EvaluationFailure } from "../failure.ts";
import type { Json } from "../json.ts";
import { compileTemplate, type Template } from "../template.ts";
import type { Visit } from "../visit.ts";

/** A field whose value has one type, given as a literal or by an expression. */
export interface Field {
  name: string;
  template: Template;
  expected: JsonType;
}

/** Prepares a field; an absent one stays undefined. */
export function fieldOf(value: Json | undefined, name: string, expected: JsonType): Field | undefined {
  return value === undefined ? undefined : { name, template: compileTemplate(value, name), expected };
}

async function typedValue(visit: Visit, field: Field): Promise<Json> {
  const value = await visit.fill(field.template);
  if (field.template.kind === "expression") return field.template.expression.expect(value, field.expected);
  if (typeOf(value) === field.expected) return value;
  throw new EvaluationFailure(`The field '${field.name}' must be of type '${field.expected}'`, field.name);
}

/** The field as text. */
export async function textOf(visit: Visit, field: Field | undefined): Promise<string | undefined> {
  if (field === undefined) return undefined;
  return String(await typedValue(visit, field));
}

/** The field as a whole number; outside of the bounds it fails the evaluation. */
export async function numberOf(
  visit: Visit,
  field: Field | undefined,
  bounds: { least: number; most: number },
): Promise<number | undefined> {
  if (field === undefined) return undefined;
  const value = Number(await typedValue(visit, field));
  if (value >= bounds.least && value <= bounds.most && Number.isInteger(value)) return value;
  throw new EvaluationFailure(
    `The field '${field.name}' must be an integer between ${bounds.least} and ${bounds.most}, but was: ${value}`,
    field.name,
  );
}
