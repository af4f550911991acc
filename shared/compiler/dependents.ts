import { type EntityModel, type FieldModel, givenModels } from "./model.ts";
import { qualified, sqlText } from "./sql.ts";

/** A column that holds keys of another table's rows, and what deleting such a row does to the one that has it. */
export interface DependentModel {
  table: string;
  key: string;
  column: string;
  /** SQL that gives the keys in a column that holds lists or objects. */
  keys?: string;
  refersTo: string;
  onDelete: "refuse" | "delete" | "clear";
  /** The columns of numbers that are counted within the reference. */
  with?: string[];
}

/** What refers to an entity's rows, and what refers to rows that are deleted with them. */
export function dependentsOf(model: EntityModel, models: readonly EntityModel[]): DependentModel[] {
  const found: DependentModel[] = [];
  const going = [model];
  for (const target of going) {
    for (const other of models) {
      const holder = { table: other.table, key: other.key.column, refersTo: target.table };
      for (const model of other.fields) {
        const { column } = model;
        for (const { field, keys } of referring(model, target, qualified(other.table, column))) {
          const { onReferencedDelete: onDelete = "refuse" } = field;
          if (onDelete === "leave") continue;
          const counted = other.fields.filter(
            (one) => onDelete === "clear" && one.field.within === field.name,
          );
          found.push({
            ...holder,
            column,
            ...(keys !== undefined && { keys }),
            onDelete,
            ...(counted.length > 0 && { with: counted.map((one) => one.column) }),
          });
          if (onDelete === "delete" && !going.includes(other)) going.push(other);
        }
      }
    }
  }
  return found;
}

/** The references to an entity that a field is or holds, with SQL of their keys where they are inside. */
function referring(
  model: FieldModel,
  target: EntityModel,
  value: string,
  rows: readonly string[] = [],
): { field: FieldModel["field"]; keys?: string }[] {
  const isInside = rows.length > 0 || value.startsWith("json_");
  if (model.target !== undefined) {
    const from = rows.length === 0 ? "" : ` FROM ${rows.join(", ")}`;
    const keys = isInside ? { keys: `SELECT ${value} AS "key"${from}` } : {};
    return model.target === target ? [{ field: model.field, ...keys }] : [];
  }
  const row = `"element_${rows.length + 1}"`;
  const isList = model.field.type === "list";
  const holder = isList ? `${row}.value` : value;
  const inside = isList ? [...rows, `json_each(${value}) AS ${row}`] : rows;
  if (model.element?.target !== undefined) return referring(model.element, target, holder, inside);
  return givenModels(model.inner).flatMap((property) =>
    referring(
      property,
      target,
      `json_extract(${holder}, ${sqlText(`$.${JSON.stringify(property.field.name)}`)})`,
      inside,
    ),
  );
}
