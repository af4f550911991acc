import {
  elementField,
  type Field,
  givenProperties,
  innerReferences,
  sideOfNow,
} from "../../blueprint/field.ts";
import { wholePattern } from "../../blueprint/pattern.ts";
import type { Json } from "../../models/model.ts";
import { fits, isObject, kept } from "../model/values.ts";
import { fineStep, rounded } from "./numbers.ts";
import { slotsOf, stringAt } from "./pattern.ts";
import { elementAt, propertiesAt, sampleAt } from "./sample.ts";

/** Values around a field's limits: `inside` must be taken, `outside` must be refused. */
export interface Boundaries {
  inside: Json[];
  outside: Json[];
}

/** Longest string that is sent to try a limit. */
const LONGEST = 20_000;

/** The values that show a field's type and limits, each limit on both sides. Both are empty for a field without rules. */
export function boundariesOf(field: Field): Boundaries {
  const long = "y".repeat(Math.min(field.maxLength ?? 0, LONGEST));
  switch (field.type) {
    case "string":
    case "password":
      return field.pattern === undefined ? lengthBoundaries(field) : patternBoundaries(field);
    case "integer":
    case "number":
      return numberBoundaries(field);
    case "boolean":
      return { inside: [true, false], outside: ["maybe"] };
    case "date":
      return { inside: [sampleAt(field, 0)], outside: [...wrongMoment(field, "date"), "2031-02-30", "soon"] };
    case "datetime":
      return { inside: [sampleAt(field, 0)], outside: [...wrongMoment(field, "datetime"), "soon"] };
    case "time":
      return { inside: ["00:00", "23:59"], outside: ["24:01", "noon"] };
    case "email":
      return formed(field, ["somebody@example.com"], ["somebody", "@example.com"], `${long}@example.com`);
    case "url":
      return formed(field, ["https://example.com/a?b=c"], ["not a url"], `https://example.com/${long}`);
    case "uuid":
      return formed(field, [sampleAt(field, 7)], ["not-a-uuid"]);
    case "choice":
      return choiceBoundaries(field);
    case "list":
      return listBoundaries(field);
    case "object":
      return field.properties === undefined
        ? { inside: [{ any: "thing" }], outside: ["text"] }
        : objectBoundaries(field.properties);
    case "json":
      return { inside: [{ any: "thing" }, "text", 0, false, [null]], outside: [] };
    case "reference":
      return { inside: [], outside: [] };
  }
}

/** Texts of a form that is the type's own, as far as the field's limits let them be taken or refuse them. */
function formed(field: Field, inside: Json[], outside: Json[], long?: string): Boundaries {
  return {
    inside: inside.filter((value) => fits(field, value)),
    outside: long === undefined || fits(field, long) ? outside : [...outside, long],
  };
}

/** Objects with each property just inside and just outside of its rules, and without what they need. */
function objectBoundaries(properties: readonly Field[]): Boundaries {
  const whole = propertiesAt(properties, 1);
  const inside: Json[] = [whole];
  const outside: Json[] = ["text"];
  for (const property of givenProperties(properties)) {
    const { [property.name]: _, ...rest } = whole;
    (property.required && property.default === undefined ? outside : inside).push(rest);
    const around = boundariesOf(property);
    inside.push(...around.inside.map((value) => ({ ...whole, [property.name]: value })));
    outside.push(...around.outside.map((value) => ({ ...whole, [property.name]: value })));
  }
  return { inside, outside };
}

function lengthBoundaries({ minLength, maxLength, trim, notBlank }: Field): Boundaries {
  const inside: Json[] = [];
  const outside: Json[] = notBlank === true ? ["", " ", "\t\n\u00a0"] : [];
  if (notBlank === true && (minLength ?? 0) <= 3 && (maxLength ?? 3) >= 3 && !trim) inside.push(" x ");
  if (minLength !== undefined && minLength > 0) {
    inside.push("x".repeat(minLength));
    outside.push("x".repeat(minLength - 1));
    if (trim) outside.push("   ");
  }
  if (maxLength !== undefined && maxLength < LONGEST) {
    inside.push("y".repeat(maxLength));
    outside.push("y".repeat(maxLength + 1));
  }
  return { inside, outside };
}

function patternBoundaries(field: Field): Boundaries {
  const slots = slotsOf(field.pattern ?? "");
  const whole = wholePattern(field.pattern ?? "");
  if (slots === undefined || whole === undefined) return { inside: [], outside: [] };
  const length = (text: string) =>
    text.length >= (field.minLength ?? 0) && text.length <= (field.maxLength ?? LONGEST);
  const fits = (text: string) => whole.test(text) && length(text);
  const sample = stringAt(slots, 1);
  const inside = [sample, stringAt(slots, 2)].filter(fits);
  const near = [
    sample.slice(0, -1),
    `${sample}${sample.slice(-1)}`,
    `${sample.slice(0, -1)}!`,
    swapCase(sample),
    "",
    "   ",
  ];
  const outside = near.filter((text) => !fits(text) && !fits(String(kept(field, text))));
  return { inside: [...new Set(inside)], outside: [...new Set(outside)].slice(0, 3) };
}

