import type { Random } from "../../shared/random.ts";
import { isSchema, type JsonSchema } from "./openapi.ts";
import { sampleOf } from "./sample.ts";

const words = [
  "Zoë",
  "ångström",
  "a",
  "Ada Lovelace",
  "x y  z",
  "it's",
  "100%_",
  "日本語",
  "👩‍🚀 crew",
  "ALL CAPS",
];
const day = 86_400_000;
const hour = 3_600_000;

/** Hours by which a moment may be written beside UTC. */
const offsets = [-11, -5, 5.5, 13];

/** A value for a property that a schema does not tell all about, a reference say; undefined to go by the schema. */
type Known = (name: string, schema: JsonSchema) => unknown;

/**
 * A value that a schema takes, as far as it says: at its bounds more often than chance would have it. Numbers that are
 * asked for one after another by `turn` go through all that there are, so that none is left to chance.
 */
export function validOf(
  schema: JsonSchema,
  random: Random,
  index: number,
  known: Known = () => undefined,
  turn?: number,
): unknown {
  const { type, enum: values } = schema;
  if (Array.isArray(values)) return random.pick(values);
  switch (typeOf(type)) {
    case "integer":
    case "number": {
      const [least, most] = boundsOf(schema);
      if (least !== undefined && random.chance(0.2)) return least;
      if (most !== undefined && random.chance(0.2)) return most;
      return sampleOf(schema, turn ?? random.below(50));
    }
    case "boolean":
      return random.chance(0.5);
    case "string":
      return textOf(schema, random, index);
    case "array": {
      const { items, minItems = 1, maxItems = 4 } = schema;
      const length = Math.max(Number(minItems), Math.min(Number(maxItems), random.below(4)));
      return Array.from({ length }, (_, offset) =>
        validOf(isSchema(items) ? items : {}, random, index + offset, known),
      );
    }
    case "object":
      return Object.fromEntries(
        Object.entries(isSchema(schema.properties) ? schema.properties : {}).map(([name, inner]) => [
          name,
          known(name, isSchema(inner) ? inner : {}) ??
            validOf(isSchema(inner) ? inner : {}, random, index, known),
        ]),
      );
    default:
      return sampleOf(schema, index);
  }
}

/** A value that a schema probably refuses, or just takes: at its bounds and beyond, of another type, empty, odd. */
export function oddOf(schema: JsonSchema, random: Random): unknown {
  const [least, most] = boundsOf(schema);
  const lengths = [schema.minLength, schema.maxLength].filter((bound) => typeof bound === "number");
  const near = [least, most].flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]));
  const long = lengths.flatMap((bound) =>
    [bound - 1, bound, bound + 1].filter((length) => length >= 0).map((length) => "é".repeat(length)),
  );
  const odd = [
    ...near,
    ...long,
    null,
    "",
    " ",
    "12",
    -1,
    0,
    1.5,
    1e15,
    true,
    [],
    {},
    "x".repeat(5_000),
    "‮ text",
    "2024-02-30",
    "not one of them",
  ];
  return random.pick(odd);
}

function typeOf(type: unknown): unknown {
  return Array.isArray(type) ? type.find((one) => one !== "null") : type;
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, type }: JsonSchema) {
  const step = typeOf(type) === "integer" ? 1 : 0.5;
  const bound = (inclusive: unknown, exclusive: unknown, inward: number) =>
    typeof inclusive === "number"
      ? inclusive
      : typeof exclusive === "number"
        ? exclusive + inward
        : undefined;
  return [bound(minimum, exclusiveMinimum, step), bound(maximum, exclusiveMaximum, -step)] as const;
}

function textOf(schema: JsonSchema, random: Random, index: number): string {
  const { format, pattern, minLength, maxLength } = schema;
  if (format === "date" || format === "date-time") {
    const moment = Date.UTC(2091, 0, 1) + random.below(400) * day + random.below(day);
    if (format === "date-time" && random.chance(0.5)) return elsewhere(moment, random);
    const date = new Date(moment).toISOString();
    return format === "date" ? date.slice(0, 10) : date;
  }
  if (format !== undefined || pattern !== undefined) return String(sampleOf(schema, index));
  const text = `${random.pick(words)} ${index}`;
  const least = Number(minLength ?? 0);
  const most = Number(maxLength ?? Number.POSITIVE_INFINITY);
  const length = [...text].length;
  return length >= least && length <= most ? text : String(sampleOf(schema, index));
}

/** A moment as a clock shows it that is hours beside UTC, often so that it is another day there. */
function elsewhere(moment: number, random: Random): string {
  const offset = random.pick(offsets) ?? 0;
  const near = random.chance(0.7) ? moment - (moment % day) - Math.sign(offset) * 0.5 * hour : moment;
  const [date = ""] = new Date(near + offset * hour).toISOString().split("Z");
  const minutes = Math.abs(offset % 1) * 60;
  const written = [Math.trunc(Math.abs(offset)), minutes]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return `${date}${offset < 0 ? "-" : "+"}${written}`;
}
