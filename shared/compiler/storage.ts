import { choicesOf, type EntityModel, type FieldModel, fieldNamed, operationsOf } from "./model.ts";
import { quoted, sqlText } from "./sql.ts";

/** An index: the table's columns or expressions, in SQL. */
export interface IndexModel {
  /** What it is named after: the table and what it orders. */
  stem: string;
  expressions: string[];
}

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

/** How SQL names a column: with its table in queries, alone in an index. */
export type ColumnName = (column: string) => string;

/**
 * SQL that orders a field's values as people would: instants by time whatever their offset, choices in the order of
 * the requirement. For other fields it is the column itself.
 */
export function comparable({ field, column }: FieldModel, nameOf: ColumnName): string {
  if (field.source !== "created-at" && field.source !== "updated-at" && field.type === "datetime")
    return `unixepoch(${nameOf(column)}, 'subsec')`;
  if (field.type === "time") return `time(${nameOf(column)})`;
  return nameOf(column);
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
  const cases = choicesOf(field).map((value, index) => `WHEN ${sqlText(value)} THEN ${index}`);
  return `CASE ${nameOf(column)} ${cases.join(" ")} END`;
}

/** Columns, or several together, whose values no two rows share. The key is not among them. */
export function uniqueColumns(model: EntityModel): string[][] {
  const alone = model.fields.flatMap(({ field, name, column, folded }) => {
    if (field.unique === undefined || name === model.key.name) return [];
    return [[field.unique === "ignore-case" ? (folded ?? column) : column]];
  });
  const together = model.entity.uniqueTogether.map((names) =>
    names.map((name) => {
      const { field, folded, column } = fieldNamed(model, name);
      return field.ignoreCase === true ? (folded ?? column) : column;
    }),
  );
  return [...alone, ...together];
}

/** Indexes that uniqueness, references, filters and sorts need: no list without one reads more rows than it shows. */
export function indexesOf(model: EntityModel): IndexModel[] {
  const indexes: IndexModel[] = [];
  const add = (names: string[], expressions: string[]) => {
    if (expressions[0] === quoted(model.key.column) || expressions[0] === model.creationOrder) return;
    const covered = indexes.some((index) =>
      expressions.every((expression, position) => index.expressions[position] === expression),
    );
    if (!covered) indexes.push({ stem: [model.table, "by", ...names].join("-"), expressions });
  };
  for (const columns of uniqueColumns(model)) add(columns, columns.map(quoted));
  if (operationsOf(model, "list").length > 0) addListIndexes(model, add);
  for (const field of model.fields) {
    if (field.target !== undefined) add([field.column], [quoted(field.column)]);
  }
  return indexes;
}

function addListIndexes(model: EntityModel, add: (names: string[], expressions: string[]) => void): void {
  const { filters, sort } = model.entity.list;
  const order = sort?.default && {
    name: sort.default.field,
    ...sortExpression(model, sort.default.field, quoted),
  };
  const parent = model.entity.parent && fieldNamed(model, model.entity.parent.field);
  const narrowing: { name: string; sql: string; exact: boolean }[] = [];
  if (parent !== undefined) narrowing.push({ name: parent.column, sql: quoted(parent.column), exact: true });
  const isStored = (one: string) => !model.computed.some(({ name }) => name === one);
  for (const { fields, comparison } of filters) {
    const [name] = fields.filter(isStored);
    const unindexed = ["contains", "starts-with", "has-element"].includes(comparison);
    if (name === undefined || fields.length > 1 || unindexed) continue;
    if (name === model.key.name || name === model.serial?.name || model.serialAliases.includes(name))
      continue;
    const field = fieldNamed(model, name);
    narrowing.push({ name: field.column, sql: comparable(field, quoted), exact: comparison === "equals" });
  }
  for (const { name, sql, exact } of narrowing) {
    const ordered = order !== undefined && isStored(order.name) && order.sql !== model.creationOrder;
    if (exact && ordered && order.sql !== sql) {
      add([name, order.name], [sql, order.sql]);
    } else add([name], [sql]);
  }
  const sorted = [...(order ? [order.name] : []), ...(sort?.fields ?? [])];
  for (const name of sorted.filter(isStored)) add([name], [sortExpression(model, name, quoted).sql]);
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
  return `CREATE TABLE ${quoted(model.table)} (\n  ${columns.join(",\n  ")}\n)`;
}
