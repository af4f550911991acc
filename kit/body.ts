import type * as z from "zod";
import { type FieldError, invalid, Refusal } from "./refusal.ts";

/**
 * The request's body as a JSON object without a prototype, so that only the caller's own properties are found in it.
 * `ignoring` names properties to drop: what the service sets itself.
 *
 * @throws Refusal (malformed) when the body is not a JSON object
 */
export async function readObject(
  request: Request,
  ignoring: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const body = parseJson(await request.text());
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refusal("malformed", "The body must be a JSON object.");
  }
  const object: Record<string, unknown> = Object.assign(Object.create(null), body);
  for (const property of ignoring) delete object[property];
  return object;
}

/** What an object wraps under a property that is its only one, without a prototype; any other object as it is. */
export function unwrapped(object: Record<string, unknown>, property: string): Record<string, unknown> {
  const inner = object[property];
  const isAlone = Object.keys(object).length === 1 && Object.hasOwn(object, property);
  if (!isAlone || typeof inner !== "object" || inner === null || Array.isArray(inner)) return object;
  return Object.assign(Object.create(null), inner);
}

/**
 * The object with the key that the path names.
 *
 * @throws Refusal (invalid) when the object itself says another one
 */
export function withKey(object: Record<string, unknown>, property: string, key: string | number) {
  if (Object.hasOwn(object, property) && object[property] !== key) {
    throw invalid(property, "must be the one in the path");
  }
  object[property] = key;
  return object;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("malformed", "The body is not valid JSON.");
  }
}

/**
 * The value as the schema gives it.
 *
 * @throws Refusal (invalid) with one error for each field at fault
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, {
    error: (issue) =>
      issue.code === "invalid_type" && issue.input === undefined ? "is required" : undefined,
  });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors);
  throw new Refusal(
    "invalid",
    `${errors.map(({ field, message }) => `${field}: ${message}`).join("; ")}.`,
    errors,
  );
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((field) => ({ field, message: "is not a known property" }));
  }
  return [{ field: issue.path.map(String).join("."), message: issue.message }];
}

/** The object with one property under another name, without a prototype that the new name could meet. */
export function renamed(object: object, from: string, to: string): Record<string, unknown> {
  const result: Record<string, unknown> = Object.assign(Object.create(null), object);
  if (!Object.hasOwn(result, from)) return result;
  result[to] = result[from];
  delete result[from];
  return result;
}
