import { arrayOf, objectOf, propertyKey, text } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { entityOfNew } from "../samples/new-thing.ts";
import { capitalized } from "./phrases.ts";

/** A piece of TypeScript that is written as it stands, where a value is expected. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What a test's source can show as a value; `undefined` leaves a property out of a JSON body. */
export type Value = Json | Code | undefined;

/** Properties in order. Pairs rather than an object, so that every name is safe, `__proto__` too. */
export type Entries = readonly (readonly [name: string, value: Value])[];

/** The name of an entry that spreads an object into the properties. */
export const SPREAD = "...";

/** The test's function that makes a thing of a kind for another to refer to. */
export function newName(entity: string): string {
  return `new${capitalized(entity)}`;
}

/** The value as TypeScript. Long runs of one character are written as a repeat. */
export function literal(value: Value): string {
  if (value === undefined) return "undefined";
  if (value instanceof Code) return value.text;
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return arrayOf(value.map(literal));
  if (typeof value === "object" && value !== null) return objectLiteral(Object.entries(value));
  return text(value);
}

/** The properties as an object's literal. A `Code` that is just the property's name is shortened. */
export function objectLiteral(entries: Entries): string {
  return objectOf(
    entries.map(([name, value]) => {
      if (name === SPREAD) return [`...${literal(value)}`];
      if (value instanceof Code && value.text === name) return [name];
      return [propertyKey(name), literal(value)];
    }),
  );
}

export function stringLiteral(value: string): string {
  const entity = entityOfNew(value);
  if (entity !== undefined) return `await ${newName(entity)}()`;
  const first = value.slice(0, 1);
  const isRun = value.length > 24 && value === first.repeat(value.length);
  return isRun ? `${text(first)}.repeat(${value.length})` : text(value);
}
