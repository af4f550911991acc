import type { ListQuery, Order } from "./list.ts";
import { invalid } from "./refusal.ts";
import type { SqlValue } from "./sql.ts";
import type { Condition } from "./uniqueness.ts";

/** The condition that holds for a table's rows after a cursor. `creation` is SQL of the number that breaks ties. */
export type After = (table: string, creation: string) => Condition;

/** Most characters of a text that a cursor holds: it has to fit into a URL. */
const textLimit = 100;

/**
 * An opaque text that says after which row the next page begins: by the values of what the rows are sorted by. Of a
 * long text it holds the start, as a list of its own.
 */
export function writeCursor(orderName: string, creation: number, sorted: readonly SqlValue[]): string {
  const place = [orderName, creation, ...sorted.map(shortened)];
  const bytes = new TextEncoder().encode(JSON.stringify(place));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function shortened(value: SqlValue): SqlValue | [string] {
  return typeof value === "string" && value.length > textLimit ? [startOf(value)] : value;
}

/** Whole characters only: half of one would compare as another. */
function startOf(text: string): string {
  return text.slice(0, textLimit).replace(/[\uD800-\uDBFF]$/, "");
}

/** @throws Refusal (invalid) when the text is no cursor, or one of another order */
export function readCursor(
  parameter: string,
  text: string,
  { orderName, order, isNewestFirst }: Pick<ListQuery, "orderName" | "order" | "isNewestFirst">,
): After {
  const [name, creation, ...values] = decode(text) ?? [];
  const sorted = values.flatMap((value) => placeOf(value) ?? []);
  if (name !== orderName || typeof creation !== "number" || sorted.length !== order.length) {
    throw invalid(parameter, "is not a cursor of this list");
  }
  return (table, key) => {
    const row = { table, key, creation };
    const tie = { sql: `${key} ${isNewestFirst ? "<" : ">"} ?`, bindings: [creation] };
    return sorted.reduceRight<Condition>(
      (rest, value, index) => beyond(row, { ...value, order: order[index], rest }),
      tie,
    );
  };
}

/** One value that the rows are sorted by, as a cursor holds it; undefined when it is none. */
function placeOf(value: unknown): Pick<Place, "sorted" | "isStart"> | undefined {
  if (value === null || typeof value === "string" || typeof value === "number") {
    return { sorted: value, isStart: false };
  }
  const [start] = Array.isArray(value) ? value : [];
  return typeof start === "string" ? { sorted: start, isStart: true } : undefined;
}

function decode(text: string): unknown[] | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
      char.charCodeAt(0),
    );
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Row {
  table: string;
  /** SQL of the number that breaks ties. */
  key: string;
  creation: number;
}

interface Place {
  sorted: SqlValue;
  /** Whether `sorted` is only the start of the row's value. */
  isStart: boolean;
  order: Order | undefined;
  /** What holds of the rows after it among those with the same value. */
  rest: Condition;
}

/** What holds of the rows that come after one by a key, or by the rest where they are equal in it. */
function beyond({ table, key, creation }: Row, { sorted, isStart, order, rest }: Place): Condition {
  if (order === undefined) return rest;
  const { sql, nullable, descending, emptyLast } = order;
  const isNullLast = descending === true || emptyLast === true;
  if (sorted === null) {
    const inTie = `(${sql} IS NULL AND ${rest.sql})`;
    return { sql: isNullLast ? inTie : `(${sql} IS NOT NULL OR ${inTie})`, bindings: rest.bindings };
  }
  const comparison = descending ? "<" : ">";
  // The rest of a long text is the row's own. Where the row is gone or changed, the page begins with all that have its
  // start: some rows may come again, none is left out.
  const value = isStart
    ? `coalesce((SELECT ${sql} FROM ${table} WHERE ${key} = ? AND instr(${sql}, ?) = 1), ?)`
    : "?";
  const outermost = descending ? `${sorted}\u{10FFFF}` : sorted;
  const values = isStart ? [creation, sorted, outermost] : [sorted];
  const after = `(${sql} ${comparison}= ${value} AND (${sql} ${comparison} ${value} OR ${rest.sql}))`;
  return {
    sql: nullable && isNullLast ? `(${after} OR ${sql} IS NULL)` : after,
    bindings: [...values, ...values, ...rest.bindings],
  };
}
