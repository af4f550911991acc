import { migrate as applySteps, type Migration, type Storage } from "@aidevos/kit";

const current = "applied_migrations";
const earlier = "migrations";

/** Brings an object's own database to its newest schema. A step that fails leaves nothing of itself behind. */
export function migrate(storage: Storage, migrations: readonly Migration[]): void {
  // Objects that are older than this platform's use of the kit remember their steps under another name.
  if (hasTable(storage, earlier)) storage.sql.exec(`ALTER TABLE ${earlier} RENAME TO ${current}`);
  applySteps(storage, migrations);
}

/** Whether `migrate` has ever run here. Reading only, so asking about an unknown object stores nothing. */
export function isMigrated(storage: Storage): boolean {
  return hasTable(storage, current) || hasTable(storage, earlier);
}

function hasTable({ sql }: Storage, name: string): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;
}
