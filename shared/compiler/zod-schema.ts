import { type Field, mayBeObject } from "../blueprint/field.ts";
import { wholePattern } from "../blueprint/pattern.ts";
import { type Entry, literal, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { choicesOf, type EntityModel, type FieldModel, givenModels } from "./model.ts";

/**
 * The schema of what a caller may give for a field, null included where it may be null; `elementCode` is that of a list's
 * elements.
 */
export function fieldCode(
  model: FieldModel,
  elementCode: ElementCode = (element) => fieldCode(element),
): string {
  const schema = base(model, limits(model.field).join(""), elementCode);
  return `${schema}${acceptsNull(model.field) ? ".nullable()" : ""}`;
}

type ElementCode = (element: FieldModel) => string;

/** The calls that make a field optional in a create: its default, or null when it has none. */
export function createEnding({ field }: FieldModel): string {
  if (field.default === "now" && isMoment(field)) return ".optional()";
  if (field.default !== undefined) return `.default(${literal(field.default)})`;
  return field.required ? "" : ".default(null)";
}

/** Whether null is a value that a caller may give: to clear the field, or as "absent". */
export function acceptsNull(field: Field): boolean {
  return field.nullable || (!field.required && field.default === undefined);
}

export function isMoment(field: Field): boolean {
  return field.type === "date" || field.type === "datetime";
}

function base(
  { field, type, inner, element, target, isToldApart }: FieldModel,
  limited: string,
  elementCode: ElementCode,
): string {
  const trimmed = normal(field);
  switch (field.type) {
    case "string":
    case "password":
      return `z.string()${trimmed}${limited}`;
    case "integer":
      return `z.int()${limited}`;
    case "number":
      return `z.number()${limited}`;
    case "boolean":
      return "z.boolean()";
    case "date":
      return piped("z.iso.date()", field);
    case "time":
      return `z.string()${trimmed}.regex(/^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$/, "must be a time, as in 14:30")`;
    case "datetime":
      return piped("z.iso.datetime({ offset: true })", field);
    case "email":
      return piped(`z.email()${limited}`, field);
    case "url":
      return piped(`z.url({ protocol: /^https?$/ })${limited}`, field);
    case "uuid":
      return piped(`z.uuid()${limited}`, field);
    case "choice":
      return piped(`z.enum(${literal(choicesOf(field))})`, field);
    case "list":
      return `z.array(${elementSchema(element, elementCode)})${limited}`;
    case "object":
      return field.properties === undefined ? "z.record(z.string(), z.unknown())" : objectCode(inner);
    case "json":
      return "anything";
    case "reference":
      return referenceCode(type === "number" ? "z.int()" : `z.string()${trimmed}${limited}`, {
        kind: target?.key.kind,
        isToldApart,
      });
  }
}

/** An identifier of another kind than its things have names nothing, where that is not told as a wrong value is. */
function referenceCode(
  schema: string,
  { kind, isToldApart }: { kind: EntityModel["key"]["kind"] | undefined; isToldApart: boolean | undefined },
): string {
  if (isToldApart !== true || kind === undefined || kind === "given") return schema;
  return `z.preprocess(${kind === "uuid" ? "keyText" : "keyNumber"}, ${schema})`;
}

/** Among elements of any kind there may be nulls. */
function elementSchema(element: FieldModel | undefined, elementCode: ElementCode): string {
  if (element === undefined) return "z.string()";
  return element.field.type === "json" ? "z.unknown()" : elementCode(element);
}

function piped(schema: string, field: Field): string {
  const calls = normal(field);
  return calls === "" ? schema : `z.string()${calls}.pipe(${schema})`;
}

/** Calls that bring a text into its normal form. */
function normal({ trim, letterCase }: Field): string {
  const cased = letterCase === undefined ? "" : letterCase === "lower" ? ".toLowerCase()" : ".toUpperCase()";
  return `${trim ? ".trim()" : ""}${cased}`;
}

/** An object of properties, each with the rules of a field. */
function objectCode(properties: readonly FieldModel[]): string {
  const entries = givenModels(properties).map(
    (model): Entry => [propertyKey(model.field.name), `${fieldCode(model)}${createEnding(model)}`],
  );
  return `z.object(${objectOf(entries)})`;
}

function limits(field: Field): string[] {
  if (field.type === "list") return listLimits(field);
  if (field.type === "integer" || field.type === "number") return numberLimits(field);
  const calls: string[] = [];
  if (field.minLength !== undefined) calls.push(`.min(${field.minLength})`);
  if (field.maxLength !== undefined) {
    // A pattern may be slow on texts that are too long, so it is not asked about them.
    const ending = field.pattern === undefined ? "" : ", { abort: true }";
    calls.push(`.max(${field.maxLength}${ending})`);
  }
  if (field.notBlank === true) calls.push(`.regex(/\\S/, "must not be blank")`);
  if (field.pattern !== undefined) calls.push(`.regex(${patternLiteral(field)})`);
  return calls;
}

function numberLimits(field: Field): string[] {
  const calls: string[] = [];
  if (field.minimum !== undefined) calls.push(`.min(${field.minimum})`);
  if (field.exclusiveMinimum !== undefined) calls.push(`.gt(${field.exclusiveMinimum})`);
  if (field.maximum !== undefined) calls.push(`.max(${field.maximum})`);
  if (field.exclusiveMaximum !== undefined) calls.push(`.lt(${field.exclusiveMaximum})`);
  if (field.multipleOf !== undefined) calls.push(`.multipleOf(${field.multipleOf})`);
  return calls;
}

function listLimits({ items }: Field): string[] {
  const calls: string[] = [];
  const isObject = mayBeObject(items?.type);
  if (items?.dropsDoubles === true)
    calls.push(isObject ? ".overwrite(distinct)" : ".overwrite((items) => [...new Set(items)])");
  if (items?.sorted === true)
    calls.push(`.overwrite((items) => sorted(items${items.type === "datetime" ? ", instant" : ""}))`);
  if (items?.minItems !== undefined) calls.push(`.min(${items.minItems})`);
  if (items?.maxItems !== undefined) calls.push(`.max(${items.maxItems})`);
  if (items?.unique) {
    const count = isObject ? "distinct(items).length" : "new Set(items).size";
    calls.push(`.refine((items) => ${count} === items.length, "must not repeat an element")`);
  }
  if (items?.uniqueBy !== undefined) {
    const value = memberOf("item", items.uniqueBy);
    const message = `must not have two elements with the same ${items.uniqueBy}`;
    calls.push(
      `.refine((items) => new Set(items.map((item) => ${value})).size === items.length, ${text(message)})`,
    );
  }
  return calls;
}

function patternLiteral(field: Field): string {
  const { source, flags } = patternOf(field);
  return `/${source}/${flags}`;
}

/** The regular expression that the whole text must match. */
export function patternOf({ name, pattern = "" }: Field): RegExp {
  const whole = wholePattern(pattern);
  if (whole !== undefined) return whole;
  throw new Error(
    `The pattern ${text(pattern)} of the field ${name} is not a regular expression of ECMAScript.`,
  );
}
