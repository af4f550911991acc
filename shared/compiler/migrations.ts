import { hash } from "node:crypto";
import type { Migration } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { incompatibilities } from "./compatibility.ts";
import { type MadeSchema, schemaMadeBy } from "./made-schema.ts";
import { type EntityModel, modelsOf } from "./model.ts";
import { kebabCase } from "./names.ts";
import { quoted } from "./sql.ts";
import { createTable, sqlType, storedType, uniqueColumns, versionColumn } from "./storage.ts";

/** What a new release follows. */
export interface Previous {
  /** Of the release that is live. */
  blueprint: Blueprint;
  /** Of the newest release that ever ran on the data, which keeps what that one made even after a rollback. */
  migrations: Migration[];
}

/** The blueprint cannot follow the live release without losing or breaking what is stored. Each reason says what to do. */
export class IncompatibleChangeError extends Error {
  override readonly name = "IncompatibleChangeError";

  constructor(reasons: readonly string[]) {
    super(`What is stored does not allow this change. ${reasons.join(" ")}`);
  }
}

/**
 * The steps of a service's schema: all that there were stay as they are, and what is new is appended, one step for
 * each table and column, named by its content. Rules, indexes and what keeps counts and sums are not among them: they
 * are the release's own.
 *
 * @throws IncompatibleChangeError when the change is not one that can be made by adding
 */
export function migrationsOf(models: EntityModel[], previous: Previous | undefined): Migration[] {
  if (previous === undefined) return stepsFor(models, { made: schemaMadeBy([]), before: [], migrations: [] });
  const past = {
    made: schemaMadeBy(previous.migrations),
    before: modelsOf(previous.blueprint),
    migrations: previous.migrations,
  };
  const reasons = incompatibilities(models, past);
  if (reasons.length > 0) throw new IncompatibleChangeError(reasons);
  return [...previous.migrations, ...stepsFor(models, past)];
}

interface Past {
  made: MadeSchema;
  before: EntityModel[];
  migrations: Migration[];
}

function stepsFor(models: EntityModel[], { made, before, migrations }: Past): Migration[] {
  return models.flatMap((model) => {
    const table = made.tables.get(model.table.toLowerCase());
    if (table === undefined) return [step(`create ${model.table}`, createTable(model))];
    const columns = [
      ...model.fields.flatMap((field) => [
        { column: field.column, type: sqlType(field) },
        ...(field.folded === undefined ? [] : [{ column: field.folded, type: "TEXT" }]),
      ]),
      ...model.stored.map(({ column }) => ({ column, type: storedType })),
      ...model.since.map(({ column }) => ({ column, type: "TEXT" })),
      ...(model.entity.versions === undefined ? [] : [versionColumn]),
    ];
    const added = columns
      .filter(({ column }) => !table.columns.has(column.toLowerCase()))
      .map(({ column, type }) =>
        step(
          `add ${model.table} ${column}`,
          `ALTER TABLE ${quoted(model.table)} ADD COLUMN ${quoted(column)} ${type}`,
        ),
      );
    const old = before.find((one) => one.table === model.table);
    return [...added, ...newChecks(model, old, migrations)];
  });
}

/** Where a rule is new to the live release, rows may break it. Each time that happens it is checked anew. */
function newChecks(model: EntityModel, old: EntityModel | undefined, migrations: Migration[]): Migration[] {
  const kept = new Set((old === undefined ? [] : uniqueColumns(old)).map((columns) => columns.join()));
  return uniqueColumns(model)
    .filter((columns) => !kept.has(columns.join()))
    .map((columns) => {
      const unique = { table: model.table, columns };
      const earlier = migrations.filter(
        (other) => JSON.stringify(other.unique) === JSON.stringify(unique),
      ).length;
      const words = `unique ${model.table} ${columns.join(" ")}`;
      return { id: idOf(words, JSON.stringify([unique, earlier])), statements: [], unique };
    });
}

function step(words: string, statement: string): Migration {
  return { id: idOf(words, statement), statements: [statement] };
}

function idOf(words: string, content: string): string {
  return `${kebabCase(words).slice(0, 60)}-${hash("sha256", content, "hex").slice(0, 12)}`;
}
