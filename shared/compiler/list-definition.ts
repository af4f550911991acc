import {
  chosenKey,
  type Filter,
  inputsOf,
  type SortKey,
  usualOrder,
  withUsual,
} from "../blueprint/entity.ts";
import { identifierField, isStamped } from "../blueprint/field.ts";
import { comparableParameter } from "../blueprint/list-comparisons.ts";
import { arrayOf, type Entry, literal, objectOf, propertyKey, text } from "../code/literal.ts";
import { comparisonMessage } from "./field-rules.ts";
import { inputEntries, inputValue } from "./inputs.ts";
import { choicesOf, type EntityModel, type FieldModel, fieldNamed } from "./model.ts";
import { qualified } from "./sql.ts";
import { sqlOf } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";
import { type ColumnName, comparable, sortExpression } from "./storage.ts";

/** Whether listing takes any query parameter or has an order of its own. */
export function hasListDefinition(model: EntityModel): boolean {
  const { filters, sort, pages } = model.entity.list;
  return (
    model.entity.operations.some(({ kind, answer }) => kind === "list" || answer === "list") &&
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
  const inputs = inputsOf({ filters });
  if (inputs.length > 0) {
    const schema = objectOf(inputEntries(inputs, scope.models, () => true));
    entries.push(["inputs", `z.object(${schema})`]);
    const lists = inputs.filter(({ type }) => type === "list").map(({ name }) => text(name));
    if (lists.length > 0) entries.push(["lists", arrayOf(lists)]);
  }
  const conditions = filters.flatMap(({ parameter, when }) =>
    when === undefined ? [] : [conditionCode(parameter, when, scope)],
  );
  if (conditions.length > 0) entries.push(["conditions", arrayOf(conditions)]);
  const together = (model.entity.list.comparisons ?? []).map((comparison) => {
    const kind = comparableParameter(model.entity, comparison.left) ?? "number";
    const as = kind === "number" || kind === "moment" ? kind : "text";
    return { ...comparison, as, message: comparisonMessage(comparison, kind !== "number") };
  });
  if (together.length > 0) entries.push(["together", literal(together)]);
  if (sort !== undefined && (sort.fields.length > 0 || sort.named !== undefined)) {
    const by = sort.fields.map((name): Entry => [propertyKey(name), orderCode(model, chosenKey(sort, name))]);
    const direction: Entry[] =
      sort.directionParameter === undefined ? [] : [["directionParameter", text(sort.directionParameter)]];
    const named = (sort.named ?? []).map(
      ({ name, keys }): Entry => [
        propertyKey(name),
        arrayOf(withUsual(model.entity.list, keys).map((key) => orderCode(model, key))),
      ],
    );
    entries.push([
      "sort",
      objectOf([
        ["parameter", text(sort.parameter)],
        ...direction,
        ["by", objectOf(by)],
        ...(named.length > 0 ? [["named", objectOf(named)] satisfies Entry] : []),
      ]),
    ]);
  }
  const usual = usualOrder(model.entity.list).map((key) => orderCode(model, key));
  if (usual.length > 0) entries.push(["defaultOrder", usual.length === 1 ? usual.join("") : arrayOf(usual)]);
  if (pages !== undefined) entries.push(["pages", literal(pages)]);
  return objectOf(entries);
}

function conditionCode(parameter: string, when: NonNullable<Filter["when"]>, scope: SqlScope): string {
  const inputs = "input" in when ? [when.input] : [];
  const code = {
    inputs: (name: string) => inputValue("input", inputs, name),
    values: (name: string) => name,
    created: (name: string) => name,
  };
  const holds = sqlOf(when.condition, inputs.length === 0 ? scope : { ...scope, inputs, code });
  const asksCall = /\bcall\./.test(holds);
  const parameters =
    inputs.length > 0 ? `(${asksCall ? "call" : "_call"}, input)` : asksCall ? "(call)" : "()";
  return objectOf([
    ["parameter", text(parameter)],
    ...("value" in when ? [["value", text(when.value)] satisfies Entry] : []),
    ["holds", `${parameters} => sql\`${holds}\``],
  ]);
}

function orderCode(model: EntityModel, { field, direction, emptyLast }: SortKey): string {
  const { sql, nullable } = sortExpression(model, field, nameIn(model));
  const entries: Entry[] = [["sql", text(sql)]];
  if (nullable) entries.push(["nullable", "true"]);
  if (direction === "descending") entries.push(["descending", "true"]);
  if (nullable && emptyLast === true) entries.push(["emptyLast", "true"]);
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

function filterType({ field, storage, element }: FieldModel, comparison: Filter["comparison"]): string {
  if (comparison === "contains" || comparison === "starts-with") return "folded";
  if (element !== undefined) return filterType(element, comparison);
  if (isStamped(field)) return "timestamp";
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
