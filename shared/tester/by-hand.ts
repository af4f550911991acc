import type { Action } from "../blueprint/action.ts";
import type { Entity } from "../blueprint/entity.ts";
import { innerReferences } from "../blueprint/field.ts";

/** Whether what an action gives or changes hangs on what a developer writes. */
export function isActionByHand({ values, effects }: Action): boolean {
  return values.some((value) => "gives" in value) || effects.some(({ kind }) => kind === "by-hand");
}

/** Whether a developer's function may refuse a thing: by a rule, or by a value that must be apart from others'. */
export function mayRefuseByHand({ fields, handRules, uniqueTogether }: Entity): boolean {
  const isApart = (name: string) => uniqueTogether.some((together) => together.fields.includes(name));
  return (
    handRules !== undefined ||
    fields.some(
      ({ name, byHand, unique }) =>
        byHand !== undefined && (byHand.refusals.length > 0 || unique !== undefined || isApart(name)),
    )
  );
}

/** The kinds of things of which it is not known that one can be made: also those that need another such. */
export function uncertainThings(entities: readonly Entity[]): ReadonlySet<string> {
  const uncertain = new Set(entities.filter(mayRefuseByHand).map(({ name }) => name));
  for (let before = -1; before < uncertain.size; ) {
    before = uncertain.size;
    for (const { name, fields } of entities) {
      const needed = fields.flatMap((field) => [field, ...innerReferences(field)]);
      if (needed.some(({ references, required }) => required && uncertain.has(references ?? "")))
        uncertain.add(name);
    }
  }
  return uncertain;
}
