import type { FunctionName } from "../blueprint/expression.ts";
import type { Json } from "../models/model.ts";

export const dayLength = 86_400_000;

/** Milliseconds of the units of which each is as long as another. */
export const steadyLengths = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayLength,
  week: 7 * dayLength,
} as const;

export const moment = /^\d{4}-\d\d-\d\dT/;

/** What a function of the language gives, from what it means and nothing else. */
export function functionValue(name: FunctionName, values: readonly Json[]): Json {
  if (values.some((value) => value === null)) return null;
  const [first = null, second = null, third = null] = values;
  const text = String(first);
  const number = Number(first);
  switch (name) {
    case "round": {
      const factor = 10 ** (second === null ? 0 : Number(second));
      // A half that is kept as a little less is a half.
      const near = Math.abs(number) * (1 + 5 * Number.EPSILON);
      return (Math.sign(number) * Math.round(near * factor)) / factor;
    }
    case "floor":
      return Math.floor(number);
    case "ceiling":
      return Math.ceil(number);
    case "absolute":
      return Math.abs(number);
    case "remainder":
      return Number(second) === 0 ? null : number % Number(second);
    case "length":
      return [...text].length;
    case "trim":
      return text.replace(/^ +| +$/g, "");
    case "lower":
      return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    case "upper":
      return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    case "start":
      return [...text].slice(0, Number(second)).join("");
    case "contains":
      return text.includes(String(second));
    case "replace":
      return second === "" ? text : text.replaceAll(String(second), () => String(third));
    case "join":
      return (Array.isArray(first) ? first : []).filter((one) => one !== null).join(String(second));
    case "date":
      return new Date(text).toISOString().slice(0, 10);
    case "year":
      return new Date(text).getUTCFullYear();
    case "month":
      return new Date(text).getUTCMonth() + 1;
    case "day":
      return new Date(text).getUTCDate();
    case "hour":
      return new Date(text).getUTCHours();
    case "weekday":
      return ((new Date(text).getUTCDay() + 6) % 7) + 1;
    case "seconds":
    case "minutes":
    case "hours":
    case "days": {
      const unit = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: dayLength }[name];
      return Math.trunc((instantOf(String(second)) - instantOf(text)) / unit);
    }
    case "smaller":
      return compare(first, second) <= 0 ? first : second;
    case "larger":
      return compare(first, second) >= 0 ? first : second;
  }
}

/** Moments by time, numbers by size, texts by their code points. */
export function compare(one: Json, other: Json): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [left, right] = [String(one), String(other)];
  if (moment.test(left) && moment.test(right)) return Date.parse(left) - Date.parse(right);
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Milliseconds of a day or moment, or of a time of day. */
function instantOf(text: string): number {
  return Date.parse(/^\d\d:/.test(text) ? `2000-01-01T${text}Z` : text);
}
