import type { EntityModel } from "./model.ts";

/** A column that holds keys of another table's rows, and what deleting such a row does to the one that has it. */
export interface DependentModel {
  table: string;
  key: string;
  column: string;
  refersTo: string;
  onDelete: "refuse" | "delete" | "clear";
}

/** What refers to an entity's rows, and what refers to rows that are deleted with them. */
export function dependentsOf(model: EntityModel, models: readonly EntityModel[]): DependentModel[] {
  const found: DependentModel[] = [];
  const going = [model];
  for (const target of going) {
    for (const other of models) {
      for (const { field, column, target: referred } of other.fields) {
        if (referred !== target) continue;
        const onDelete = field.onReferencedDelete ?? "refuse";
        found.push({ table: other.table, key: other.key.column, column, refersTo: target.table, onDelete });
        if (onDelete === "delete" && !going.includes(other)) going.push(other);
      }
    }
  }
  return found;
}
