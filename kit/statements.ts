/** The statements of a table that never vary, but for which rows they are about. */
export interface Statements {
  find: string;
  exists: string;
  insert: string;
  remove: string;
}

/** Parts are SQL: `source` is what rows are read from, `targets` the columns that an insert gives. */
export function statementsOf(parts: {
  name: string;
  source: string;
  columns: string;
  returned: string;
  targets: readonly string[];
}): Statements {
  const { name, source, columns, returned, targets } = parts;
  const values =
    targets.length === 0
      ? "DEFAULT VALUES"
      : `(${targets.join(", ")}) VALUES (${targets.map(() => "?").join(", ")})`;
  return {
    find: `SELECT ${columns} FROM ${source}`,
    exists: `SELECT 1 FROM ${source}`,
    insert: `INSERT INTO ${name} ${values} RETURNING ${returned}`,
    remove: `DELETE FROM ${name}`,
  };
}
