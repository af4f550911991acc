import { DatabaseSync } from "node:sqlite";
import type { Migration } from "../agents/source.ts";

export interface MadeColumn {
  name: string;
  /** As it was declared. */
  type: string;
  /** 0 when it is no part of the primary key. */
  pk: number;
  notnull: number;
}

/** What the data has after some steps. SQLite tells names apart without case, so they are looked up in lower case. */
export interface MadeSchema {
  tables: Map<string, { name: string; columns: Map<string, MadeColumn> }>;
}

/**
 * What steps make, found by running them.
 *
 * @throws Error when they do not run
 */
export function schemaMadeBy(migrations: readonly Pick<Migration, "statements">[]): MadeSchema {
  const database = new DatabaseSync(":memory:");
  try {
    for (const { statements } of migrations) for (const statement of statements) database.exec(statement);
    const made: MadeSchema = { tables: new Map() };
    const entries = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all();
    for (const entry of entries) {
      const name = String(entry.name);
      made.tables.set(name.toLowerCase(), { name, columns: columnsOf(database, name) });
    }
    return made;
  } finally {
    database.close();
  }
}

function columnsOf(database: DatabaseSync, table: string): Map<string, MadeColumn> {
  const rows = database.prepare('SELECT name, type, pk, "notnull" FROM pragma_table_xinfo(?)').all(table);
  return new Map(
    rows.map(({ name, type, pk, notnull }) => [
      String(name).toLowerCase(),
      { name: String(name), type: String(type), pk: Number(pk), notnull: Number(notnull) },
    ]),
  );
}
