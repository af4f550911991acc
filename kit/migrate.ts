import type { Storage } from "./sql.ts";

/** One step of a service's schema. Applied once, in order, and never edited afterwards. */
export interface Migration {
  id: string;
  statements: string[];
}

/**
 * Brings the object's tables up to date: applies the migrations that it has not had yet, each in a transaction of
 * its own, and remembers them in the table `applied_migrations`.
 */
export function migrate(storage: Storage, migrations: readonly Migration[]): void {
  const { sql } = storage;
  sql.exec("CREATE TABLE IF NOT EXISTS applied_migrations (id TEXT PRIMARY KEY) WITHOUT ROWID");
  const applied = new Set(
    sql
      .exec<{ id: string }>("SELECT id FROM applied_migrations")
      .toArray()
      .map(({ id }) => id),
  );
  for (const { id, statements } of migrations) {
    if (applied.has(id)) continue;
    storage.transactionSync(() => {
      for (const statement of statements) sql.exec(statement);
      sql.exec("INSERT INTO applied_migrations (id) VALUES (?)", id);
    });
  }
}
