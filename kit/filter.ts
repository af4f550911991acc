import { isDay, readMoment } from "./calendar.ts";
import { fold } from "./compare.ts";
import { numberOf } from "./query.ts";
import { invalid } from "./refusal.ts";
import type { SqlValue } from "./sql.ts";
import { isKept, notKept } from "./text.ts";

/** A condition that a query parameter sets. */
export interface Filter {
  parameter: string;
  /** SQL with one or more `?`, each for the parameter's value. */
  sql: string;
  type:
    | "string"
    /** Compared without regard to case. */
    | "folded"
    | "integer"
    | "number"
    | "boolean"
    | "date"
    | "time"
    /** An instant, in seconds since the epoch. */
    | "datetime"
    /** A time that the service itself has written, as text. */
    | "timestamp";
  /** The only values allowed. */
  values?: readonly string[];
  /** Takes several values, separated by commas, and gives SQL a JSON array. */
  several?: boolean;
  /** Given more than once, each of its values must fit; otherwise the first alone counts. */
  every?: boolean;
}

/** @throws Refusal (invalid) when the text is not a value of the filter's type */
export function readFilter(filter: Filter, text: string): SqlValue {
  if (!filter.several) return readValue(filter, text);
  return JSON.stringify(text.split(",").map((part) => readValue(filter, part)));
}

function readValue({ parameter, type, values }: Filter, text: string): string | number {
  if (values !== undefined && !values.includes(text)) {
    throw invalid(parameter, `must be one of ${values.join(", ")}`);
  }
  switch (type) {
    case "string":
    case "folded":
      if (!isKept(text)) throw invalid(parameter, notKept);
      return type === "folded" ? fold(text) : text;
    case "boolean":
      if (text === "true") return 1;
      if (text === "false") return 0;
      throw invalid(parameter, "must be true or false");
    case "integer": {
      const number = numberOf(text);
      if (Number.isSafeInteger(number)) return Number(number);
      throw invalid(parameter, "must be a whole number");
    }
    case "number": {
      const number = numberOf(text);
      if (Number.isFinite(number)) return Number(number);
      throw invalid(parameter, "must be a number");
    }
    case "date":
      if (isDay(text)) return text;
      throw invalid(parameter, "must be a date, as in 2030-01-31");
    case "time":
      if (/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text)) return text.length === 5 ? `${text}:00` : text;
      throw invalid(parameter, "must be a time, as in 14:30");
    case "datetime":
      return readInstant(parameter, text) / 1000;
    case "timestamp":
      return new Date(readInstant(parameter, text)).toISOString();
  }
}

function readInstant(parameter: string, text: string): number {
  const time = readMoment(text);
  if (time !== undefined) return time;
  throw invalid(parameter, "must be a date and time, as in 2030-01-31T14:30:00Z");
}
