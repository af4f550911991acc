import type { Random } from "../../shared/random.ts";
import { isSchema, type JsonSchema } from "./openapi.ts";

/**
 * Texts that have a meaning to some code that they may pass through, what is met most often first: in a URL, in SQL and
 * its patterns, in JSON, as a key of an object, in a regular expression or its replacement, in a header, as a number.
 */
const texts = [
  "%",
  "it's",
  '"quoted"',
  "back\\slash",
  "",
  "%zz",
  "__proto__",
  "two\nlines",
  "🎉👩‍🚀",
  "007",
  "(",
  "long ".repeat(400),
  "שלום \u202eabc",
  " ",
  "100% cotton",
  "constructor",
  "_",
  "*",
  "[a",
  "a/b?c=d&e#f+g",
  "50%25",
  "$& $1 {{x}} <b>",
  "İßfi e\u0301",
  "a,b;c|d\te",
  "null",
  "1e3",
  "-- ;",
];

const wholes = [0, 1, -1, 2, 10, 100, 12, 13, 99, 1_000, 60, 24, 7, 31, 255, 65_536, 1_000_000, 2 ** 31];
const fractions = [0.1, 0.5, 1.005, 0.001, 1e-7, 33.333_333_333_333];

/** By format: ends of days, months and years, also of leap years and on both sides of what computers count from. */
const formatted: Record<string, readonly string[]> = {
  date: ["2092-02-29", "2091-12-31", "2092-01-01", "2000-02-29", "1969-12-31", "2091-03-31", "2091-10-28"],
  "date-time": [
    "2091-12-31T23:59:59.999Z",
    "2092-01-01T00:00:00.000Z",
    "2092-02-29T23:30:00-05:00",
    "2091-03-25T01:30:00Z",
    "2091-10-28T00:15:00+02:00",
    "2091-07-01T00:00:00+14:00",
    "2091-06-30T23:59:59-12:00",
    "1969-12-31T23:59:59Z",
  ],
  email: ["o'neill+tag@example.com", "Ada.LOVELACE@Example.COM", `${"a".repeat(60)}@example.com`],
  uri: ["https://example.com/a%20b?c=d&e=%25#f", "https://example.com:8080/", "HTTPS://EXAMPLE.COM/Ü"],
  uuid: ["00000000-0000-0000-0000-000000000000", "ABCDEF00-0000-4000-8000-00000000ABCD"],
};

/** A text that code may trip over, of one character at least. */
export function trippingText(random: Random): string {
  return random.pick(texts.filter((text) => text !== "")) ?? "%";
}

/**
 * Values that a schema takes and that code trips over more often than over others, what is met most often first. None
 * where a pattern says what a text is.
 */
export function edgesOf(schema: JsonSchema): unknown[] {
  const { type, enum: choices } = schema;
  const types = Array.isArray(type) ? type : [type];
  const nothing = types.includes("null") ? [null] : [];
  if (Array.isArray(choices)) return [...choices, ...nothing];
  switch (types.find((one) => one !== "null")) {
    case "boolean":
      return [true, false, ...nothing];
    case "integer":
    case "number":
      return [...numbersOf(schema), ...nothing];
    case "string":
      return [...textsOf(schema), ...nothing];
    case "array":
      return [...listsOf(schema), ...nothing];
    default:
      return nothing;
  }
}

/** Two values that a schema takes, and that are hardly the key of any thing. */
export function unknownKeysOf(schema: JsonSchema): unknown[] {
  return edgesOf(schema)
    .filter((value) => value !== null)
    .slice(-2);
}

function numbersOf(schema: JsonSchema): number[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const isWhole = [schema.type].flat().includes("integer");
  const bounds = [minimum, maximum].filter((bound) => typeof bound === "number");
  const tried = [...bounds, ...wholes, ...(isWhole ? [] : fractions)];
  const holds = (bound: unknown, keeps: (bound: number) => boolean) =>
    typeof bound !== "number" || keeps(bound);
  return [...new Set(tried)].filter(
    (value) =>
      holds(minimum, (least) => value >= least) &&
      holds(maximum, (most) => value <= most) &&
      holds(exclusiveMinimum, (bound) => value > bound) &&
      holds(exclusiveMaximum, (bound) => value < bound) &&
      holds(multipleOf, (step) => Number.isInteger(value / step)),
  );
}

function textsOf({ format, pattern, minLength, maxLength }: JsonSchema): string[] {
  if (pattern !== undefined) return [];
  if (typeof format === "string")
    return [...(Object.hasOwn(formatted, format) ? (formatted[format] ?? []) : [])];
  const least = typeof minLength === "number" ? minLength : 0;
  const most = typeof maxLength === "number" ? maxLength : Number.POSITIVE_INFINITY;
  const longest = most <= 10_000 ? ["é".repeat(most), "🎉".repeat(most)] : [];
  return [...texts, ...longest]
    .map((text) => padded(text, least))
    .filter((text) => [...text].length >= least && [...text].length <= most);
}

/** The text, as often as it takes to be long enough. */
function padded(text: string, least: number): string {
  const length = [...text].length;
  return length === 0 || length >= least ? text : text.repeat(Math.ceil(least / length));
}

function listsOf({ items, minItems, maxItems, uniqueItems }: JsonSchema): unknown[][] {
  const least = typeof minItems === "number" ? minItems : 0;
  const most = typeof maxItems === "number" ? maxItems : 50;
  const inner = isSchema(items) ? edgesOf(items) : [];
  const [first] = inner;
  const lists = [
    [],
    ...inner.slice(0, 12).map((one) => [one]),
    inner.slice(0, most),
    ...(uniqueItems === true || first === undefined ? [] : [[first, first]]),
  ];
  return lists.filter(({ length }) => length >= least && length <= most);
}
