import type { ByHand } from "../../blueprint/by-hand.ts";
import { elementField, type Field } from "../../blueprint/field.ts";
import { elementScope, type Scope } from "../../blueprint/value-type.ts";
import { printExpression, printItem } from "../expressions/print.ts";
import { sentScope } from "../scopes.ts";
import { flags, isSetByActions } from "./field-option.ts";
import { refusalText } from "./refusal.ts";

const words: Partial<Record<Field["type"], string>> = {
  string: "text",
  integer: "whole number",
  boolean: "yes/no",
  datetime: "moment",
  json: "anything",
};

/** A field's name, type and options as a spec writes them. */
export function fieldText(field: Field, scope: Scope): string {
  if (field.byHand !== undefined) return handFieldText(field, scope);
  if (isSetByActions(field)) return [...named(field, scope), "set by actions"].join(", ");
  return isWorkedOut(field) ? workedOutText(field, scope) : named(field, scope).join(", ");
}

/** A field that a function works out, as a spec writes it. */
export function handFieldText(field: Field, scope: Scope): string {
  const type = [handTypeText(field, scope), ...momentTexts(field)].join(", ");
  return `${field.name} by hand ${type}${handEndText(field.byHand)}`;
}

/** The type of what a function gives, as a spec writes it. */
export function handTypeText(field: Field, scope: Scope): string {
  return `(${[typeText(field, scope), ...optionTexts(field, scope)].join(", ")})`;
}

/** How a function may refuse, and what it does, as a spec writes it. */
export function handEndText({ sentence, refusals }: ByHand = { sentence: "", refusals: [] }): string {
  const texts = refusals.map((refusal) => refusalText(refusal, { entities: [] }).slice(1, -1));
  return `${texts.length === 0 ? "" : ` (${texts.join(", ")})`}: ${sentence}`;
}

function named(field: Field, scope: Scope): string[] {
  return [`${field.name}: ${typeText(field, scope)}`, ...optionTexts(field, scope)];
}

function isWorkedOut({ source }: Field): boolean {
  return source === "computed" || source === "set-at-creation" || source === "set-at-change";
}

function typeText(field: Field, scope: Scope): string {
  switch (field.source) {
    case "created-at":
      return "moment of creation";
    case "updated-at":
      return "moment of last change";
    case "own-url":
      return "its own url";
    case "sequence":
      return "counted from 1";
    case "counted":
      return `counted from 1 within ${field.within}`;
    case "slug":
      return `made of ${field.of}`;
    case "caller":
      return "the caller";
    case "state":
      return `state of ${valuesText(field.values ?? [])}`;
    default:
      return inputTypeText(field, scope);
  }
}

function inputTypeText(field: Field, scope: Scope): string {
  const { type, values, references, properties, items } = field;
  if (type === "choice") return `one of ${valuesText(values ?? [])}`;
  if (type === "reference") return references ?? "";
  if (type === "object") return properties === undefined ? "object" : objectText(properties, scope);
  if (type !== "list") return words[type] ?? type;
  if (items === undefined) return "list of text";
  const element = { ...elementField(field), required: false };
  const inside = items.properties === undefined ? scope : elementScope(field, scope);
  const limits = optionTexts(element, inside);
  return `list of ${inputTypeText(element, inside)}${limits.length === 0 ? "" : ` (${limits.join(", ")})`}`;
}

function objectText(properties: readonly Field[], scope: Scope): string {
  return `{${properties.map((property) => fieldText(property, scope)).join("; ")}}`;
}

/** When a field is worked out that is kept then. */
function momentTexts({ source }: Pick<Field, "source">): string[] {
  if (source === "set-at-creation") return ["set at creation"];
  return source === "set-at-change" ? ["set at each change"] : [];
}

/** A field that is worked out as a spec writes it. */
function workedOutText({ name, expression, source, ...rest }: Field, scope: Scope): string {
  const more = [...momentTexts({ source }), ...optionTexts({ name, source, ...rest }, scope)];
  const print = more.length === 0 ? printExpression : printItem;
  const value = expression === undefined ? "empty" : print(expression, scope);
  return `${name} = ${[value, ...more].join(", ")}`;
}

