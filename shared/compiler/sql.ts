import { templateText } from "../code/literal.ts";

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

/** A value as SQL in a template literal. */
export function literalSql(value: string | number | boolean | null): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value) : templateText(sqlText(value));
}

/** A property's place in JSON, as SQL in a template literal. */
export function pathSql(name: string): string {
  return templateText(sqlText(`$.${JSON.stringify(name)}`));
}

/** SQL of the place of a value among some, each as `written` has it in SQL. */
export function rankSql(value: string, among: readonly string[], written = sqlText): string {
  const cases = among.map((one, index) => `WHEN ${written(one)} THEN ${index}`);
  return `CASE ${value} ${cases.join(" ")} END`;
}
