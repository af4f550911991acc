import type { Blueprint } from "./blueprint.ts";
import type { Entity } from "./entity.ts";
import { type Expression, type Path, partsWithin, type Within } from "./expression.ts";
import type { Field } from "./field.ts";

/** How often values may stand in one that is worked out from them: each stands there as it is worked out itself. */
const mostValues = 2000;

/** Values that are worked out from others in so many ways that reading them would take too long. */
export function sizeProblems({ entities }: Blueprint): { message: string; parts: object[] }[] {
  const sizes = new Map<Field, number>();
  const sizeOf = (field: Field, entity: Entity): number => {
    const known = sizes.get(field);
    if (known !== undefined) return known;
    // What is worked out from itself is told elsewhere.
    sizes.set(field, 1);
    const { expression } = field;
    const size = expression === undefined ? 1 : 1 + valuesIn(expression, [entity.name], { entities, sizeOf });
    sizes.set(field, size);
    return size;
  };
  return entities.flatMap((entity) => {
    const field = entity.fields.find((one) => one.source === "computed" && sizeOf(one, entity) > mostValues);
    if (field === undefined) return [];
    const message = `\`${field.name}\` is worked out from values that are worked out from others, more than ${mostValues} in all: add \`set at each change\` to some of them, so that they are kept`;
    return [{ message, parts: [field, entity] }];
  });
}

interface Around {
  entities: readonly Entity[];
  sizeOf: (field: Field, entity: Entity) => number;
}

/** How many values stand in an expression. */
function valuesIn(expression: Expression, within: Within, around: Around): number {
  if (expression.kind === "path") return valueAt(expression, within, around);
  let sum = 0;
  for (const [part, about] of partsWithin(expression, within)) sum += valuesIn(part, about, around);
  return sum;
}

function valueAt({ scope, names }: Path, within: Within, { entities, sizeOf }: Around): number {
  const named = (wanted: string | undefined) => entities.find(({ name }) => name === wanted);
  let entity = scope === "own" ? named(within[0]) : scope === "outer" ? named(within[1]) : undefined;
  let size = 1;
  for (const name of names) {
    const field: Field | undefined = entity?.fields.find((one) => one.name === name);
    if (field === undefined || entity === undefined) return size;
    if (field.source === "computed") size += sizeOf(field, entity);
    entity = named(field.references);
  }
  return size;
}
