import type { ColumnType } from "./columns.ts";
import { type AnyDefinition, columnOf } from "./definition.ts";
import type { Sql } from "./sql.ts";

type StoredColumn = { name: string; type: string; notnull: number; dflt_value: string | null; pk: number };

/** Beginnings of the declared types that a column may have. A number's column takes whole ones as well. */
const declared: Record<ColumnType, RegExp> = {
  text: /TEXT/,
  json: /TEXT/,
  integer: /^INTEGER/,
  boolean: /INTEGER/,
  serial: /^INTEGER/,
  real: /^(REAL|INTEGER)$/,
};

/** How the data's table differs from its definition, as sentences; empty when the release can work with it. */
export function misfits(sql: Sql, definition: AnyDefinition): string[] {
  const { name: table, columns, folded = {}, version } = definition;
  const stored = new Map(
    sql
      .exec<StoredColumn>('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)', table)
      .toArray()
      .map((column) => [column.name, column]),
  );
  if (stored.size === 0) return [`there is no table ${table}`];
  const wanted = new Map<string, ColumnType>(
    Object.entries(columns).map(([field, type]) => [columnOf(definition, field), type]),
  );
  for (const column of Object.values(folded)) wanted.set(column, "text");
  if (version !== undefined) wanted.set(version, "integer");
  const faults: string[] = [];
  for (const [column, type] of wanted) {
    const found = stored.get(column);
    if (found === undefined) faults.push(`the table ${table} has no column ${column}`);
    else if (!declared[type].test(found.type)) {
      faults.push(`the column ${column} of ${table} is kept as ${found.type}, not as ${type}`);
    }
  }
  for (const { name, notnull, dflt_value, pk } of stored.values()) {
    if (wanted.has(name) || (notnull === 0 && pk === 0) || dflt_value !== null) continue;
    faults.push(`the column ${name} of ${table} must have a value, and this release does not know it`);
  }
  return faults;
}
