import type { Field } from "../blueprint/field.ts";
import { choicesOf, type EntityModel, type FieldModel, fieldNamed, operationsOf } from "./model.ts";

/** An index: the table's columns or expressions, in SQL. */
export interface IndexModel {
  name: string;
  unique: boolean;
  expressions: string[];
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export const sqlTypes = {
  text: "TEXT",
  integer: "INTEGER",
  real: "REAL",
  boolean: "INTEGER",
  json: "TEXT",
} as const;

/**
 * SQL that orders a field's values as people would: instants by time whatever their offset, choices in the order of
 * the requirement. For other fields it is the column itself.
 */
export function comparable({ field, column }: FieldModel): string {
  if (field.source === "input" && field.type === "datetime") return `unixepoch(${quoted(column)}, 'subsec')`;
  if (field.type === "time") return `time(${quoted(column)})`;
  return quoted(column);
}

/** What a list sorts by. Creation order needs no index of its own. */
export function sortExpression(model: EntityModel, name: string): { sql: string; nullable: boolean } {
  if (name === model.serial?.name || model.serialAliases.includes(name)) {
    return { sql: model.creationOrder, nullable: false };
  }
  if (name === model.key.name) return { sql: quoted(model.key.column), nullable: false };
  const field = fieldNamed(model, name);
  if (field.field.source === "created-at") return { sql: model.creationOrder, nullable: false };
  if (field.field.type === "choice") return { sql: rank(field), nullable: field.mayBeNull };
  return { sql: comparable(field), nullable: field.mayBeNull };
}

function rank({ field, column }: FieldModel): string {
  const cases = choicesOf(field).map((value, index) => `WHEN ${sqlText(value)} THEN ${index}`);
  return `CASE ${quoted(column)} ${cases.join(" ")} END`;
}

/** Indexes that uniqueness, references, filters and sorts need: no list without one reads more rows than it shows. */
export function indexesOf(model: EntityModel): IndexModel[] {
  const indexes = new Map<string, IndexModel>();
  const add = (unique: boolean, names: string[], expressions: string[]) => {
    if (expressions[0] === quoted(model.key.column) || expressions[0] === model.creationOrder) return;
    const name = [model.table, unique ? "unique" : "by", ...names].join("-");
    const covered = [...indexes.values()].some((index) =>
      expressions.every((expression, position) => index.expressions[position] === expression),
    );
    if (unique || !covered) indexes.set(name, { name, unique, expressions });
  };
  for (const field of model.fields) {
    if (field.field.unique === undefined || field.name === model.key.name) continue;
    const column = field.field.unique === "ignore-case" ? (field.folded ?? field.column) : field.column;
    add(true, [column], [quoted(column)]);
  }
  for (const names of model.entity.uniqueTogether) {
    const columns = names.map((name) => {
      const { field, folded, column } = fieldNamed(model, name);
      return field.ignoreCase === true ? (folded ?? column) : column;
    });
    add(true, columns, columns.map(quoted));
  }
  if (operationsOf(model, "list").length > 0) addListIndexes(model, (names, sql) => add(false, names, sql));
  for (const field of model.fields) {
    if (field.target !== undefined) add(false, [field.column], [quoted(field.column)]);
  }
  return [...indexes.values()];
}

function addListIndexes(model: EntityModel, add: (names: string[], expressions: string[]) => void): void {
  const { filters, sort } = model.entity.list;
  const order = sort?.default && { name: sort.default.field, ...sortExpression(model, sort.default.field) };
  const parent = model.entity.parent && fieldNamed(model, model.entity.parent.field);
  const narrowing: { name: string; sql: string; exact: boolean }[] = [];
  if (parent !== undefined) narrowing.push({ name: parent.column, sql: quoted(parent.column), exact: true });
  for (const { fields, comparison } of filters) {
    const [name] = fields;
    const unindexed = ["contains", "starts-with", "has-element"].includes(comparison);
    if (name === undefined || fields.length > 1 || unindexed) continue;
    if (name === model.key.name || name === model.serial?.name || model.serialAliases.includes(name))
      continue;
    const field = fieldNamed(model, name);
    narrowing.push({ name: field.column, sql: comparable(field), exact: comparison === "equals" });
  }
  for (const { name, sql, exact } of narrowing) {
    if (exact && order !== undefined && order.sql !== model.creationOrder && order.sql !== sql) {
      add([name, order.name], [sql, order.sql]);
    } else add([name], [sql]);
  }
  const sorted = [...(order ? [order.name] : []), ...(sort?.fields ?? [])];
  for (const name of sorted) add([name], [sortExpression(model, name).sql]);
}

/** A column as `CREATE TABLE` and `ADD COLUMN` write it. */
export function columnDefinition(model: FieldModel, isKey: boolean, beside: boolean): string {
  const parts = [quoted(model.column), sqlTypes[model.storage]];
  if (isKey) parts.push(beside ? "NOT NULL UNIQUE" : "PRIMARY KEY NOT NULL");
  if (model.target !== undefined) {
    parts.push(
      `REFERENCES ${quoted(model.target.table)} (${quoted(model.target.key.column)})${onDelete(model.field)}`,
    );
  }
  return parts.join(" ");
}

function onDelete({ onReferencedDelete }: Field): string {
  if (onReferencedDelete === "delete") return " ON DELETE CASCADE";
  return onReferencedDelete === "clear" ? " ON DELETE SET NULL" : "";
}

/** The statement that makes an entity's table. */
export function createTable(model: EntityModel): string {
  const { key, serial } = model;
  const columns: string[] = [];
  if (serial !== undefined) columns.push(`${quoted(serial.column)} INTEGER PRIMARY KEY AUTOINCREMENT`);
  if (key.kind === "uuid") {
    columns.push(
      `${quoted(key.column)} TEXT ${serial === undefined ? "PRIMARY KEY NOT NULL" : "NOT NULL UNIQUE"}`,
    );
  }
  for (const field of model.fields) {
    columns.push(columnDefinition(field, field.name === key.name, serial !== undefined));
    if (field.folded !== undefined) columns.push(`${quoted(field.folded)} TEXT`);
  }
  return `CREATE TABLE ${quoted(model.table)} (\n  ${columns.join(",\n  ")}\n)`;
}

/** The statement that makes an index. */
export function createIndex(model: EntityModel, { name, unique, expressions }: IndexModel): string {
  const kind = unique ? "UNIQUE INDEX" : "INDEX";
  return `CREATE ${kind} ${quoted(name)} ON ${quoted(model.table)} (${expressions.join(", ")})`;
}
