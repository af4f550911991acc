import type { Field } from "../blueprint/field.ts";
import { wholePattern } from "../blueprint/pattern.ts";
import { lineWidth, literal, print, text } from "./literal.ts";
import { choicesOf, type FieldModel } from "./model.ts";

/** A zod expression: its head and the calls that follow. */
export type Chain = string[];

/** The schema of what a caller may give for a field, null included where it may be null. */
export function fieldChain(model: FieldModel): Chain {
  const chain = [...base(model), ...limits(model.field)];
  return acceptsNull(model.field) ? [...chain, ".nullable()"] : chain;
}

/** The calls that make a field optional in a create: its default, or null when it has none. */
export function createEnding({ field }: FieldModel): string {
  if (field.default === "now" && isMoment(field)) return ".optional()";
  if (field.default !== undefined) return `.default(${print(literal(field.default), 2, 0)})`;
  return field.required ? "" : ".default(null)";
}

/** Whether null is a value that a caller may give: to clear the field, or as "absent". */
export function acceptsNull(field: Field): boolean {
  return field.nullable || (!field.required && field.default === undefined);
}

export function isMoment(field: Field): boolean {
  return field.type === "date" || field.type === "datetime";
}

/** Prints a chain after `used` columns, broken before its calls where it would be too long. */
export function printChain(chain: Chain, indent: number, used: number): string {
  const flat = chain.join("");
  const [head = "", ...calls] = chain;
  const intricate =
    calls.length > 1 &&
    calls.some((call) => call.includes("=>") || /^\.regex\(\/.{6,}\/|^\.pipe\(.*\//.test(call));
  if (used + flat.length + 1 <= lineWidth && !intricate) return flat;
  if (calls.length < 2) return flat;
  const [root, first] = head.startsWith("z.") ? ["z", head.slice(1)] : [head, ""];
  const lines = [...(first === "" ? [] : [first]), ...calls];
  return `${root}${lines.map((call) => `\n${" ".repeat(indent + 2)}${call}`).join("")}`;
}

function base({ field, target, type }: FieldModel): Chain {
  const trimmed = field.trim ? [".trim()"] : [];
  switch (field.type) {
    case "string":
      return ["z.string()", ...trimmed];
    case "integer":
      return ["z.int()"];
    case "number":
      return ["z.number()"];
    case "boolean":
      return ["z.boolean()"];
    case "date":
      return piped("z.iso.date()", field);
    case "time":
      return [
        "z.string()",
        ...trimmed,
        '.regex(/^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$/, "must be a time, as in 14:30")',
      ];
    case "datetime":
      return piped("z.iso.datetime({ offset: true })", field);
    case "email":
      return piped("z.email()", field);
    case "url":
      return piped("z.url({ protocol: /^https?$/ })", field);
    case "uuid":
      return piped("z.uuid()", field);
    case "choice":
      return piped(`z.enum(${print(literal(choicesOf(field)), 2, 20 + field.name.length)})`, field);
    case "list":
      return [`z.array(${element(field)})`];
    case "object":
      return ["z.record(z.string(), z.unknown())"];
    case "reference":
      return type === "number" && target !== undefined ? ["z.int()"] : ["z.string()", ...trimmed];
  }
}

function piped(schema: string, { trim }: Field): Chain {
  return trim ? ["z.string()", ".trim()", `.pipe(${schema})`] : [schema];
}

function limits(field: Field): Chain {
  if (field.type === "list") return listLimits(field);
  if (field.type === "integer" || field.type === "number") return numberLimits(field);
  const calls: Chain = [];
  if (["boolean", "choice", "object", "reference"].includes(field.type)) return calls;
  if (field.trim && !["string", "time"].includes(field.type)) return calls;
  if (field.minLength !== undefined) calls.push(`.min(${field.minLength})`);
  if (field.maxLength !== undefined) {
    // A pattern may be slow on texts that are too long, so it is not asked about them.
    const ending = field.pattern === undefined ? "" : ", { abort: true }";
    calls.push(`.max(${field.maxLength}${ending})`);
  }
  if (field.pattern !== undefined) calls.push(`.regex(${patternLiteral(field)})`);
  return calls;
}

function numberLimits(field: Field): Chain {
  const calls: Chain = [];
  if (field.minimum !== undefined) calls.push(`.min(${field.minimum})`);
  if (field.exclusiveMinimum !== undefined) calls.push(`.gt(${field.exclusiveMinimum})`);
  if (field.maximum !== undefined) calls.push(`.max(${field.maximum})`);
  if (field.exclusiveMaximum !== undefined) calls.push(`.lt(${field.exclusiveMaximum})`);
  if (field.multipleOf !== undefined) calls.push(`.multipleOf(${field.multipleOf})`);
  return calls;
}

function listLimits({ items }: Field): Chain {
  const calls: Chain = [];
  if (items?.minItems !== undefined) calls.push(`.min(${items.minItems})`);
  if (items?.maxItems !== undefined) calls.push(`.max(${items.maxItems})`);
  if (items?.unique) {
    calls.push('.refine((items) => new Set(items).size === items.length, "must not repeat an element")');
  }
  return calls;
}

function element({ items }: Field): string {
  if (items === undefined) return "z.string()";
  if (items.values !== undefined && items.values.length > 0)
    return `z.enum(${print(literal(items.values), 4, 40)})`;
  if (items.type === "boolean") return "z.boolean()";
  if (items.type !== "string") {
    const low = items.minimum === undefined ? "" : `.min(${items.minimum})`;
    const high = items.maximum === undefined ? "" : `.max(${items.maximum})`;
    return `${items.type === "integer" ? "z.int()" : "z.number()"}${low}${high}`;
  }
  const least = items.minLength === undefined ? "" : `.min(${items.minLength})`;
  const most = items.maxLength === undefined ? "" : `.max(${items.maxLength})`;
  return `z.string()${least}${most}`;
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
