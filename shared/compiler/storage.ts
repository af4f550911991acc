import { type Field, isStamped } from "../blueprint/field.ts";
import type { IndexPart } from "../design/design.ts";
import { choicesOf, columnNamed, type EntityModel, type FieldModel, fieldNamed, isRuled } from "./model.ts";
import { quoted, rankSql } from "./sql.ts";

/**
 * Declared types. SQLite takes the first word for how a value is kept; the second tells apart what is kept alike and
 * read differently.
 */
const sqlTypes = {
  text: "TEXT",
  integer: "INTEGER",
  real: "REAL",
  boolean: "INTEGER BOOLEAN",
  list: "TEXT LIST",
  object: "TEXT OBJECT",
} as const;

/** How the column of a count or sum is declared: a row begins with nothing that belongs to it. */
export const storedType = "INTEGER DEFAULT 0";

/** The column that counts a row's changes. No field's column has a blank. */
export const versionColumn = { column: "row version", type: "INTEGER DEFAULT 1" } as const;

/** How SQL names a column: with its table in queries, alone in an index. */
export type ColumnName = (column: string) => string;

/**
 * SQL that orders a field's values as people would: instants by time whatever their offset, choices in the order of
 * the requirement. For other fields it is the column itself.
 */
export function comparable({ field, column }: FieldModel, nameOf: ColumnName): string {
  if (isComparedAsMoment(field)) return `unixepoch(${nameOf(column)}, 'subsec')`;
  if (field.type === "time") return `time(${nameOf(column)})`;
  return nameOf(column);
}

/** Whether a field holds moments that may be written in several ways. */
export function isComparedAsMoment(field: Field): boolean {
  return field.type === "datetime" && !isStamped(field);
}

/** What a list sorts by. Creation order needs no index of its own. */
export function sortExpression(
  model: EntityModel,
  name: string,
  nameOf: ColumnName,
): { sql: string; nullable: boolean } {
  if (name === model.serial?.name || model.serialAliases.includes(name)) {
    return { sql: model.creationOrder, nullable: false };
  }
  if (name === model.key.name) return { sql: nameOf(model.key.column), nullable: false };
  const field = fieldNamed(model, name);
  if (field.field.source === "created-at") return { sql: model.creationOrder, nullable: false };
  if (field.field.type === "choice") return { sql: rank(field, nameOf), nullable: field.mayBeNull };
  return { sql: comparable(field, nameOf), nullable: field.mayBeNull };
}

function rank({ field, column }: FieldModel, nameOf: ColumnName): string {
  return rankSql(nameOf(column), choicesOf(field));
}

/** Columns, or several together, whose values no two rows share: without the key, and what is a rule on rows. */
export function uniqueColumns(model: EntityModel): string[][] {
  const alone = model.fields.flatMap(({ field, name, column, folded }) => {
    if (field.unique === undefined || field.refusal?.with !== undefined) return [];
    // A key is told apart by the database itself, where it is refused as all conflicts are.
    if (name === model.key.name && field.unique === "exact" && field.refusal === undefined) return [];
    return [[field.unique === "ignore-case" ? (folded ?? column) : column]];
  });
  const together = model.entity.uniqueTogether.flatMap((one) =>
    isRuled(one) ? [] : [one.fields.map((name) => comparedColumn(model, name))],
  );
  return [...alone, ...together];
}

/** The column by which a field is compared in a combination that is unique. */
export function comparedColumn(model: EntityModel, name: string): string {
  const { field, folded, column } = fieldNamed(model, name);
  return field.ignoreCase === true ? (folded ?? column) : column;
}

/** SQL of what an index orders an entity's rows by. */
export function indexExpressions(model: EntityModel, by: readonly IndexPart[]): string[] {
  return by.map((part) => `${indexed(model, part)}${part.descending === true ? " DESC" : ""}`);
}

function indexed(model: EntityModel, { field: name, as }: IndexPart): string {
  if (as === "order") return sortExpression(model, name, quoted).sql;
  const field = model.fields.find((one) => one.field.name === name);
  if (as === "folded" && field?.folded !== undefined) return quoted(field.folded);
  return field === undefined || as === "kept" ? quoted(columnNamed(model, name)) : comparable(field, quoted);
}

/** The SQL type that a column is declared with. */
export function sqlType({ storage, field }: FieldModel): string {
  if (storage === "json") return field.type === "list" ? sqlTypes.list : sqlTypes.object;
  return sqlTypes[storage];
}

/** A column as `CREATE TABLE` writes it: no rule but the key's, since rules are the release's and not the data's. */
function columnDefinition(model: FieldModel, isKey: boolean, beside: boolean): string {
  const key = beside ? " NOT NULL UNIQUE" : " PRIMARY KEY NOT NULL";
  return `${quoted(model.column)} ${sqlType(model)}${isKey ? key : ""}`;
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
  for (const { column } of model.stored) columns.push(`${quoted(column)} ${storedType}`);
  for (const { column } of model.since) columns.push(`${quoted(column)} TEXT`);
  if (model.entity.versions !== undefined)
    columns.push(`${quoted(versionColumn.column)} ${versionColumn.type}`);
  return `CREATE TABLE ${quoted(model.table)} (\n  ${columns.join(",\n  ")}\n)`;
}

/**
 * A condition, in brackets, beside one that a field equals something. To SQLite an index by a state is as good as one by
 * the field, and it may read all rows of a state: `+` keeps it from that, unless an index serves both.
 */
export function besideEquals(model: EntityModel, field: string, condition: string): string {
  const isServed = model.indexes.some(({ by: [first, second] }) => {
    const column = second && model.fields.find((one) => one.field.name === second.field)?.column;
    return first?.field === field && column !== undefined && condition.includes(quoted(column));
  });
  return isServed ? condition : `+${condition}`;
}
