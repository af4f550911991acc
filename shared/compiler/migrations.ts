import type { Migration } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Field } from "../blueprint/field.ts";
import { type EntityModel, type FieldModel, modelsOf } from "./model.ts";
import { columnDefinition, createIndex, createTable, indexesOf, quoted, sqlText } from "./storage.ts";

/** What a stored moment is when nobody knows it: that of a row older than the column. */
const unknownMoment = "1970-01-01T00:00:00.000Z";

/**
 * The steps of a service's schema. Those of the previous release stay as they are, and one more is added with what
 * is new.
 *
 * @throws Error when the change is not one that can be made by adding
 */
export function migrationsOf(
  blueprint: Blueprint,
  previous: { blueprint: Blueprint; migrations: Migration[] } | undefined,
): Migration[] {
  const models = modelsOf(blueprint);
  if (previous === undefined) {
    return [{ id: "0001-first-release", statements: models.flatMap(newTable) }];
  }
  const made = previous.migrations.flatMap(({ statements }) => statements);
  const before = modelsOf(previous.blueprint);
  const statements = models.flatMap((model) => {
    const old = before.find(({ table }) => table === model.table);
    if (!made.some((statement) => statement.startsWith(`CREATE TABLE ${quoted(model.table)} (`))) {
      return newTable(model);
    }
    if (old === undefined) {
      throw incompatible(
        model,
        "it was removed in an earlier release and its old rows are kept",
        "Give it another name",
      );
    }
    return changes(model, old, made);
  });
  if (statements.length === 0) return previous.migrations;
  const number = String(previous.migrations.length + 1).padStart(4, "0");
  return [...previous.migrations, { id: `${number}-additions`, statements }];
}

function newTable(model: EntityModel): string[] {
  return [createTable(model), ...indexesOf(model).map((index) => createIndex(model, index))];
}

function changes(model: EntityModel, old: EntityModel, made: string[]): string[] {
  if (old.key.name !== model.key.name || old.key.kind !== model.key.kind) {
    throw incompatible(model, "its identifier changed", "Keep the identifier, or make a new entity");
  }
  if (old.serial?.column !== model.serial?.column) {
    throw incompatible(model, "its sequence changed", "Keep the sequence as it was, or make a new entity");
  }
  const statements = model.fields.flatMap((field) => fieldChanges(model, field, old, made));
  const oldIndexes = indexesOf(old);
  const indexes = indexesOf(model);
  for (const { name, unique } of oldIndexes) {
    if (unique && !indexes.some((index) => index.name === name))
      statements.push(`DROP INDEX IF EXISTS ${quoted(name)}`);
  }
  for (const index of indexes) {
    if (oldIndexes.some(({ name }) => name === index.name)) continue;
    const isNew = index.expressions.every((column) => isNewColumn(model, column, made));
    if (index.unique && !isNew) {
      throw incompatible(
        model,
        `${index.expressions.join(" and ")} became unique`,
        "Rows that exist may break it",
      );
    }
    statements.push(createIndex(model, index).replace(" INDEX ", " INDEX IF NOT EXISTS "));
  }
  return statements;
}

function isNewColumn(model: EntityModel, column: string, made: string[]): boolean {
  return column.startsWith('"') && !columnExists(model.table, column, made);
}

function fieldChanges(model: EntityModel, field: FieldModel, old: EntityModel, made: string[]): string[] {
  const before = old.fields.find(({ name }) => name === field.name);
  const statements: string[] = [];
  if (before !== undefined) {
    refuseOtherKind(model, field, before);
    if (before.mayBeNull && !field.mayBeNull) statements.push(...filling(model, field));
  } else if (columnExists(model.table, quoted(field.column), made)) {
    throw incompatible(
      model,
      `its field ${field.name} was removed in an earlier release and its old values are kept`,
      "Give it another name",
    );
  } else {
    statements.push(`ALTER TABLE ${quoted(model.table)} ADD COLUMN ${columnDefinition(field, false, false)}`);
    if (!field.mayBeNull) statements.push(...filling(model, field));
  }
  if (field.folded !== undefined && !columnExists(model.table, quoted(field.folded), made)) {
    const column = quoted(field.folded);
    statements.push(`ALTER TABLE ${quoted(model.table)} ADD COLUMN ${column} TEXT`);
    if (before !== undefined) {
      statements.push(`UPDATE ${quoted(model.table)} SET ${column} = lower(${quoted(field.column)})`);
    }
  }
  return statements;
}

/** Gives rows that have no value yet the field's default. */
function filling(model: EntityModel, { field, column }: FieldModel): string[] {
  const value = field.source === "input" ? defaultInSql(field) : sqlText(unknownMoment);
  if (value === undefined) {
    throw incompatible(
      model,
      `its field ${field.name} is required now, and rows that exist may lack it`,
      "Make it optional, or give it a default",
    );
  }
  return [`UPDATE ${quoted(model.table)} SET ${quoted(column)} = ${value} WHERE ${quoted(column)} IS NULL`];
}

function defaultInSql(field: Field): string | undefined {
  const value = field.default;
  if (value === undefined) return undefined;
  if (value === "now" && field.type === "date") return sqlText(unknownMoment.slice(0, 10));
  if (value === "now" && field.type === "datetime") return sqlText(unknownMoment);
  if (Array.isArray(value)) return sqlText(JSON.stringify(value));
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value) : sqlText(value);
}

function refuseOtherKind(model: EntityModel, field: FieldModel, before: FieldModel): void {
  const widened = before.storage === "integer" && field.storage === "real";
  if (
    (before.storage !== field.storage && !widened) ||
    (before.field.type === "list") !== (field.field.type === "list")
  ) {
    throw incompatible(
      model,
      `the type of its field ${field.name} changed from ${before.field.type} to ${field.field.type}`,
      "Keep the type, or add a field of another name",
    );
  }
  if (columnDefinition(before, false, false).includes("REFERENCES") || field.target !== undefined) {
    const [was, is] = [before, field].map((one) =>
      columnDefinition(one, false, false).replace(/^.*?REFERENCES/, ""),
    );
    if (was !== is) {
      throw incompatible(
        model,
        `what its field ${field.name} refers to, or what deleting that does, changed`,
        "Keep it, or add a field of another name",
      );
    }
  }
}

/** Whether an earlier step has made the column, also when a later release no longer uses it. */
function columnExists(table: string, column: string, made: string[]): boolean {
  return made.some(
    (statement) =>
      statement.startsWith(`ALTER TABLE ${quoted(table)} ADD COLUMN ${column} `) ||
      (statement.startsWith(`CREATE TABLE ${quoted(table)} (`) && statement.includes(`\n  ${column} `)),
  );
}

function incompatible({ noun }: EntityModel, what: string, advice: string): Error {
  return new Error(`The ${noun} cannot be changed by adding only: ${what}. ${advice}.`);
}
