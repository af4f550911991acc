import type { Json } from "../../models/model.ts";

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

const WIDTH = 100;
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** The value as TypeScript on one line. Long runs of one character are written as a repeat. */
export function literal(value: Value): string {
  if (value === undefined) return "undefined";
  if (value instanceof Code) return value.text;
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) return objectLiteral(Object.entries(value));
  return JSON.stringify(value);
}

/** The properties as an object's literal on one line. A `Code` that is just the property's name is shortened. */
export function objectLiteral(entries: Entries): string {
  return entries.length === 0 ? "{}" : `{ ${entries.map(property).join(", ")} }`;
}

/** The property of an object: `thing.price`, safe for every name. */
export function member(object: string, name: string): string {
  return IDENTIFIER.test(name) ? `${object}.${name}` : `${object}[${stringLiteral(name)}]`;
}

/**
 * A statement that ends in an object's literal, as in `await createBook({ … });`: on one line when it fits into the
 * width at this depth of two-space indents, otherwise with one property on each line.
 */
export function statement(before: string, entries: Entries, after: string, depth: number): string[] {
  const line = `${before}${objectLiteral(entries)}${after}`;
  if (depth * 2 + line.length <= WIDTH || entries.length === 0) return [line];
  return [`${before}{`, ...entries.flatMap((entry) => propertyLines(entry, depth + 1)), `}${after}`];
}

/** A list's literal after `before`: on one line when it fits, otherwise one element on each line. */
export function listStatement(before: string, elements: readonly string[], after: string, depth: number) {
  const line = `${before}[${elements.join(", ")}]${after}`;
  if (depth * 2 + line.length <= WIDTH) return [line];
  const isNumeric = elements.every((element) => /^-?[\d.]+$/.test(element));
  return isNumeric
    ? [`${before}[`, `  ${elements.join(", ")},`, `]${after}`]
    : expandedList(before, elements, after);
}

/** A list's literal with one element on each line, as lists of several lists are written. */
export function expandedList(before: string, elements: readonly string[], after: string): string[] {
  if (elements.length < 2) return [`${before}[${elements.join(", ")}]${after}`];
  return [`${before}[`, ...elements.map((element) => `  ${element},`), `]${after}`];
}

function property([name, value]: readonly [string, Value]): string {
  if (name === SPREAD) return `...${literal(value)}`;
  if (value instanceof Code && value.text === name) return name;
  return `${key(name)}: ${literal(value)}`;
}

function propertyLines(entry: readonly [string, Value], depth: number): string[] {
  const [name, value] = entry;
  const line = `  ${property(entry)},`;
  if (depth * 2 + line.length - 2 <= WIDTH || !Array.isArray(value)) return [line];
  return listStatement(`${key(name)}: `, value.map(literal), ",", depth).map((each) => `  ${each}`);
}

function key(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return IDENTIFIER.test(name) ? name : stringLiteral(name);
}

export function stringLiteral(text: string): string {
  const first = text.slice(0, 1);
  if (text.length > 24 && text === first.repeat(text.length))
    return `${JSON.stringify(first)}.repeat(${text.length})`;
  const escaped = escapedText(text);
  // Biome prefers the quotes that need fewer escapes.
  if (count(text, '"') > count(text, "'"))
    return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  return `"${escaped}"`;
}

/** The text between double quotes, with all that needs it escaped. */
function escapedText(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16)}`);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Text for a template literal's fixed part. */
export function templateText(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, "\\$&");
}
