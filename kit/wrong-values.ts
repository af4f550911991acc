import type * as z from "zod";

const kinds = new Map<string, string>([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "an object"],
  ["record", "an object"],
]);

const forms = new Map<string, string>([
  ["email", "an email address"],
  ["uuid", "a UUID"],
  ["url", "an absolute URL"],
  ["date", "a date, as 2026-01-31"],
  ["datetime", "a moment, as 2026-01-31T09:30:00Z"],
  ["time", "a time, as 09:30"],
]);

/** What is said of a value that is not there, and of null where there must be another. */
export const missing = "is required";
export const notNull = "must not be null";

/** What is wrong with a value, as the end of a sentence that begins with the field; undefined where the schema says it itself. */
export function wrongWords(issue: z.core.$ZodRawIssue): string | undefined {
  const isMissing = issue.input === undefined;
  switch (issue.code) {
    case "invalid_type": {
      if (isMissing) return missing;
      if (issue.input === null) return notNull;
      const kind = kinds.get(issue.expected);
      return kind && `must be ${kind}`;
    }
    case "invalid_value": {
      if (isMissing) return missing;
      if (issue.input === null) return notNull;
      const values = issue.values.map(String);
      return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(", ")}`;
    }
    case "invalid_format": {
      const form = forms.get(issue.format);
      if (form !== undefined) return `must be ${form}`;
      return issue.pattern === undefined ? undefined : `must have the form ${formOf(issue.pattern)}`;
    }
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "too_small":
      return bounded(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive === false ? "more than" : "at least",
      );
    case "too_big":
      return bounded(
        issue.origin,
        Number(issue.maximum),
        issue.inclusive === false ? "less than" : "at most",
      );
    default:
      return undefined;
  }
}

/** A pattern as people write it, where it is of the whole text. */
function formOf(pattern: string): string {
  const source = pattern.slice(1, pattern.lastIndexOf("/"));
  if (!source.startsWith("^") || !source.endsWith("$")) return pattern;
  const whole = source.slice(1, -1);
  // Alternatives stand in a group that is not the owner's.
  const inner = whole.startsWith("(?:") && whole.endsWith(")") ? whole.slice(3, -1) : whole;
  return (inner.includes("|") && isPattern(inner) ? inner : whole).replaceAll("\\/", "/");
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function bounded(origin: string, limit: number, words: string): string {
  const unit = origin === "string" ? "character" : origin === "array" ? "element" : undefined;
  if (unit === undefined) return `must be ${words} ${limit}`;
  if (limit === 1 && words === "at least") return "must not be empty";
  return `must have ${words} ${limit} ${unit}${limit === 1 ? "" : "s"}`;
}
