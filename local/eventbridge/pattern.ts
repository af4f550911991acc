import { ServiceError } from "../errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../stepfunctions/json.ts";

/**
 * Whether an event matches an event pattern, by EventBridge's rules: every field of the pattern must match; a list
 * holds alternatives (values, or filters: prefix, suffix, anything-but, numeric, exists, equals-ignore-case,
 * wildcard); a list in the event matches when one of its elements does; `$or` holds alternative patterns.
 * Throws ServiceError InvalidEventPatternException for a filter that EventBridge does not know.
 */
export function matchesPattern(pattern: JsonObject, event: Json | undefined): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    if (field === "$or") {
      if (!Array.isArray(expected)) throw invalid("$or wants a list of patterns");
      return expected.some((alternative) => isJsonObject(alternative) && matchesPattern(alternative, event));
    }
    const actual = isJsonObject(event) ? event[field] : undefined;
    if (isJsonObject(expected)) {
      if (Array.isArray(actual)) return actual.some((element) => matchesPattern(expected, element));
      return matchesPattern(expected, actual);
    }
    if (!Array.isArray(expected)) throw invalid(`"${field}" must be a list or an object`);
    return expected.some((alternative) => matchesField(alternative, actual));
  });
}

function matchesField(expected: Json, actual: Json | undefined): boolean {
  if (isJsonObject(expected)) {
    const [[filter, argument] = []] = Object.entries(expected);
    if (filter === "exists") return argument === (actual !== undefined);
    if (actual === undefined) return false;
    if (filter === "anything-but") return elements(actual).some((value) => isOther(argument ?? null, value));
    return elements(actual).some((value) => passes(filter ?? "", argument ?? null, value));
  }
  return actual !== undefined && elements(actual).some((value) => value === expected);
}

function elements(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

function passes(filter: string, argument: Json, value: Json): boolean {
  switch (filter) {
    case "prefix":
    case "suffix":
      return matchesEdge(filter, argument, value);
    case "equals-ignore-case":
      return typeof value === "string" && value.toLowerCase() === text(filter, argument).toLowerCase();
    case "wildcard":
      return typeof value === "string" && wildcard(text(filter, argument)).test(value);
    case "numeric":
      return typeof value === "number" && inRange(argument, value);
    default:
      throw invalid(`there is no filter "${filter}"`);
  }
}

function matchesEdge(filter: "prefix" | "suffix", argument: Json, value: Json): boolean {
  if (typeof value !== "string") return false;
  const ignoringCase = isJsonObject(argument);
  const wanted = text(filter, isJsonObject(argument) ? (argument["equals-ignore-case"] ?? null) : argument);
  const edge =
    filter === "prefix" ? value.slice(0, wanted.length) : value.slice(-wanted.length || value.length);
  return ignoringCase ? edge.toLowerCase() === wanted.toLowerCase() : edge === wanted;
}

function isOther(argument: Json, value: Json): boolean {
  if (isJsonObject(argument)) {
    const [[filter, inner] = []] = Object.entries(argument);
    return elements(inner ?? null).every((excluded) => !passes(filter ?? "", excluded, value));
  }
  return !elements(argument).includes(value);
}

function inRange(argument: Json, value: number): boolean {
  if (!Array.isArray(argument) || argument.length % 2 !== 0)
    throw invalid("numeric wants pairs of operator and number");
  for (let index = 0; index < argument.length; index += 2) {
    const [operator, bound] = [argument[index], argument[index + 1]];
    if (typeof bound !== "number") throw invalid("numeric compares with numbers");
    if (!compare(operator, value, bound)) return false;
  }
  return true;
}

function compare(operator: Json | undefined, value: number, bound: number): boolean {
  switch (operator) {
    case "=":
      return value === bound;
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
    default:
      throw invalid(`numeric has no operator ${JSON.stringify(operator)}`);
  }
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split(/(\\\*|\\\\|\*)/).map((part) => {
    if (part === "*") return ".*";
    if (part === "\\*" || part === "\\\\") return part;
    return part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "s");
}

function text(filter: string, argument: Json): string {
  if (typeof argument === "string") return argument;
  throw invalid(`${filter} wants a text`);
}

function invalid(reason: string): ServiceError {
  return new ServiceError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
