import { isSetByKeeping } from "../blueprint/field.ts";
import { fillOf } from "./fill.ts";
import { type MadeColumn, type MadeSchema, schemaMadeBy } from "./made-schema.ts";
import { type EntityModel, type FieldModel, operationsOf } from "./model.ts";
import { createTable, sqlType } from "./storage.ts";

/** What there was before a change: what is in the data, and what the live release knows of it. */
export interface Before {
  made: MadeSchema;
  before: readonly EntityModel[];
}

/**
 * Why entities cannot follow those of the live release over its data, as sentences that say what to do; empty when
 * they can. What no longer is asked for is kept, and comes back with its values when it is asked for again.
 */
export function incompatibilities(models: readonly EntityModel[], { made, before }: Before): string[] {
  const reasons: string[] = [];
  for (const model of models) {
    const table = made.tables.get(model.table.toLowerCase());
    if (table === undefined) continue;
    const old = before.find((one) => one.table === model.table);
    const moved = old !== undefined && old.entity.name !== model.entity.name;
    if (
      table.name !== model.table ||
      (moved && models.some(({ entity }) => entity.name === old.entity.name))
    ) {
      reasons.push(
        `The rows of ${model.noun} would be kept where those of another are. Give it another plural.`,
      );
      continue;
    }
    if (keysOf(table.columns) !== keysOf(wantedColumns(model)) || old?.key.kind !== (old && model.key.kind)) {
      reasons.push(
        `The identifier of ${model.noun}, or its sequence, changed. Keep it as it was, or make a new entity.`,
      );
      continue;
    }
    for (const field of model.fields) {
      const reason = fieldReason(model, field, { old, made: table.columns.get(field.column.toLowerCase()) });
      if (reason !== undefined) reasons.push(reason);
    }
    if (old !== undefined) reasons.push(...renamedFields(model, old, table.columns));
  }
  return [...reasons, ...renamedEntities(models, before, made)];
}

function wantedColumns(model: EntityModel) {
  return schemaMadeBy([{ statements: [createTable(model)] }]).tables.get(model.table.toLowerCase())?.columns;
}

/** The columns that SQLite itself has rules for, as a text to compare. */
function keysOf(columns: ReadonlyMap<string, MadeColumn> | undefined): string {
  return JSON.stringify([...(columns?.values() ?? [])].filter(({ pk, notnull }) => pk > 0 || notnull > 0));
}

function fieldReason(
  model: EntityModel,
  field: FieldModel,
  { old, made }: { old: EntityModel | undefined; made: MadeColumn | undefined },
): string | undefined {
  const what = `The field ${field.name} of ${model.noun}`;
  const before = old?.fields.find(({ name }) => name === field.name);
  if (made !== undefined) {
    if (made.name !== field.column || (before !== undefined && before.column !== field.column)) {
      return `${what} would be kept where the values of ${made.name} are. Give it another name.`;
    }
    const was = before === undefined ? made.type : sqlType(before);
    const widened = was === "INTEGER" && field.storage === "real";
    if (was !== sqlType(field) && !widened) {
      return `${what} was kept as ${wordsFor(was)} and is to be ${wordsFor(sqlType(field))}. Keep its type, or give the new field another name.`;
    }
    if (before !== undefined && (before.field.type === "password") !== (field.field.type === "password"))
      return `${what} was kept as ${keptAs(before)} and is to be ${keptAs(field)}: what is kept would be no password, or be shown. Give the new field another name.`;
    if (field.target !== undefined && before !== undefined && before.target?.table !== field.target.table) {
      return `${what} refers to something else than before. Keep it, or give the new field another name.`;
    }
  }
  const isFilled = fillOf(field) !== undefined || isSetByKeeping(field.field);
  if (field.mayBeNull || field.name === model.key.name || isFilled) return undefined;
  if (before !== undefined && !before.mayBeNull) return undefined;
  return `${what} is required now, and rows that exist may lack it. Make it optional, or give it a default.`;
}

function keptAs({ field }: FieldModel): string {
  return field.type === "password" ? "a password" : "text";
}

function wordsFor(type: string): string {
  const words = new Map([
    ["TEXT", "text"],
    ["INTEGER", "a whole number"],
    ["REAL", "a number"],
    ["INTEGER BOOLEAN", "true or false"],
    ["TEXT LIST", "a list"],
    ["TEXT OBJECT", "an object"],
  ]);
  return words.get(type) ?? type;
}

const twoReleases =
  "If it is: keep the old name, or add the new one beside it, copy what is stored, and drop the old one in a later " +
  "release. If it is not: build once without the old one, then once with the new one.";

/** A field that is gone while one of the same type is new: nobody but the writer knows whether it is the same. */
function renamedFields(
  model: EntityModel,
  old: EntityModel,
  made: ReadonlyMap<string, MadeColumn>,
): string[] {
  const names = new Set(model.fields.map(({ name }) => name));
  const fresh = model.fields.filter(({ column }) => !made.has(column.toLowerCase()));
  return old.fields.flatMap((gone) => {
    if (names.has(gone.name) || gone.field.source !== "input") return [];
    const other = fresh.find(
      ({ field }) => field.type === gone.field.type && field.references === gone.field.references,
    );
    if (other === undefined) return [];
    return [
      `The field ${gone.name} of ${model.noun} is gone and ${other.name} is new: it may be a new name for it, under ` +
        `which the values would be missing. ${twoReleases}`,
    ];
  });
}

function renamedEntities(
  models: readonly EntityModel[],
  before: readonly EntityModel[],
  made: MadeSchema,
): string[] {
  const fresh = models.filter(({ table }) => !made.tables.has(table.toLowerCase()));
  const gone = before.filter(({ table }) => !models.some((model) => model.table === table));
  return gone.flatMap((old) => {
    const other = fresh.find((model) => resembles(model, old));
    if (other === undefined) return [];
    return [
      `${old.entity.plural} are gone and ${other.entity.plural} are new: it may be a new name for them, under which ` +
        `what is stored would be missing. ${twoReleases}`,
    ];
  });
}

/** Whether an entity lives at another's path, or has at least half of its fields. */
function resembles(model: EntityModel, old: EntityModel): boolean {
  const paths = new Set(operationsOf(old, "list", "create").map(({ path }) => path));
  if (operationsOf(model, "list", "create").some(({ path }) => paths.has(path))) return true;
  const fields = old.fields.filter(({ field }) => field.source === "input");
  const common = fields.filter(({ name, field }) =>
    model.fields.some((other) => other.name === name && other.field.type === field.type),
  );
  return fields.length > 0 && common.length * 2 >= fields.length;
}
