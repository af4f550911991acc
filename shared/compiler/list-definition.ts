import type { Filter } from "../blueprint/entity.ts";
import { identifierField } from "../blueprint/field.ts";
import { arrayOf, type Entry, literal, objectOf, propertyKey, text } from "../code/literal.ts";
import { choicesOf, type EntityModel, type FieldModel, fieldNamed, operationsOf } from "./model.ts";
import { qualified } from "./sql.ts";
import { type SqlScope, sqlOf } from "./sql-expression.ts";
import { type ColumnName, comparable, sortExpression } from "./storage.ts";

/** Whether listing takes any query parameter or has an order of its own. */
export function hasListDefinition(model: EntityModel): boolean {
  const { filters, sort, pages } = model.entity.list;
  return (
    operationsOf(model, "list").length > 0 &&
    (filters.length > 0 || sort !== undefined || pages !== undefined)
  );
}

/** The value of the constant that says how a collection is listed. */
export function listDefinition(model: EntityModel, scope: SqlScope): string {
  const { filters, sort, pages } = model.entity.list;
  const entries: Entry[] = [];
  const compared = filters.filter(({ comparison }) => comparison !== "condition");
  if (compared.length > 0) {
    entries.push(["filters", arrayOf(compared.map((filter) => filterCode(model, filter)))]);
  }
  const conditions = filters.flatMap(({ parameter, when }): string[] => {
    if (when === undefined) return [];
    const holds = sqlOf(when.condition, scope);
    const call = holds.includes("${call.") ? "(call)" : "()";
    return [
      objectOf([
        ["parameter", text(parameter)],
        ["value", text(when.value)],
        ["holds", `${call} => sql\`${holds}\``],
      ]),
    ];
  });
  if (conditions.length > 0) entries.push(["conditions", arrayOf(conditions)]);
  if (sort !== undefined && sort.fields.length > 0) {
    const by = sort.fields.map(
      (name): Entry => [propertyKey(name), orderCode(model, name, sort.descending?.includes(name) === true)],
    );
    const direction: Entry[] =
      sort.directionParameter === undefined ? [] : [["directionParameter", text(sort.directionParameter)]];
    entries.push([
      "sort",
      objectOf([["parameter", text(sort.parameter)], ...direction, ["by", objectOf(by)]]),
    ]);
  }
  if (sort?.default !== undefined) {
    entries.push([
      "defaultOrder",
      orderCode(model, sort.default.field, sort.default.direction === "descending"),
    ]);
  }
  if (pages !== undefined) entries.push(["pages", literal(pages)]);
  return objectOf(entries);
}

function orderCode(model: EntityModel, name: string, descending: boolean): string {
  const { sql, nullable } = sortExpression(model, name, nameIn(model));
  const entries: Entry[] = [["sql", text(sql)]];
  if (nullable) entries.push(["nullable", "true"]);
  if (descending) entries.push(["descending", "true"]);
  return objectOf(entries);
}

const operators = {
  equals: "=",
  "at-least": ">=",
  "at-most": "<=",
  greater: ">",
  less: "<",
} as const;

function filterCode(model: EntityModel, filter: Filter): string {
  const fields = filter.fields.map((name) => filterable(model, name));
  const conditions = fields.map((field) => condition(field, filter.comparison, nameIn(model)));
  const sql =
    filter.comparison === "contains" && conditions.length > 1
      ? conditions.join(" OR ")
      : conditions.join(" AND ");
  const [first] = fields;
  if (first === undefined)
    throw new Error(`The filter ${filter.parameter} of ${model.noun} compares no field.`);
  const entries: Entry[] = [
    ["parameter", text(filter.parameter)],
    ["sql", text(sql)],
    ["type", text(filterType(first, filter.comparison))],
  ];
  if (filter.comparison === "has-element") entries.push(["every", "true"]);
  const values = filterValues(first, filter.comparison);
  if (values !== undefined) entries.push(["values", literal(values)]);
  if (filter.comparison === "one-of") entries.push(["several", "true"]);
  return objectOf(entries);
}

/** A stored field, or the identifier, which can be filtered like one. */
function filterable(model: EntityModel, name: string): FieldModel {
  const isSerial = name === model.serial?.name || model.serialAliases.includes(name);
  if (!isSerial && (name !== model.key.name || model.key.kind === "given")) return fieldNamed(model, name);
  return {
    field: identifierField(name, isSerial ? "integer" : "string"),
    name,
    column: isSerial ? (model.serial?.column ?? name) : model.key.column,
    storage: isSerial ? "integer" : "text",
    type: isSerial ? "number" : "string",
    mayBeNull: false,
    inner: [],
  };
}

function nameIn({ table }: EntityModel): ColumnName {
  return (column) => qualified(table, column);
}

function condition(field: FieldModel, comparison: Filter["comparison"], nameOf: ColumnName): string {
  const column = nameOf(field.column);
  const folded = field.folded === undefined ? `lower(${column})` : nameOf(field.folded);
  switch (comparison) {
    case "contains":
      return `instr(${folded}, ?) > 0`;
    case "starts-with":
      return `instr(${folded}, ?) = 1`;
    case "has-element":
      return `EXISTS (SELECT 1 FROM json_each(${column}) WHERE value = ?)`;
    case "one-of":
      return `${comparable(field, nameOf)} IN (SELECT value FROM json_each(?))`;
    case "condition":
      throw new Error(`The condition of ${field.name} compares nothing.`);
    default:
      return `${comparable(field, nameOf)} ${operators[comparison]} ?`;
  }
}

function filterType({ field, storage }: FieldModel, comparison: Filter["comparison"]): string {
  if (comparison === "contains" || comparison === "starts-with") return "folded";
  if (field.type === "list") {
    const items = field.items?.type ?? "string";
    return items;
  }
  if (field.source === "created-at" || field.source === "updated-at") return "timestamp";
  if (field.type === "date" || field.type === "time" || field.type === "datetime") return field.type;
  if (storage === "integer") return "integer";
  if (storage === "real") return "number";
  return storage === "boolean" ? "boolean" : "string";
}

function filterValues({ field }: FieldModel, comparison: Filter["comparison"]): string[] | undefined {
  if (comparison === "contains" || comparison === "starts-with") return undefined;
  if (field.type === "choice") return choicesOf(field);
  return field.type === "list" && field.items?.values?.length ? field.items.values : undefined;
}
