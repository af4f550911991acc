import {
  elementField,
  type Field,
  givenProperties,
  sideOfNow,
  withoutFraction,
} from "../../blueprint/field.ts";
import { templateText } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { compare } from "../function-values.ts";
import { Code, literal } from "../source/code.ts";
import { capitalized, words } from "../source/phrases.ts";
import { idOfNew } from "./new-thing.ts";
import { progressionOf, rounded } from "./numbers.ts";
import { lengthened, slotsOf, stringAt } from "./pattern.ts";

const DAY = 86_400_000;
const START = { past: Date.UTC(2001, 0, 1), future: Date.UTC(2091, 0, 1), any: Date.UTC(2091, 0, 1) };
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * A value that the field takes. Different numbers give different values as far as the field has them, and larger
 * numbers give larger values where the type has an order. A reference has no sample: null.
 */
export function sampleAt(field: Field, index: number): Json {
  switch (field.type) {
    case "string":
    case "password":
      return inCase(field, textAt(field, index));
    case "integer":
    case "number": {
      const { first, step, count } = progressionOf(field);
      return rounded(first + (index % count) * step);
    }
    case "boolean":
      return index % 2 === 1;
    case "date":
      return instantAt(field, index).slice(0, 10);
    case "datetime":
      return field.wholeSeconds === true ? withoutFraction(instantAt(field, index)) : instantAt(field, index);
    case "time":
      return clockAt(index);
    case "email":
      return inCase(field, emailAt(field, index));
    case "url":
      return `https://example.com/${index}`;
    case "uuid":
      return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    case "choice":
      return field.values?.[index % field.values.length] ?? null;
    case "list":
      return elementsAt(field, index);
    case "object":
      return field.properties === undefined ? { number: index } : propertiesAt(field.properties, index);
    case "json":
      return [{ number: index }, index, null];
    case "reference":
      return null;
  }
}

/** How many different samples a field has. */
export function sampleCount(field: Field): number {
  switch (field.type) {
    case "integer":
    case "number":
      return progressionOf(field).count;
    case "boolean":
      return 2;
    case "choice":
      return field.values?.length ?? 1;
    case "string":
    case "password":
      return field.pattern === undefined
        ? 26 ** (field.maxLength ?? 26)
        : (slotsOf(field.pattern) ?? []).reduce((product, slot) => product * slot.length, 1);
    case "time":
      return 1440;
    default:
      return Infinity;
  }
}

/** An expression in the variable `count` whose value is `sampleAt(field, count)` for every count below about 10,000. */
export function sampleCode(field: Field): Code {
  const code = plainCode(field);
  if (field.letterCase === undefined) return code;
  return new Code(`String(${code.text}).${field.letterCase === "lower" ? "toLowerCase" : "toUpperCase"}()`);
}

function plainCode(field: Field): Code {
  switch (field.type) {
    case "string":
    case "password":
      return textCode(field);
    case "integer":
    case "number": {
      const { first, step, count } = progressionOf(field);
      if (!Number.isInteger(first) || !Number.isInteger(step)) return listCode(field);
      const index = count === Infinity ? "count" : `(count % ${count})`;
      const offset = step === 1 ? index : `${index} * ${step}`;
      return new Code(first === 0 ? offset.replace(/^\((.*)\)$/, "$1") : `${first} + ${offset}`);
    }
    case "date":
      return new Code(`${instantCode(field)}.slice(0, 10)`);
    case "datetime":
      return new Code(`${instantCode(field)}${field.wholeSeconds === true ? '.replace(/\\.\\d+/, "")' : ""}`);
    case "email":
      return field.minLength === undefined && (field.maxLength ?? 24) >= 24
        ? new Code(`\`person\${count}@example.com\``)
        : listCode(field);
    case "url":
      return new Code(`\`https://example.com/\${count}\``);
    case "uuid":
      return new Code(`\`00000000-0000-4000-8000-\${String(count).padStart(12, "0")}\``);
    default:
      return listCode(field);
  }
}

function emailAt({ minLength = 0, maxLength = Infinity }: Field, index: number): string {
  const host = maxLength < 24 ? "x.example" : "example.com";
  const person = maxLength < 24 ? "p" : "person";
  return `${`${person}${index}`.padEnd(minLength - host.length - 1, "x")}@${host}`;
}

/** The text in the case in which it is kept. */
function inCase({ letterCase }: Field, text: string): string {
  if (letterCase === undefined) return text;
  return letterCase === "lower" ? text.toLowerCase() : text.toUpperCase();
}

