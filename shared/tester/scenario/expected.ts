import type { Json } from "../../models/model.ts";
import { isToken } from "../model/sessions.ts";
import { isObject } from "../model/values.ts";

/** What is known before a test runs of a value that it will see. */
export type Expected =
  | { kind: "value"; value: Json }
  /** So many milliseconds from the request, or for a day so many days. */
  | { kind: "time"; offset: number; isDay: boolean }
  /** What only the service knows: the identifier of something that the test did not see being made. */
  | { kind: "anything" }
  /** The token of a session, which only the answer tells. */
  | { kind: "token" }
  | { kind: "object"; entries: [string, Expected][] }
  | { kind: "list"; items: Expected[] };

const day = 86_400_000;
const pattern = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/;

/** What two runs at other times have in common; undefined when nothing. */
export function common(
  one: Json,
  other: Json,
  [first, second]: readonly [string, string],
): Expected | undefined {
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) return undefined;
    const items = one.map((item, index) => common(item, other[index] ?? null, [first, second]));
    return items.some((item) => item === undefined)
      ? undefined
      : { kind: "list", items: items.flatMap((item) => item ?? []) };
  }
  if (isObject(one) && isObject(other)) {
    const entries = Object.entries(one).flatMap(([name, value]): [string, Expected][] => {
      const shared = Object.hasOwn(other, name)
        ? common(value, other[name] ?? null, [first, second])
        : undefined;
      return shared === undefined ? [] : [[name, shared]];
    });
    return { kind: "object", entries };
  }
  if (typeof one === "string" && typeof other === "string" && one !== other) {
    if (!pattern.test(one) || !pattern.test(other)) return undefined;
    const isDay = one.length === 10;
    const offset = offsetOf(other, second, isDay);
    const isSame = Math.abs(offsetOf(one, first, isDay) - offset) < (isDay ? 1 : 60_000);
    return isSame ? { kind: "time", offset, isDay } : undefined;
  }
  return one === other ? { kind: "value", value: one } : undefined;
}

function offsetOf(value: string, now: string, isDay: boolean): number {
  const from = isDay ? Date.parse(now.slice(0, 10)) : Date.parse(now);
  return isDay ? (Date.parse(value) - from) / day : Date.parse(value) - from;
}

/** How the model writes the identifier of a thing, in a text too. */
export const token = /\u{E000}[^\u{E000}]*\u{E000}/gu;

/** What a test can say of a value when it knows the identifiers of some things. */
export function sayable(expected: Expected, known: ReadonlySet<Json>): Expected {
  switch (expected.kind) {
    case "value":
      if (isToken(expected.value)) return { kind: "token" };
      return (JSON.stringify(expected.value).match(token) ?? []).every((id) => known.has(id))
        ? expected
        : { kind: "anything" };
    case "object":
      return {
        kind: "object",
        entries: expected.entries.map(([name, inner]) => [name, sayable(inner, known)]),
      };
    case "list":
      return { kind: "list", items: expected.items.map((item) => sayable(item, known)) };
    default:
      return expected;
  }
}

/** Whether a value is as expected, as a test would see it. */
export function meets(expected: Expected, value: Json | undefined, now: string): boolean {
  switch (expected.kind) {
    case "value":
      return JSON.stringify(expected.value) === JSON.stringify(value);
    case "anything":
      return value !== undefined && value !== null;
    case "token":
      return typeof value === "string";
    case "time":
      return (
        typeof value === "string" &&
        pattern.test(value) &&
        (value.length === 10) === expected.isDay &&
        Math.abs(offsetOf(value, now, expected.isDay) - expected.offset) < (expected.isDay ? 1 : 60_000)
      );
    case "object":
      return isObject(value) && expected.entries.every(([name, inner]) => meets(inner, value[name], now));
    case "list":
      return (
        Array.isArray(value) &&
        value.length === expected.items.length &&
        expected.items.every((inner, index) => meets(inner, value[index], now))
      );
  }
}

/** Only some properties of an object, or of each of a list's. */
export function watched(expected: Expected, names: readonly string[] | undefined): Expected {
  if (names === undefined) return expected;
  if (expected.kind === "list")
    return { kind: "list", items: expected.items.map((item) => watched(item, names)) };
  if (expected.kind !== "object") return expected;
  return { kind: "object", entries: expected.entries.filter(([name]) => names.includes(name)) };
}
