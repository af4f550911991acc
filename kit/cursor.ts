import type { Order } from "./list.ts";
import { invalid } from "./refusal.ts";
import type { SqlValue } from "./sql.ts";

/** The condition that holds for the rows after a cursor. `creation` is SQL of the number that breaks ties. */
export type After = (creation: string) => { sql: string; bindings: SqlValue[] };

/** An opaque text that says after which row the next page begins. */
export function writeCursor(orderName: string, creation: number, sorted: SqlValue): string {
  const bytes = new TextEncoder().encode(JSON.stringify([orderName, creation, sorted]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** @throws Refusal (invalid) when the text is no cursor, or one of another order */
export function readCursor(
  parameter: string,
  text: string,
  orderName: string,
  order: Order | undefined,
): After {
  const [name, creation, sorted] = decode(text) ?? [];
  const isValue = sorted === null || typeof sorted === "string" || typeof sorted === "number";
  if (name !== orderName || typeof creation !== "number" || !isValue) {
    throw invalid(parameter, "is not a cursor of this list");
  }
  return (key) => after(key, creation, sorted, order);
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

function after(key: string, creation: number, sorted: SqlValue, order: Order | undefined) {
  if (order === undefined) return { sql: `${key} > ?`, bindings: [creation] };
  const { sql, nullable } = order;
  const comparison = order.descending ? "<" : ">";
  const tie = `${key} ${comparison} ?`;
  if (sorted === null) {
    const inTie = `(${sql} IS NULL AND ${tie})`;
    return { sql: order.descending ? inTie : `(${sql} IS NOT NULL OR ${inTie})`, bindings: [creation] };
  }
  const beyond = `(${sql} ${comparison}= ? AND (${sql} ${comparison} ? OR ${tie}))`;
  return {
    sql: nullable && order.descending ? `(${beyond} OR ${sql} IS NULL)` : beyond,
    bindings: [sorted, sorted, creation],
  };
}
