import { lengthened, slotsOf, stringAt } from "../../shared/tester/samples/pattern.ts";
import { isSchema, type JsonSchema } from "./openapi.ts";

const day = 86_400_000;
const texts: Record<string, (index: number) => string> = {
  uuid: (index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  email: (index) => `smoke${index}@example.com`,
  uri: (index) => `https://example.com/smoke/${index}`,
  date: (index) => dateAt(index).slice(0, 10),
  "date-time": dateAt,
};

/**
 * A value that a JSON Schema probably takes; other numbers give other values where it has them. What a schema demands
 * in ways that are not read here is left to the service to refuse.
 */
export function sampleOf(schema: JsonSchema, index: number): unknown {
  const { type, enum: values, items, minItems, properties } = schema;
  if (Array.isArray(values)) return values[index % values.length];
  switch (Array.isArray(type) ? type[0] : type) {
    case "integer":
    case "number":
      return numberOf(schema, index);
    case "boolean":
      return index % 2 === 1;
    case "array": {
      const length = Math.max(1, numberIn(minItems) ?? 1);
      return Array.from({ length }, (_, offset) => sampleOf(isSchema(items) ? items : {}, index + offset));
    }
    case "object":
      return Object.fromEntries(
        Object.entries(isSchema(properties) ? properties : {}).map(([name, inner]) => [
          name,
          sampleOf(isSchema(inner) ? inner : {}, index),
        ]),
      );
    default:
      return textOf(schema, index);
  }
}

function textOf({ format, pattern, minLength, maxLength }: JsonSchema, index: number): string {
  const slots = typeof pattern === "string" ? slotsOf(pattern.replace(/^\^|\$$/g, "")) : undefined;
  if (slots !== undefined) return stringAt(lengthened(slots, numberIn(minLength)), index);
  const written = typeof format === "string" && Object.hasOwn(texts, format) ? texts[format] : undefined;
  if (written !== undefined) return written(index);
  const text = `smoke ${index}`.padEnd(numberIn(minLength) ?? 0, ".");
  const longest = numberIn(maxLength) ?? text.length;
  return text.length <= longest ? text : String(index).padStart(longest, "s").slice(-longest);
}

function numberOf(schema: JsonSchema, index: number): number {
  const step = numberIn(schema.multipleOf) ?? (schema.type === "number" ? 0.5 : 1);
  const above = numberIn(schema.exclusiveMinimum);
  const least = numberIn(schema.minimum) ?? (above === undefined ? undefined : above + step);
  const below = numberIn(schema.exclusiveMaximum);
  const most = numberIn(schema.maximum) ?? (below === undefined ? undefined : below - step);
  const first = Math.ceil((least ?? Math.min(1, most ?? 1)) / step);
  const count =
    most === undefined ? Number.MAX_SAFE_INTEGER : Math.max(1, Math.floor(most / step) - first + 1);
  return Number(((first + (index % count)) * step).toPrecision(12));
}

function numberIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** After today, as far as rules ask for one side of it: dates are more often to come. */
function dateAt(index: number): string {
  return new Date(Date.UTC(2091, 0, 1) + index * day).toISOString();
}