function numberBoundaries(field: Field): Boundaries {
  const fine = fineStep(field);
  const inside: number[] = [];
  const outside: Json[] = [];
  const limit = (value: number | undefined, outwards: number, exclusive: boolean) => {
    if (value === undefined || !Number.isFinite(value)) return;
    inside.push(rounded(exclusive ? value - outwards : value));
    outside.push(rounded(exclusive ? value : value + outwards));
  };
  limit(field.minimum, -fine, false);
  limit(field.exclusiveMinimum, -fine, true);
  limit(field.maximum, fine, false);
  limit(field.exclusiveMaximum, fine, true);
  const sample = sampleAt(field, 1);
  if (field.type === "integer" && typeof sample === "number") outside.push(sample + 0.5);
  else if (field.multipleOf !== undefined && typeof sample === "number") {
    inside.push(rounded(sample + (isWithin(field, sample + field.multipleOf) ? field.multipleOf : 0)));
    outside.push(rounded(sample + field.multipleOf / 2));
  }
  return {
    inside: [...new Set(inside)].filter((value) => isWithin(field, value)),
    outside: [...outside, "seven"],
  };
}

function isWithin(field: Field, value: number): boolean {
  return (
    value >= (field.minimum ?? -Infinity) &&
    value <= (field.maximum ?? Infinity) &&
    value > (field.exclusiveMinimum ?? -Infinity) &&
    value < (field.exclusiveMaximum ?? Infinity)
  );
}

function wrongMoment(field: Field, type: "date" | "datetime"): Json[] {
  const must = sideOfNow(field);
  if (must === undefined) return [];
  const day = must.side === "past" ? "2999-12-31" : "2000-01-01";
  return [type === "date" ? day : `${day}T12:00:00Z`];
}

function choiceBoundaries({ values = [] }: Field): Boundaries {
  const stranger = ["something else", "none of these", "?"].find((each) => !values.includes(each));
  return { inside: [...values], outside: stranger === undefined ? [] : [stranger] };
}

function listBoundaries(field: Field): Boundaries {
  const { items } = field;
  const listOf = (length: number) => Array.from({ length }, (_, index) => elementAt(field, index));
  const inside: Json[] = [];
  const outside: Json[] = ["not a list"];
  const { minItems, maxItems } = items ?? {};
  if (minItems !== undefined && minItems > 0) {
    inside.push(listOf(minItems));
    outside.push(listOf(minItems - 1));
  }
  if (maxItems !== undefined && maxItems <= 100) {
    inside.push(listOf(maxItems));
    outside.push(listOf(maxItems + 1));
  }
  if (inside.length === 0) inside.push(sampleAt(field, 0));
  const wrong = items?.type === "reference" ? true : items?.type === "string" ? 7 : "seven";
  const around = (element: Json) => [...listOf(Math.max(1, minItems ?? 1)).slice(1), element];
  if (items !== undefined) outside.push(around(wrong));
  const element = boundariesOf({ ...elementField(field), properties: undefined });
  const isOnce = (list: Json[]) => new Set(list.map((one) => JSON.stringify(one))).size === list.length;
  if (items !== undefined && items.type !== "object") {
    inside.push(...element.inside.map(around).filter(isOnce));
    outside.push(...element.outside.map(around));
  }
  if (items?.properties !== undefined) {
    const inner = objectBoundaries(items.properties);
    inside.push(...inner.inside.map(around));
    outside.push(...inner.outside.map(around));
    const { uniqueBy } = items;
    const [first] = listOf(1);
    // Each identifier of a thing yet to be made is another in a test.
    const isReference = innerReferences(field).some(({ name }) => name === uniqueBy);
    if (uniqueBy !== undefined && !isReference && isObject(first) && (maxItems ?? 2) >= 2) {
      const twin = { ...propertiesAt(items.properties, 2), [uniqueBy]: first[uniqueBy] ?? null };
      outside.push([first, twin]);
    }
  }
  // Each identifier of a thing yet to be made is another in a test.
  if (items?.unique === true && items.type !== "reference" && (maxItems ?? 2) >= 2)
    outside.push([elementAt(field, 0), ...listOf(Math.max(1, minItems ?? 1))]);
  const once = (values: Json[]) => [
    ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
  ];
  return { inside: once(inside), outside: once(outside) };
}

function swapCase(text: string): string {
  return [...text]
    .map((each) => (each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase()))
    .join("");
}
