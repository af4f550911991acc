import type { AnyDefinition } from "./definition.ts";
import { columnOf } from "./definition.ts";
import { misfits } from "./schema.ts";
import { qualified, quoted, type Sql, type SqlValue, type Storage } from "./sql.ts";
import { keepValues } from "./upkeep.ts";

/** One step of a service's schema. Applied once, in order, and never edited afterwards. */
export interface Migration {
  /** Named by its content, so that two releases that say the same are the same step. */
  id: string;
  statements: string[];
  /** Columns that no two of the rows there may share the values of. Checked, and refused if some do. */
  unique?: { table: string; columns: string[] };
}

/** The data's schema, or its rows, are not such that this release could work with them. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Brings the object's tables up to date, all or nothing: applies the steps that it has not had yet and remembers them
 * in `applied_migrations`, checks that the tables are as `tables` define them, and mends the values that another
 * release has left, which did not know of them.
 *
 * @throws MigrationError that says what to do, when the data does not fit
 */
export function migrate(
  storage: Storage,
  migrations: readonly Migration[],
  tables: readonly { readonly definition: AnyDefinition }[] = [],
): void {
  const { sql } = storage;
  const definitions = tables.map(({ definition }) => definition);
  sql.exec("CREATE TABLE IF NOT EXISTS applied_migrations (id TEXT PRIMARY KEY) WITHOUT ROWID").toArray();
  const applied = new Set(
    sql
      .exec<{ id: string }>("SELECT id FROM applied_migrations")
      .toArray()
      .map(({ id }) => id),
  );
  const due = migrations.filter(({ id }) => !applied.has(id));
  storage.transactionSync(() => {
    for (const step of due) apply(sql, step);
    const faults = definitions.flatMap((definition) => misfits(sql, definition));
    if (faults.length > 0) {
      throw new MigrationError(
        `The data does not fit this release: ${faults.join("; ")}. Give what differs another name, or build on the ` +
          "release that has made it.",
      );
    }
    keepValues(sql, definitions);
    for (const { unique } of due) if (unique !== undefined) checkUnique(sql, unique, definitions);
  });
}

function apply(sql: Sql, { id, statements }: Migration): void {
  try {
    for (const statement of statements) sql.exec(statement).toArray();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(
      `The step ${id} of the schema cannot be applied to the data: ${reason}. Build on the release that the data is of.`,
      { cause: error },
    );
  }
  sql.exec("INSERT INTO applied_migrations (id) VALUES (?)", id).toArray();
}

/** Tells rows by their keys: what they hold is nobody's business who reads a report. */
function checkUnique(
  sql: Sql,
  { table, columns }: NonNullable<Migration["unique"]>,
  definitions: AnyDefinition[],
) {
  const definition = definitions.find(({ name }) => name === table);
  if (definition === undefined)
    throw new MigrationError(`The release checks the table ${table} but defines none.`);
  const names = columns.map((column) => qualified(table, column));
  const key = qualified(table, columnOf(definition, definition.key));
  const same = sql
    .exec<{ one: SqlValue; other: SqlValue }>(
      `SELECT min(${key}) AS "one", max(${key}) AS "other" FROM ${quoted(table)}` +
        ` WHERE ${names.map((name) => `${name} IS NOT NULL`).join(" AND ")}` +
        ` GROUP BY ${names.join(", ")} HAVING count(*) > 1 LIMIT 4`,
    )
    .toArray();
  if (same.length === 0) return;
  const pairs = same.slice(0, 3).map(({ one, other }) => `${one} and ${other}`);
  if (same.length > 3) pairs.push("more");
  const fieldOf = (column: string) =>
    Object.keys(definition.columns).find(
      (field) => columnOf(definition, field) === column || definition.folded?.[field] === column,
    ) ?? column;
  throw new MigrationError(
    `No two ${definition.noun} rows may have the same ${columns.map(fieldOf).join(" and ")} from now on, but some do: ` +
      `those with the ${definition.key} ${pairs.join(", ")}. Change or delete them in the live release, then build again.`,
  );
}
