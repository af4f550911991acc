import type { Sql, SqlValue } from "./sql.ts";

export type StoredRow = Record<string, SqlValue>;

/** Most characters of texts that one answer lists: an object's memory must hold them several times. */
const textLimit = 16 * 1024 * 1024;

/** Rows of a query; `cut` when there are more than one answer may hold. */
export interface Rows {
  rows: StoredRow[];
  cut: boolean;
}

/** The rows of a query, up to what one answer may hold. */
export function readRows(sql: Sql, query: string, bindings: readonly SqlValue[]): Rows {
  const rows: StoredRow[] = [];
  let length = 0;
  for (const row of sql.exec<StoredRow>(query, ...bindings)) {
    for (const column in row) {
      const value = row[column];
      if (typeof value === "string") length += value.length;
    }
    if (length > textLimit && rows.length > 0) return { rows, cut: true };
    rows.push(row);
  }
  return { rows, cut: false };
}
