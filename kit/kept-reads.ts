import { type Rows, readRows, type StoredRow } from "./rows.ts";
import type { Sql, SqlValue } from "./sql.ts";

interface Kept {
  rows: readonly StoredRow[];
  bytes: number;
}

/** Of one table: results that are kept, bytes of all of them, and of one. An isolate's memory serves many objects. */
const limits = { results: 200, bytes: 1024 * 1024, result: 256 * 1024 };

/**
 * What SQLite works out of more than the data and the values given: chance, the clock, what the connection did last. A
 * column that is called like one of these costs no more than the keeping.
 */
const unsteady = [
  /\b(?:random|randomblob|changes|total_changes|last_insert_rowid|current_date|current_time|current_timestamp)\b/i,
  /['"](?:now|subsec|subsecond)['"]\s*[,)]/i,
  /\b(?:date|time|datetime|julianday|unixepoch)\s*\(\s*\)/i,
  /\bstrftime\s*\(\s*'[^']*'\s*\)/i,
];

/** `unixepoch(x, 'subsec')` is of x; without it, of now. */
const withFraction = /,\s*'subsec'\s*\)/gi;

/** What a date function takes for the moment at which it runs. */
const momentary = /^(?:now|subsec|subsecond)$/i;

/**
 * Rows that statements have read, kept in memory until anything of the data is written: by then the same statement with the
 * same values reads the same rows. SQLite counts the rows that a connection changes, those of triggers among them, so no
 * way to write has to know of this. What was read least recently goes first.
 *
 * Not for reads within a transaction: what was written before them can be undone, which SQLite does not count.
 */
export class KeptReads {
  readonly #sql: Sql;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #changes = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** As `readRows`. The rows are the caller's own. */
  read(query: string, bindings: readonly SqlValue[]): Rows {
    this.#forgetChanged();
    const key = keyOf(query, bindings);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return { rows: copied(kept.rows), cut: false };
    }
    const read = readRows(this.#sql, query, bindings);
    if (!read.cut && isSteady(query, bindings)) this.#keep(key, read.rows);
    return read;
  }

  #forgetChanged(): void {
    const [counted] = this.#sql.exec<{ changes: number }>('SELECT total_changes() AS "changes"').toArray();
    const changes = counted?.changes ?? 0;
    if (changes === this.#changes) return;
    this.#changes = changes;
    this.#kept.clear();
    this.#bytes = 0;
  }

  #keep(key: string, rows: readonly StoredRow[]): void {
    const bytes = 2 * key.length + rows.reduce((sum, row) => sum + bytesOf(row), 0);
    if (bytes > limits.result) return;
    this.#kept.set(key, { rows: copied(rows), bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#kept.size <= limits.results && this.#bytes <= limits.bytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }
}

/** Numbers as texts of their own: JSON has no infinite one. */
function keyOf(query: string, bindings: readonly SqlValue[]): string {
  return JSON.stringify([
    query,
    ...bindings.map((value) => (typeof value === "number" ? [`${value}`] : value)),
  ]);
}

function isSteady(query: string, bindings: readonly SqlValue[]): boolean {
  const text = query.replace(withFraction, ")");
  return (
    !unsteady.some((pattern) => pattern.test(text)) &&
    !bindings.some((value) => typeof value === "string" && momentary.test(value))
  );
}

function copied(rows: readonly StoredRow[]): StoredRow[] {
  return rows.map((row) => ({ ...row }));
}

/** About what a row takes in memory. */
function bytesOf(row: StoredRow): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + 16 + (typeof value === "string" ? 2 * value.length : 0),
    32,
  );
}
