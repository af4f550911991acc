import type { Field } from "../../blueprint/field.ts";
import type { Draft } from "../draft.ts";
import { settleRefusal } from "../phrases/refusal.ts";
import { typeWords } from "../phrases/type-words.ts";
import { besideScope, entityScope, sentScope } from "../scopes.ts";

/** Adds a field, and has what it names looked up once all is read. */
export function addField(draft: Draft, fields: Field[], field: Field): void {
  if (fields.some(({ name }) => name === field.name)) {
    draft.fail(`\`${field.name}\` is there already: say all of it in one line.`, field.name);
  }
  fields.push(field);
  draft.made(field);
  settleField(draft, field);
}

/** Has what a field names looked up once all is read. */
export function settleField(draft: Draft, field: Field): void {
  const { references, refusal, unknownRefusal } = field;
  const { entity } = draft;
  if (references !== undefined) {
    draft.later("names", () => {
      const target = draft.entityNamed(references, typeWords);
      if (target === undefined) draft.untypable(field);
      else field.references = target.name;
    });
  }
  if (refusal !== undefined) {
    const scope = () => besideScope(draft.blueprint, entity);
    field.refusal = settleRefusal(refusal, () => refusal.status, { draft, scope });
  }
  if (unknownRefusal !== undefined) {
    const scope = () => sentScope(entityScope(draft.blueprint, undefined), field);
    field.unknownRefusal = settleRefusal(unknownRefusal, () => unknownRefusal.status, { draft, scope });
  }
}