function textAt(field: Field, index: number): string {
  const slots = field.pattern === undefined ? undefined : slotsOf(field.pattern);
  if (slots !== undefined) return stringAt(lengthened(slots, field.minLength), index);
  const least = field.minLength ?? 0;
  const most = field.maxLength ?? Infinity;
  const plain = `${prefixOf(field)}${index}`;
  if (prefixOf(field).length + 4 <= most) return plain.padEnd(least, ".");
  return stringAt(Array(Math.max(least, Math.min(most, 4))).fill([...LETTERS]), index);
}

function textCode(field: Field): Code {
  const slots =
    field.pattern === undefined ? undefined : lengthened(slotsOf(field.pattern) ?? [], field.minLength);
  if (slots !== undefined) {
    const fixed = slots.findLastIndex((slot) => slot.join("") !== "0123456789") + 1;
    const digits = slots.length - fixed;
    if (digits < 2) return sampleCount(field) > mostListed ? slotCode(slots) : listCode(field);
    const start = templateText(stringAt(slots.slice(0, fixed), 0));
    const number = `String(count).padStart(${digits}, "0")`;
    return new Code(start === "" ? number : `\`${start}\${${number}}\``);
  }
  if (prefixOf(field).length + 4 > (field.maxLength ?? Infinity)) return listCode(field);
  const text = `\`${templateText(prefixOf(field))}\${count}\``;
  return new Code(
    field.minLength === undefined || field.minLength < 2 ? text : `${text}.padEnd(${field.minLength}, ".")`,
  );
}

/** Each position that varies picks its own character, the last one fastest. */
function slotCode(slots: readonly (readonly string[])[]): Code {
  let weight = 1;
  const parts = slots.toReversed().map((slot) => {
    if (slot.length < 2 || weight > 10_000) return templateText(slot[0] ?? "");
    const turn = weight === 1 ? "count" : `Math.floor(count / ${weight})`;
    weight *= slot.length;
    return `\${${literal(slot.join(""))}[${turn} % ${slot.length}]}`;
  });
  return new Code(`\`${parts.toReversed().join("")}\``);
}

/** The field's own words, so that samples read well: `Title 1`. */
function prefixOf(field: Field): string {
  return `${capitalized(words(field.name))} `;
}

function instantAt(field: Field, index: number): string {
  return new Date(START[sideOfNow(field)?.side ?? "any"] + index * DAY).toISOString();
}

function instantCode(field: Field): string {
  const year = new Date(START[sideOfNow(field)?.side ?? "any"]).getUTCFullYear();
  return `new Date(Date.UTC(${year}, 0, 1 + count)).toISOString()`;
}

function clockAt(index: number): string {
  const minutes = (8 * 60 + index) % 1440;
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function elementsAt(field: Field, index: number): Json {
  const { items } = field;
  const least = items?.minItems ?? 0;
  const isEachOnce = items?.unique === true || items?.dropsDoubles === true;
  const different = isEachOnce ? sampleCount(elementField(field)) : Infinity;
  const length = Math.max(least, Math.min(items?.maxItems ?? Infinity, 2, different));
  const elements = Array.from({ length }, (_, offset) => elementAt(field, index + offset));
  return items?.sorted === true ? elements.toSorted(compare) : elements;
}

/** An object with a sample of each property; in place of a reference, the identifier of a thing yet to be made. */
export function propertiesAt(properties: readonly Field[], index: number): { [name: string]: Json } {
  return Object.fromEntries(
    givenProperties(properties).map((property) => [
      property.name,
      property.references === undefined ? sampleAt(property, index) : idOfNew(property.references, index),
    ]),
  );
}

/** An element that a list field takes; in place of a reference, the identifier of a thing yet to be made. */
export function elementAt(field: Field, index: number): Json {
  const element = elementField(field);
  if (element.properties !== undefined) return propertiesAt(element.properties, index);
  if (element.references !== undefined) return idOfNew(element.references, index);
  if (element.type !== "string" || element.pattern !== undefined) return sampleAt(element, index);
  const { minLength, maxLength } = element;
  if ((maxLength ?? 26) < 6) {
    const letters = Array(Math.max(minLength ?? 1, Math.min(maxLength ?? 4, 4))).fill([...LETTERS]);
    return inCase(element, stringAt(letters, index));
  }
  return inCase(element, `word${index}`.padEnd(minLength ?? 0, "."));
}

/** Most samples that are written out. */
const mostListed = 24;

/** Written-out samples, for fields whose values have no formula. */
function listCode(field: Field): Code {
  const length = Math.min(mostListed, sampleCount(field));
  const values = Array.from({ length }, (_, index) => literal(sampleAt(field, index)));
  return new Code(`[${values.join(", ")}][count % ${length}]`);
}
