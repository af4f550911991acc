import { type Field, innerReferences } from "../../blueprint/field.ts";
import type { Draft } from "../draft.ts";
import { settleRefusal } from "../phrases/refusal.ts";
import { typeWords } from "../phrases/type-words.ts";
import { entityScope } from "../scopes.ts";

/** Adds a field, and has what it names looked up once all is read. */
export function addField(draft: Draft, fields: Field[], field: Field): void {
  if (fields.some(({ name }) => name === field.name)) {
    draft.fail(`\`${field.name}\` is there already: say all of it in one line.`, field.name);
  }
  fields.push(field);
  draft.made(field);
  const { refusal } = field;
  const { entity } = draft;
  for (const reference of [field, ...innerReferences(field)]) {
    const { references } = reference;
    if (references === undefined) continue;
    draft.later("names", () => {
      const target = draft.entityNamed(references, typeWords);
      if (target === undefined) draft.untypable(reference);
      else reference.references = target.name;
    });
  }
  if (refusal !== undefined) {
    const scope = () => entityScope(draft.blueprint, entity);
    field.refusal = settleRefusal(refusal, () => refusal.status, { draft, scope });
  }
}
