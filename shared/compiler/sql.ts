/** A name as SQL: in double quotes, so that any name is only ever a name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table's column as SQL. Alone, SQLite would take an unknown name in double quotes for a text. */
export function qualified(table: string, column: string): string {
  return `${quoted(table)}.${quoted(column)}`;
}

/** A text as SQL. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
