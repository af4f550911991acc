import type { Order } from "./list.ts";
import { invalid } from "./refusal.ts";
import type { SqlValue } from "./sql.ts";

/** The condition that holds for a table's rows after a cursor. `creation` is SQL of the number that breaks ties. */
export type After = (table: string, creation: string) => { sql: string; bindings: SqlValue[] };

/** Most characters of a text that a cursor holds: it has to fit into a URL. */
const textLimit = 100;

/** An opaque text that says after which row the next page begins. Of a long text that it is sorted by, it holds the start. */
export function writeCursor(orderName: string, creation: number, sorted: SqlValue): string {
  const isLong = typeof sorted === "string" && sorted.length > textLimit;
  const place = isLong ? [orderName, creation, startOf(sorted), true] : [orderName, creation, sorted];
  const bytes = new TextEncoder().encode(JSON.stringify(place));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Whole characters only: half of one would compare as another. */
function startOf(text: string): string {
  return text.slice(0, textLimit).replace(/[\uD800-\uDBFF]$/, "");
}

/** @throws Refusal (invalid) when the text is no cursor, or one of another order */
export function readCursor(
  parameter: string,
  text: string,
  orderName: string,
  order: Order | undefined,
): After {
  const [name, creation, sorted, isStart = false] = decode(text) ?? [];
  const isValue = sorted === null || typeof sorted === "string" || typeof sorted === "number";
  if (name !== orderName || typeof creation !== "number" || !isValue || typeof isStart !== "boolean") {
    throw invalid(parameter, "is not a cursor of this list");
  }
  return (table, key) => after({ table, key, creation, sorted, isStart, order });
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

interface Place {
  table: string;
  /** SQL of the number that breaks ties. */
  key: string;
  creation: number;
  sorted: SqlValue;
  /** Whether `sorted` is only the start of the row's value. */
  isStart: boolean;
  order: Order | undefined;
}

function after({ table, key, creation, sorted, isStart, order }: Place) {
  if (order === undefined) return { sql: `${key} > ?`, bindings: [creation] };
  const { sql, nullable } = order;
  const comparison = order.descending ? "<" : ">";
  const tie = `${key} ${comparison} ?`;
  if (sorted === null) {
    const inTie = `(${sql} IS NULL AND ${tie})`;
    return { sql: order.descending ? inTie : `(${sql} IS NOT NULL OR ${inTie})`, bindings: [creation] };
  }
  // The rest of a long text is the row's own. Where the row is gone or changed, the page begins with all that have its
  // start: some rows may come again, none is left out.
  const value = isStart
    ? `coalesce((SELECT ${sql} FROM ${table} WHERE ${key} = ? AND instr(${sql}, ?) = 1), ?)`
    : "?";
  const outermost = order.descending ? `${sorted}\u{10FFFF}` : sorted;
  const values = isStart ? [creation, sorted, outermost] : [sorted];
  const beyond = `(${sql} ${comparison}= ${value} AND (${sql} ${comparison} ${value} OR ${tie}))`;
  return {
    sql: nullable && order.descending ? `(${beyond} OR ${sql} IS NULL)` : beyond,
    bindings: [...values, ...values, creation],
  };
}
