import * as z from "zod";
import { errorLimit, Faults } from "./faults.ts";
import { readJson } from "./json.ts";
import { type Fault, invalid, type Reason, Refusal } from "./refusal.ts";
import { missing, notNull, wrongWords } from "./wrong-values.ts";

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
  const result = schema.safeParse(value, { error: wrongWords });
  if (result.success) return result.data;
  // Of what is wrong with one value the first is enough.
  const paths = result.error.issues.map(({ path }) => JSON.stringify(path));
  const issues = result.error.issues.filter(
    ({ code }, index) => code === "unrecognized_keys" || paths.indexOf(paths[index] ?? "") === index,
  );
  const errors = issues.slice(0, errorLimit).flatMap(fieldErrors).slice(0, errorLimit);
  const more = issues.length > errorLimit ? ` There are ${issues.length - errorLimit} more.` : "";
  throw new Refusal(
    "invalid",
    `${errors.map(({ field, message }) => `${field}: ${message}`).join("; ")}.${more}`,
    errors,
  );
}

/** Any JSON value but null. */
export const anything = z.unknown().check(({ value, issues }) => {
  if (value === undefined || value === null)
    issues.push({ code: "invalid_type", expected: "unknown", input: value });
  else if (!isJson(value))
    issues.push({
      code: "custom",
      message: "must hold no number that is too large to be kept",
      input: value,
    });
});

/** JSON may write numbers that are none here. */
function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isJson);
}

/** Looks at more than a schema can see, in those fields of an object that are right and in all that it holds, and refuses. */
export type Check<Value> = (given: Partial<Value>, whole: unknown) => void;

/**
 * Refuses an object that holds any of the properties, whatever their values.
 *
 * @throws Refusal (invalid) with one error for each that is there
 */
export function refuseGiven(object: unknown, properties: readonly string[]): void {
  const given = properties.filter((property) => Object.hasOwn(Object(object), property));
  if (given.length === 0) return;
  const errors = given.map((field) => ({ field, message: "can't be given here" }));
  throw new Refusal("invalid", `${given.join(", ")}: can't be given here.`, errors);
}

/**
 * The object as the schema gives it, once it passes the checks as well.
 *
 * @throws Refusal (invalid; unknownReference where nothing else is wrong) with one error for each field at fault, in the
 * order of the names (the schema's, where none are given), up to a limit
 */
export function parseChecked<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  checks: readonly Check<z.output<Schema>>[],
  names: readonly string[] = Object.keys(schema.shape),
): z.output<Schema> {
  const faults = new Faults();
  const whole = faults.gather(() => parse(schema, value));
  const given = whole ?? rightFields(schema, value);
  for (const check of checks) faults.gather(() => check(given, value));
  if (whole === undefined || !faults.isEmpty) throw faults.refusal(names);
  return whole;
}

/** How a request is read where something is told before what is wrong with its body. */
interface JudgedReading<Schema extends z.ZodObject, Sent, Result> {
  /** What a request has for the schema. */
  sent: () => Sent | Promise<Sent>;
  read: (sent: Sent) => Result;
  /** Looks at the request, and at those fields of what is sent that are right by themselves, and refuses. */
  judge: (given: Partial<z.output<Schema>>) => void;
}

/**
 * What `read` gives of what is sent. Where either refuses, `judge` is asked first, and what it refuses with is told in its place.
 *
 * @throws Refusal as they do
 */
export async function refusedFirst<Schema extends z.ZodObject, Sent, Result>(
  schema: Schema,
  { sent, read, judge }: JudgedReading<Schema, Sent, Result>,
): Promise<Result> {
  let value: Sent | undefined;
  try {
    value = await sent();
    return read(value);
  } catch (error) {
    if (error instanceof Refusal) judge(rightFields(schema, value));
    throw error;
  }
}

/**
 * The same; what is right is judged as well.
 *
 * @throws Refusal as they do
 */
export async function judgedFirst<Schema extends z.ZodObject, Sent>(
  schema: Schema,
  reading: JudgedReading<Schema, Sent, z.output<Schema>>,
): Promise<z.output<Schema>> {
  const whole = await refusedFirst(schema, reading);
  reading.judge(whole);
  return whole;
}

/** The fields that are right by themselves. */
function rightFields<Schema extends z.ZodObject>(schema: Schema, value: unknown): Partial<z.output<Schema>> {
  const given = new Map<string, unknown>(Object.entries(Object(value)));
  const right = Object.entries(schema.shape).flatMap(([name, field]) => {
    const { data } = (field as z.ZodType).safeParse(given.get(name));
    return data === undefined ? [] : [[name, data]];
  });
  return Object.fromEntries(right);
}

function fieldErrors(issue: z.core.$ZodIssue): Fault[] {
  const { code, message, path } = issue;
  if (code === "unrecognized_keys") {
    return issue.keys.slice(0, errorLimit).map((key) => ({
      field: shortened(key),
      message: "is not a known property",
      reason: "unknown",
      path: [...path, shortened(key)],
    }));
  }
  return [{ field: shortened(path.map(String).join(".")), message, reason: reasonOf(issue), path }];
}

function reasonOf({ code, message }: z.core.$ZodIssue): Reason | undefined {
  if (message === missing) return "missing";
  if (message === notNull) return "null";
  return code === "too_small" || code === "too_big" || code === "not_multiple_of" ? "range" : undefined;
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
