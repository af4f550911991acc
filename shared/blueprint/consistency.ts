import type { Blueprint } from "./blueprint.ts";
import type { Entity, Operation } from "./entity.ts";
import type { Field } from "./field.ts";

/** What in a blueprint contradicts something else in it, as sentences; empty when it is consistent. */
export function checkConsistency(blueprint: Blueprint): string[] {
  const problems: string[] = [];
  const entities = new Map(blueprint.entities.map((entity) => [entity.name, entity]));
  if (entities.size < blueprint.entities.length) problems.push("two entities have the same name");
  const routes = new Map<string, { entity: string; kind: string }>();
  for (const entity of blueprint.entities) {
    problems.push(...entityProblems(entity).map((problem) => `${entity.name}: ${problem}`));
    for (const field of entity.fields) {
      problems.push(
        ...fieldProblems(field, entities).map((problem) => `${entity.name}.${field.name}: ${problem}`),
      );
    }
    for (const operation of entity.operations) {
      const route = `${operation.method} ${operation.path.replace(/:[^/]+/g, ":")}`;
      const other = routes.get(route);
      if (other !== undefined && !(other.entity === entity.name && isUpsert(entity, operation, other.kind)))
        problems.push(
          `${entity.name} and ${other.entity} share the route ${operation.method} ${operation.path}`,
        );
      routes.set(route, { entity: entity.name, kind: operation.kind });
    }
    const parent = entity.parent;
    if (parent !== undefined) {
      const field = entity.fields.find((one) => one.name === parent.field);
      if (!entities.has(parent.entity))
        problems.push(`${entity.name}: its parent ${parent.entity} is no entity`);
      if (field?.references !== parent.entity)
        problems.push(
          `${entity.name}: its parent's field ${parent.field} does not refer to ${parent.entity}`,
        );
    }
  }
  return problems;
}

/** One route may both create and replace, where its path says by which identifier of the caller's own. */
function isUpsert({ identifier }: Entity, { kind, path }: Operation, other: string): boolean {
  return (
    identifier.type === "given" && [kind, other].sort().join() === "create,replace" && /:[^/]+$/.test(path)
  );
}

function entityProblems(entity: Entity): string[] {
  const problems: string[] = [];
  const names = new Set(entity.fields.map((field) => field.name));
  if (names.size < entity.fields.length) problems.push("two fields have the same name");
  if (entity.identifier.type === "given" && !names.has(entity.identifier.name))
    problems.push(`the identifier ${entity.identifier.name} is given but no field`);
  if (entity.identifier.type !== "given" && names.has(entity.identifier.name))
    problems.push(`the identifier ${entity.identifier.name} is also a field`);
  names.add(entity.identifier.name);
  const need = (name: string, where: string) => {
    if (!names.has(name)) problems.push(`${where} names ${name}, which is no field`);
  };
  for (const filter of entity.list.filters)
    for (const name of filter.fields) need(name, `the filter ${filter.parameter}`);
  const parameters = [
    ...entity.list.filters.map((filter) => filter.parameter),
    ...(entity.list.pages === undefined
      ? []
      : [entity.list.pages.sizeParameter, entity.list.pages.positionParameter]),
    ...(entity.list.sort === undefined || entity.list.sort.fields.length === 0
      ? []
      : [entity.list.sort.parameter]),
  ];
  if (new Set(parameters).size < parameters.length) problems.push("two query parameters have the same name");
  for (const name of entity.list.sort?.fields ?? []) need(name, "the sort");
  if (entity.list.sort?.default !== undefined) need(entity.list.sort.default.field, "the order");
  for (const together of entity.uniqueTogether) for (const name of together) need(name, "a uniqueness");
  for (const { left, right } of entity.comparisons)
    for (const name of [left, right]) need(name, "a comparison");
  const { pages } = entity.list;
  if (pages !== undefined && pages.defaultSize > pages.maximumSize)
    problems.push("the default page size is above the maximum");
  return problems;
}

function fieldProblems(field: Field, entities: ReadonlyMap<string, Entity>): string[] {
  const problems: string[] = [];
  if (field.type === "reference" && (field.references === undefined || !entities.has(field.references)))
    problems.push("refers to no entity");
  if (field.type === "choice" && (field.values ?? []).length === 0) problems.push("is a choice of nothing");
  const { default: preset, values } = field;
  if (field.type === "choice" && typeof preset === "string" && values?.includes(preset) === false)
    problems.push(`the default ${preset} is none of its values`);
  if (field.type === "choice" && preset !== undefined && typeof preset !== "string")
    problems.push("the default of a choice must be one of its values");
  if (field.type === "boolean" && preset !== undefined && typeof preset !== "boolean")
    problems.push("the default of a boolean must be true or false");
  if (
    (field.type === "integer" || field.type === "number") &&
    preset !== undefined &&
    typeof preset !== "number"
  )
    problems.push("the default of a number must be a number");
  if (field.minimum !== undefined && field.maximum !== undefined && field.minimum > field.maximum)
    problems.push("its minimum is above its maximum");
  if (field.minLength !== undefined && field.maxLength !== undefined && field.minLength > field.maxLength)
    problems.push("its minimum length is above its maximum length");
  return problems;
}
