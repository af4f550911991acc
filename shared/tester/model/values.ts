import {
  elementField,
  type Field,
  givenProperties,
  propertiesOf,
  sideOfNow,
  withoutFraction,
  workedOutProperties,
} from "../../blueprint/field.ts";
import { wholePattern } from "../../blueprint/pattern.ts";
import type { Json } from "../../models/model.ts";
import { compare } from "../function-values.ts";

const day = 86_400_000;

/** A time so many days from a moment, as a field of the type has it; `lag` milliseconds before a request is there. */
export function daysFrom(now: string, days: number, type: Field["type"], lag = 1000): string {
  // A request reaches the service a little after its values were worked out.
  const at = Date.parse(now) + days * day - (type === "date" ? 0 : lag);
  const text = new Date(at).toISOString();
  return type === "date" ? text.slice(0, 10) : text;
}

/** The value as it is kept. */
export function kept(field: Field, value: Json): Json {
  if (Array.isArray(value)) return listKept(field, value);
  if (typeof value !== "string") return value;
  if (field.wholeSeconds === true) return withoutFraction(value);
  const trimmed = field.trim ? value.trim() : value;
  if (field.letterCase === "lower") return trimmed.toLowerCase();
  return field.letterCase === "upper" ? trimmed.toUpperCase() : trimmed;
}

function listKept(field: Field, value: readonly Json[]): Json[] {
  const element = elementField(field);
  const set = workedOutProperties(field).map(({ name }) => name);
  const each = value.map((one) =>
    isObject(one) && set.length > 0
      ? Object.fromEntries(Object.entries(one).filter(([name]) => !set.includes(name)))
      : kept(element, one),
  );
  const texts = each.map((one) => JSON.stringify(one));
  const isFirst = (_: Json, index: number) => texts.indexOf(texts[index] ?? "") === index;
  const left = field.items?.dropsDoubles === true ? each.filter(isFirst) : each;
  return field.items?.sorted === true ? left.toSorted(compare) : left;
}

/** Whether a field takes a value; absent is undefined. References are looked up elsewhere. */
export function fits(field: Field, value: Json | undefined): boolean {
  if (value === undefined) return !field.required || field.default !== undefined;
  if (value === null) return field.nullable || (!field.required && field.default === undefined);
  switch (field.type) {
    case "integer":
    case "number":
      return typeof value === "number" && isWithin(field, value);
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && (field.values ?? []).includes(value);
    case "list":
      return Array.isArray(value) && listFits(field, value);
    case "object":
      return isObject(value) && propertiesFit(field.properties, value);
    case "json":
      return true;
    case "reference":
      return typeof value === "number" || (typeof value === "string" && textFits(field, value));
    default:
      return typeof value === "string" && textFits(field, value);
  }
}

/** Whether a day or moment lies on the side of now that its field asks for. */
export function isInTime(field: Field, value: Json | undefined, now: string): boolean {
  const must = sideOfNow(field);
  if (must === undefined || typeof value !== "string") return true;
  const present = field.type === "date" ? now.slice(0, 10) : now;
  if (value === present) return must.orToday;
  return must.side === "future" ? value > present : value < present;
}

function isWithin(field: Field, value: number): boolean {
  if (field.type === "integer" && !Number.isInteger(value)) return false;
  const steps = field.multipleOf === undefined ? 0 : value / field.multipleOf;
  return (
    value >= (field.minimum ?? -Infinity) &&
    value <= (field.maximum ?? Infinity) &&
    value > (field.exclusiveMinimum ?? -Infinity) &&
    value < (field.exclusiveMaximum ?? Infinity) &&
    Math.abs(steps - Math.round(steps)) < 1e-9
  );
}

function textFits(field: Field, value: string): boolean {
  if (value.length < (field.minLength ?? 0) || value.length > (field.maxLength ?? Infinity)) return false;
  if (field.notBlank === true && value.trim() === "") return false;
  return field.pattern === undefined || wholePattern(field.pattern)?.test(value) === true;
}

function listFits(field: Field, value: readonly Json[]): boolean {
  const { items } = field;
  if (items === undefined) return true;
  if (value.length < (items.minItems ?? 0) || value.length > (items.maxItems ?? Infinity)) return false;
  const { uniqueBy } = items;
  const keys = value.map((each) =>
    JSON.stringify(uniqueBy !== undefined && isObject(each) ? each[uniqueBy] : each),
  );
  if ((items.unique || uniqueBy !== undefined) && new Set(keys).size < keys.length) return false;
  const element = elementField(field);
  return value.every((each) => fits(element, each));
}

function propertiesFit(properties: readonly Field[] | undefined, value: { [name: string]: Json }): boolean {
  return givenProperties(properties).every((property) => fits(property, value[property.name]));
}

/** The references that a field is or holds inside, with what each has in the field's value. */
export function referencesIn(field: Field, value: Json | undefined): { reference: Field; value: Json }[] {
  if (value === undefined || value === null) return [];
  if (field.references !== undefined) return [{ reference: field, value }];
  if (field.items?.references !== undefined && Array.isArray(value))
    return value.map((one) => ({ reference: elementField(field), value: one }));
  const holders = Array.isArray(value) ? value : [value];
  return holders
    .filter(isObject)
    .flatMap((holder) =>
      givenProperties(propertiesOf(field)).flatMap((property) =>
        referencesIn(property, holder[property.name]),
      ),
    );
}

/** An object for values by name, where any name is safe: `__proto__` and `constructor` too. */
export function blank<Value>(): Record<string, Value> {
  return Object.create(null);
}

export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Under this name a thing has the password that it had before. No field has a dollar sign. */
const beforeOf = (field: string) => `$before ${field}`;

/** Notes the passwords of a thing that are about to change. */
export function notePasswords(fields: readonly Field[], thing: Record<string, Json>): void {
  for (const { name, type } of fields)
    if (type === "password" && typeof thing[name] === "string") thing[beforeOf(name)] = thing[name];
}

/** The password that a thing had before, where it had another. */
export function passwordBefore(thing: Record<string, Json> | undefined, field: string): Json[] {
  const before = thing?.[beforeOf(field)];
  return typeof before === "string" ? [before] : [];
}