/** Options that any field may have, whatever its type. */
export function optionTexts(field: Field, scope: Scope): string[] {
  const texts: string[] = [];
  const has = (says: Partial<Field>) =>
    Object.entries(says).every(([name, value]) => field[name as keyof Field] === value);
  for (const [flag, says] of Object.entries(flags))
    if (has(says) && !(field.type === "password" && flag === "hidden")) texts.push(flag);
  texts.push(...boundsText(field.minLength, field.maxLength, "character"));
  texts.push(...boundsText(field.minimum, field.maximum));
  if (field.exclusiveMinimum !== undefined) texts.push(`more than ${field.exclusiveMinimum}`);
  if (field.exclusiveMaximum !== undefined) texts.push(`less than ${field.exclusiveMaximum}`);
  if (field.multipleOf !== undefined) texts.push(`in steps of ${decimal(field.multipleOf)}`);
  if (field.pattern !== undefined) texts.push(patternText(field.pattern));
  const { items } = field;
  if (items !== undefined) {
    texts.push(...boundsText(items.minItems, items.maxItems, "element"));
    if (items.unique) texts.push("no doubles");
    if (items.dropsDoubles === true) texts.push("doubles dropped");
    if (items.sorted === true) texts.push("sorted");
    if (items.uniqueBy !== undefined) texts.push(`no ${items.uniqueBy} twice`);
  }
  if (field.default !== undefined) texts.push(`default ${defaultText(field.default)}`);
  if (field.unique !== undefined) {
    const refusal =
      field.refusal === undefined ? "" : ` ${refusalText(field.refusal, { ...scope, other: scope.own })}`;
    texts.push(`unique${field.unique === "ignore-case" ? " without case" : ""}${refusal}`);
  }
  if (field.unknownRefusal !== undefined)
    texts.push(`known ${refusalText(field.unknownRefusal, sentScope(scope, field))}`);
  if (field.header !== undefined) texts.push(`from the header \`${field.header}\``);
  if (field.description !== undefined) texts.push(`described ${JSON.stringify(field.description)}`);
  return texts;
}

function boundsText(least: number | undefined, most: number | undefined, unit = ""): string[] {
  const units = (count: number) => (unit === "" ? "" : ` ${unit}${count === 1 ? "" : "s"}`);
  if (least !== undefined && most !== undefined) {
    if (least === most && unit !== "") return [`${decimal(least)}${units(least)}`];
    return [`${decimal(least)} to ${decimal(most)}${units(most)}`];
  }
  if (least !== undefined) return [`at least ${decimal(least)}${units(least)}`];
  return most === undefined ? [] : [`at most ${decimal(most)}${units(most)}`];
}

function patternText(pattern: string): string {
  const digits = /^\[0-9\]\{(\d+)\}$/.exec(pattern)?.[1];
  if (digits !== undefined) return `${digits} digit${digits === "1" ? "" : "s"}`;
  return `matches ${/[`\n]|^$/.test(pattern) ? JSON.stringify(pattern) : `\`${pattern}\``}`;
}

/** Values of a choice: `low, normal or high`. */
export function valuesText(values: readonly string[]): string {
  const texts = values.map(valueText);
  const last = texts.pop() ?? "";
  return texts.length === 0 ? last : `${texts.join(", ")} or ${last}`;
}

/** A value as a bare word where it can be one. */
export function valueText(value: string): string {
  // A word that is also an option would end the values.
  const isOption = /^(or|default|required|optional|unique|fixed|hidden|trimmed)$/i.test(value);
  const isBare = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(value) && !isOption;
  return isBare ? value : JSON.stringify(value);
}

type Default = NonNullable<Field["default"]>;

function defaultText(value: Default): string {
  if (Array.isArray(value)) return `[${value.map(defaultText).join(", ")}]`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return decimal(value);
  return /^[A-Za-z_]/.test(value) && !/^(yes|no|today)$/i.test(value)
    ? valueText(value)
    : JSON.stringify(value);
}

/** A number without an exponent. */
export function decimal(value: number): string {
  return value.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 });
}
