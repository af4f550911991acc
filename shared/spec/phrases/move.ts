import type { Entity } from "../../blueprint/entity.ts";
import type { Draft } from "../draft.ts";

/** Makes sure that a move is of a field of the entity, and between values of it. */
export function checkMove(
  draft: Draft,
  entity: Entity,
  { field: name, from, to }: { field: string; from: readonly string[]; to: string },
): void {
  const field = draft.fieldNamed(entity, name);
  if (field === undefined) return;
  const { values } = field;
  if (values === undefined) {
    draft.fail(`\`${name}\` is no state and no choice: it has no values to move between.`, name);
    return;
  }
  for (const value of [...from, to])
    if (!values.includes(value)) draft.unknownName(value, `value of ${name}`, values);
}
