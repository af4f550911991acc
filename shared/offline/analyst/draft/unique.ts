import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";

/** The field that refers to what a field's values are unique within; undefined when they are unique among all. */
function reference(field: FieldFacts, entity: EntityFacts): FieldFacts | undefined {
  const within = field.get("uniqueWithin");
  return within === undefined
    ? undefined
    : [...entity.fields.values()].find((one) => one !== field && one.get("references") === within);
}

/** Whether no two entities at all share a field's value. */
export function isUniqueAlone(field: FieldFacts, entity: EntityFacts): boolean {
  const within = field.get("uniqueWithin");
  if (within === undefined) return field.get("unique") === "exact" || field.get("unique") === "ignore-case";
  return within === entity.name;
}

/** The combinations that are unique: those that the text names, and fields that are unique within something else. */
export function uniqueCombinations(entity: EntityFacts): string[][] {
  const combinations = entity.uniqueTogether.map((names) => [...names]);
  for (const field of new Set(entity.fields.values())) {
    const other = reference(field, entity);
    if (other === undefined) continue;
    const names = [other.name, field.name];
    if (!combinations.some((known) => [...known].sort().join() === [...names].sort().join()))
      combinations.push(names);
  }
  return combinations;
}
