/** One step of an object's schema: applied once, in order, never edited afterwards. */
export interface Migration {
  id: string;
  statements: string[];
}

/** Brings an object's own database to its newest schema. A step that fails leaves nothing of itself behind. */
export function migrate(storage: DurableObjectStorage, migrations: Migration[]): void {
  const { sql } = storage;
  sql.exec("CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY)");
  const applied = new Set(
    sql
      .exec<{ id: string }>("SELECT id FROM migrations")
      .toArray()
      .map((row) => row.id),
  );
  for (const { id, statements } of migrations) {
    if (applied.has(id)) continue;
    storage.transactionSync(() => {
      for (const statement of statements) sql.exec(statement);
      sql.exec("INSERT INTO migrations VALUES (?)", id);
    });
  }
}

/** Whether `migrate` has ever run here. Reading only, so asking about an unknown object stores nothing. */
export function isMigrated(storage: DurableObjectStorage): boolean {
  return (
    storage.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").toArray()
      .length > 0
  );
}
