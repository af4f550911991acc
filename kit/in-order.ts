import type { AnyDefinition } from "./definition.ts";
import { quoted, type Sql, type SqlValue } from "./sql.ts";

/** Rows that are read at once. */
const batch = 1000;

/** SQL of the number that grows from one row of the table to the next. */
export function placeOf({ name, creationOrder = "rowid" }: AnyDefinition): string {
  return creationOrder.includes('"') ? creationOrder : `${quoted(name)}.${creationOrder}`;
}

/**
 * All rows of a table in order of creation, each with its place and with what SQL over it gives by name. They are read some at a
 * time, so that any number of them fits into memory, and so that rows already given can be changed meanwhile.
 */
export function* inOrder<Name extends string>(
  sql: Sql,
  definition: AnyDefinition,
  values: Record<Name, string>,
): Generator<Record<Name, SqlValue> & { place: number }> {
  const place = placeOf(definition);
  const read = Object.entries<string>(values).map(([name, value]) => `, ${value} AS ${quoted(name)}`);
  const query =
    `SELECT ${place} AS "place"${read.join("")} FROM ${quoted(definition.name)}` +
    ` WHERE ${place} > ? ORDER BY ${place} LIMIT ?`;
  let last = Number.MIN_SAFE_INTEGER;
  for (let full = true; full; ) {
    const rows = sql.exec<Record<Name, SqlValue> & { place: number }>(query, last, batch).toArray();
    for (const row of rows) {
      last = row.place;
      yield row;
    }
    full = rows.length === batch;
  }
}
