import type * as z from "zod";
import { readJson } from "./json.ts";
import { type FieldError, invalid, Refusal } from "./refusal.ts";

/** Most errors that one answer tells. */
const errorLimit = 20;

/** Most characters of a field's name in an error: it may be the caller's own. */
const nameLimit = 100;

/**
 * The request's body as a JSON object without a prototype, so that only the caller's own properties are found in it.
 * `ignoring` names properties to drop: what the service sets itself. `mayBeEmpty`: no body at all is an empty object.
 *
 * @throws Refusal (malformed when the body is not a JSON object; tooLarge, invalid as `readJson` says)
 */
export async function readObject(
  request: Request,
  ignoring: readonly string[] = [],
  mayBeEmpty = false,
): Promise<Record<string, unknown>> {
  const body = await readJson(request, mayBeEmpty ? {} : undefined);
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

/**
 * The value as the schema gives it.
 *
 * @throws Refusal (invalid) with one error for each field at fault, up to a limit
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, {
    error: (issue) =>
      (issue.code === "invalid_type" || issue.code === "invalid_value") && issue.input === undefined
        ? "is required"
        : undefined,
  });
  if (result.success) return result.data;
  const { issues } = result.error;
  const errors = issues.slice(0, errorLimit).flatMap(fieldErrors).slice(0, errorLimit);
  const more = issues.length > errorLimit ? ` There are ${issues.length - errorLimit} more.` : "";
  throw new Refusal(
    "invalid",
    `${errors.map(({ field, message }) => `${field}: ${message}`).join("; ")}.${more}`,
    errors,
  );
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .slice(0, errorLimit)
      .map((field) => ({ field: shortened(field), message: "is not a known property" }));
  }
  return [{ field: shortened(issue.path.map(String).join(".")), message: issue.message }];
}

function shortened(name: string): string {
  return name.length > nameLimit ? `${name.slice(0, nameLimit).toWellFormed()}…` : name;
}

/** The object with one property under another name, without a prototype that the new name could meet. */
export function renamed(object: object, from: string, to: string): Record<string, unknown> {
  const result: Record<string, unknown> = Object.assign(Object.create(null), object);
  if (!Object.hasOwn(result, from)) return result;
  result[to] = result[from];
  delete result[from];
  return result;
}
