import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Entity } from "./entity.ts";
import { type Field, isCounted } from "./field.ts";
import { fieldsBesideThings } from "./other-fields.ts";

/** Numbers within what a thing refers to that can't be counted so. */
export function countedProblems(blueprint: Blueprint): Inconsistency[] {
  return [
    ...blueprint.entities.flatMap((entity) => entity.fields.flatMap((field) => problemOf(field, entity))),
    ...fieldsBesideThings(blueprint)
      .filter(isCounted)
      .map((field) => told(field, "can't be counted: only a field of a thing can")),
  ];
}

function problemOf(field: Field, { fields, name, identifier }: Entity): Inconsistency[] {
  if (!isCounted(field)) return [];
  const { within = "" } = field;
  const reference = fields.find((one) => one.name === within);
  if (reference === undefined)
    return [told(field, `is counted within \`${within}\`, which is no field of ${name}`)];
  if (reference.type !== "reference" || reference.source !== "input")
    return [told(field, `is counted within \`${within}\`, which is no reference that is given`)];
  return identifier.name === field.name
    ? [told(field, `identifies ${name}, and a number within \`${within}\` is no thing's alone`)]
    : [];
}

function told(field: Field, problem: string): Inconsistency {
  return { message: `\`${field.name}\` ${problem}`, parts: [field] };
}
