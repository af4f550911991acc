import { withArticle } from "../article.ts";
import { actionsOfAll } from "../blueprint/all-routes.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { isNumberedApart, isSetByKeeping } from "../blueprint/field.ts";
import { type Entry, literal, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { dependentsOf } from "./dependents.ts";
import { designDefinition } from "./design-code.ts";
import { entityType } from "./entity-type.ts";
import { fieldRules } from "./field-rules.ts";
import { fillOf } from "./fill.ts";
import { refusalCode } from "./guard-code.ts";
import { handDefinition, handImport } from "./hand-code.ts";
import { kitImport, zodImport } from "./imports.ts";
import { lapseDefinition } from "./lapse-code.ts";
import { hasListDefinition, listDefinition } from "./list-definition.ts";
import { liveDefinition, rowScope } from "./live-code.ts";
import { type EntityModel, type FieldModel, fieldNamed, operationsOf } from "./model.ts";
import { kebabCase } from "./names.ts";
import { bodyFields } from "./nesting.ts";
import { presentation } from "./presentation.ts";
import type { SqlScope } from "./sql-scope.ts";
import { isComparedAsMoment, uniqueColumns, versionColumn } from "./storage.ts";
import { createEnding, fieldCode } from "./zod-schema.ts";

/** The module that says what an entity is: its type, its table, what callers may give, how it is shown and listed. */
export function entityModule(
  model: EntityModel,
  models: readonly EntityModel[],
  blueprint: Blueprint,
): string {
  const effects = effectsOn(model, blueprint);
  const parts = [
    entityType(model, blueprint),
    tableFunction(model, models, blueprint),
    ...schemas(model, blueprint),
    ...fieldRules(model, effects.creates || effects.sets),
    ...presentation(model),
    ...listing(model, rowScope(model, models, blueprint)),
  ];
  const body = parts.join("\n");
  return `${kitImport(body)}${zodImport(body)}${handImport(body)}\n${body}`;
}

/** The type of the entity's table. */
export function tableType({ type, serial, fields, computed, seen }: EntityModel): string {
  const worked = [...computed, ...seen].map(({ name }) => name);
  const set = fields
    .filter(({ field }) => field.source.startsWith("set-at") || isSetByKeeping(field))
    .map(({ name }) => name);
  const made = [...(serial === undefined ? [] : [serial.name]), ...set, ...worked];
  const parameters = [type, ...(made.length === 0 ? [] : [made.map(text).join(" | ")])];
  if (worked.length > 0) parameters.push(worked.map(text).join(" | "));
  return `Table<${parameters.join(", ")}>`;
}

export function tableFunctionName({ type }: EntityModel): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}Table`;
}

function tableFunction(model: EntityModel, models: readonly EntityModel[], blueprint: Blueprint): string {
  const { key, serial } = model;
  const columns: Entry[] = [];
  if (key.kind === "uuid") columns.push([key.name, '"text"']);
  if (serial !== undefined) columns.splice(serial.name === key.name ? 0 : 1, 0, [serial.name, '"serial"']);
  for (const field of model.fields) columns.push([propertyKey(field.name), text(field.storage)]);
  const definition: Entry[] = [
    ["name", text(model.table)],
    ["noun", text(model.noun)],
    ["key", text(key.name)],
    ["columns", objectOf(columns)],
  ];
  if (model.creationOrder !== "rowid") {
    definition.push(["creationOrder", text(model.creationOrder)]);
  }
  const folded = model.fields.flatMap(({ name, folded }): Entry[] =>
    folded === undefined ? [] : [[name, text(folded)]],
  );
  if (folded.length > 0) definition.push(["folded", objectOf(folded)]);
  const renamed = model.fields.flatMap(({ name, column }): Entry[] =>
    name === column ? [] : [[name, text(column)]],
  );
  if (key.column !== key.name && key.kind !== "given") renamed.push([key.name, text(key.column)]);
  if (serial !== undefined && serial.column !== serial.name && serial.name !== key.name) {
    renamed.push([serial.name, text(serial.column)]);
  }
  if (renamed.length > 0) definition.push(["names", objectOf(renamed)]);
  if (model.entity.versions !== undefined) {
    definition.push(["version", text(versionColumn.column)]);
    if (key.kind === "given") definition.push(["comesAgain", "true"]);
  }
  definition.push(
    ...designDefinition(model, models, blueprint),
    ...rowRules(model, models),
    ...lapseDefinition(model, models, blueprint),
    ...liveDefinition(model, models, blueprint),
    ...handDefinition(model, blueprint),
  );
  return (
    `/** The table of ${model.noun} records. */\n` +
    `export function ${tableFunctionName(model)}(database: Sql): ${tableType(model)} {\n` +
    `return new ${tableType(model)}(database, ${objectOf(definition)});\n}\n`
  );
}

/** What the table keeps of its rows, each only where there is something to say. */
function rowRules(model: EntityModel, models: readonly EntityModel[]): Entry[] {
  const unique = uniqueColumns(model);
  const fill = model.fields.flatMap((field): Entry[] => {
    const value = field.name === model.key.name ? undefined : fillOf(field);
    return value === undefined ? [] : [[propertyKey(field.name), text(value)]];
  });
  const dependents = dependentsOf(model, models);
  const counted = model.fields.flatMap(({ field, name }): Entry[] =>
    field.within === undefined
      ? []
      : [[propertyKey(name), literal({ within: fieldNamed(model, field.within).name })]],
  );
  const slugs = model.fields.flatMap(({ field, name }): Entry[] => {
    if (field.of === undefined) return [];
    const { name: of } = fieldNamed(model, field.of);
    const otherwise = kebabCase(model.entity.name);
    const options = {
      ...(isNumberedApart(field) && { apart: true }),
      ...(field.immutable && { fixed: true }),
    };
    return [[propertyKey(name), literal({ of, otherwise, ...options })]];
  });
  const rules: Entry[] = [];
  if (unique.length > 0) rules.push(["unique", literal(unique)]);
  const moments = model.fields
    .filter(
      (field) => unique.some((columns) => columns.includes(field.column)) && isComparedAsMoment(field.field),
    )
    .map(({ column }) => column);
  if (moments.length > 0) rules.push(["moments", literal(moments)]);
  const refusals = model.fields.flatMap(({ field, column, folded }): Entry[] => {
    if (field.unique === undefined || field.refusal === undefined || field.refusal.with !== undefined)
      return [];
    const name = field.unique === "ignore-case" ? (folded ?? column) : column;
    return [[propertyKey(name), refusalCode(field.refusal)]];
  });
  if (refusals.length > 0) rules.push(["uniqueRefusals", objectOf(refusals)]);
  if (model.entity.notFound !== undefined) rules.push(["missing", refusalCode(model.entity.notFound)]);
  const wholeSeconds = model.fields.filter(({ field }) => field.wholeSeconds).map(({ name }) => name);
  if (wholeSeconds.length > 0) rules.push(["wholeSeconds", literal(wholeSeconds)]);
  if (counted.length > 0) rules.push(["counted", objectOf(counted)]);
  if (slugs.length > 0) rules.push(["slugs", objectOf(slugs)]);
  if (fill.length > 0) rules.push(["fill", objectOf(fill)]);
  if (dependents.length > 0) rules.push(["dependents", literal(dependents)]);
  return rules;
}

/** Whether actions make rows of the entity, or set its fields. */
function effectsOn({ entity }: EntityModel, blueprint: Blueprint): { creates: boolean; sets: boolean } {
  const effects = actionsOfAll(blueprint).flatMap((action) => action.effects);
  if (effects.some(({ kind }) => kind === "by-hand")) return { creates: true, sets: true };
  return {
    creates: effects.some((effect) => effect.kind === "create" && effect.entity === entity.name),
    sets: effects.some(({ kind }) => kind === "set"),
  };
}

function schemas(model: EntityModel, blueprint: Blueprint): string[] {
  const effects = effectsOn(model, blueprint);
  const creates = operationsOf(model, "create", "replace").length > 0 || effects.creates;
  const updates = operationsOf(model, "update").length > 0 || effects.sets;
  if (!creates && !updates) return [];
  const fields = bodyFields(model);
  const changing = fields.filter(({ field }) => field.refusedInChanges !== true);
  const object = model.entity.unknownProperties === "refuse" ? "z.strictObject" : "z.object";
  const newName = `New${model.type}`;
  const newDocs = `/** What a caller gives to create ${withArticle(model.noun)}. */\n`;
  const changeDocs = `/** What a caller may change of ${withArticle(model.noun)}: any of its fields. */\n`;

  if (!updates || fields.length === 0) {
    const whole = `${object}(${schemasOf(fields, (field) => `${fieldCode(field)}${createEnding(field)}`)})`;
    const parts = creates ? [`${newDocs}export const ${newName} = ${whole};\n`] : [];
    if (updates) parts.push(`${changeDocs}export const ${model.type}Change = ${object}({});\n`);
    return parts;
  }
  if (!creates) {
    const partial = `${object}(${schemasOf(changing, fieldCode)}).partial()`;
    return [`${changeDocs}export const ${model.type}Change = ${partial};\n`];
  }
  const changed = fields.filter((field) => createEnding(field) !== "");
  const overrides = changed.map(
    (field): Entry => [propertyKey(field.name), `${memberOf("fields", field.name)}${createEnding(field)}`],
  );
  const whole =
    changed.length === 0 ? `${object}(fields)` : `${object}(${objectOf([["...fields"], ...overrides])})`;
  const absent = fields.filter((field) => !changing.includes(field));
  const omitted =
    absent.length === 0 ? "" : `.omit(${objectOf(absent.map(({ name }) => [propertyKey(name), "true"]))})`;
  return [
    `const fields = ${schemasOf(fields, fieldCode)};\n`,
    `${newDocs}export const ${newName} = ${whole};\n`,
    `${changeDocs}export const ${model.type}Change = ${object}(fields)${omitted}.partial();\n`,
  ];
}

/** An object of schemas, each field's on a line of its own. */
function schemasOf(fields: FieldModel[], codeOf: (field: FieldModel) => string): string {
  return `{\n${fields.map((field) => `${propertyKey(field.name)}: ${codeOf(field)},\n`).join("")}}`;
}

function listing(model: EntityModel, scope: SqlScope): string[] {
  if (!hasListDefinition(model)) return [];
  const name = `${model.type.charAt(0).toLowerCase()}${model.type.slice(1)}List`;
  return [
    `/** How the list of ${model.noun} records is narrowed, sorted and paged. */\nexport const ${name}: ListDefinition = ${listDefinition(model, scope)};\n`,
  ];
}
