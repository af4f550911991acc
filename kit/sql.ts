/** What SQLite stores. */
export type SqlValue = string | number | null;

/** What the kit uses of an object's database: Cloudflare's `SqlStorage` is one. */
export interface Sql {
  exec<Row extends Record<string, SqlValue | ArrayBuffer>>(
    query: string,
    ...bindings: SqlValue[]
  ): Iterable<Row> & { toArray(): Row[]; readonly rowsWritten: number };
}

/** What the kit uses of an object's storage: Cloudflare's `DurableObjectStorage` is one. */
export interface Storage {
  readonly sql: Sql;
  transactionSync<Result>(closure: () => Result): Result;
  /** What it waits for may take its time: until it ends, nothing else comes to the object. */
  transaction<Result>(closure: () => Promise<Result>): Promise<Result>;
}

/** A name as SQL: in double quotes, so that any name is only ever a name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table's column as SQL. Alone, SQLite would take an unknown name in double quotes for a text. */
export function qualified(table: string, column: string): string {
  return `${quoted(table)}.${quoted(column)}`;
}
