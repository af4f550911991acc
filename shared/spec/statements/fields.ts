import {
  allProperties,
  type Field,
  givenProperties,
  propertiesOf,
  workedOutProperties,
} from "../../blueprint/field.ts";
import { elementScope, fieldOfType, type Scope, typeOf } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { optionTexts } from "../phrases/field-print.ts";
import { contradictionIn, newField } from "../phrases/field-type.ts";
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

/** What may name a thing: a field, each element of its list, its properties however deep; with the field that it is of. */
function referencesOf(field: Field): { reference: Pick<Field, "references">; of: Field }[] {
  return [
    { reference: field, of: field },
    ...(field.items === undefined ? [] : [{ reference: field.items, of: field }]),
    ...givenProperties(propertiesOf(field)).flatMap(referencesOf),
  ];
}

/** Says where one option of a field takes back another, in it or inside of it. */
export function tellContradictions(draft: Draft, field: Field): void {
  for (const one of [field, ...allProperties(field)]) {
    const said = contradictionIn(one)?.flatMap((part) =>
      optionTexts(newField(one.name, [part]), { entities: [] }),
    );
    if (said === undefined) continue;
    const [first = "its type", second = first] = said;
    draft.fail(`\`${one.name}\` can't be both \`${first}\` and \`${second}\`: keep one of them.`, second);
  }
}

/** Has what a field names looked up once all is read. */
export function settleField(draft: Draft, field: Field): void {
  const { refusal, unknownRefusal } = field;
  const { entity } = draft;
  tellContradictions(draft, field);
  for (const { reference, of } of referencesOf(field)) {
    const { references } = reference;
    if (references === undefined) continue;
    draft.later("names", () => {
      const target = draft.entityNamed(references, typeWords);
      if (target === undefined) draft.untypable(of);
      else reference.references = target.name;
    });
  }
  settleElements(draft, field);
  if (refusal !== undefined) {
    const scope = () => besideScope(draft.blueprint, entity);
    field.refusal = settleRefusal(refusal, () => refusal.status, { draft, scope });
  }
  if (unknownRefusal !== undefined) {
    const scope = () => sentScope(entityScope(draft.blueprint, undefined), field);
    field.unknownRefusal = settleRefusal(unknownRefusal, () => unknownRefusal.status, { draft, scope });
  }
}

/** Properties that the service works out: of the elements of a thing's list, and nowhere else. */
function settleElements(draft: Draft, field: Field): void {
  const { action, entity, blueprint } = draft;
  const ofElements = field.type === "list" && action === undefined ? workedOutProperties(field) : [];
  for (const property of ofElements) {
    if (property.source === "set-at-change")
      draft.fail(
        `\`${property.name}\` can be worked out at each read, or \`set at creation\` of its element.`,
        property.name,
      );
    settleWorkedOut(draft, property, () => elementScope(field, entityScope(blueprint, entity)));
  }
  for (const property of allProperties(field)) {
    if (property.expression !== undefined && !ofElements.includes(property))
      draft.fail(`Only of elements of a thing's list can \`${property.name}\` be worked out.`, property.name);
  }
}

/** Looks up the names in what a field is worked out from, once all is read, and gives it its type. */
export function settleWorkedOut(draft: Draft, field: Field, scope: () => Scope): void {
  const { expression } = field;
  if (expression === undefined) return;
  draft.typed(field, () => {
    const resolved = draft.resolve(expression, scope(), undefined);
    if (resolved === undefined) draft.untypable(field);
    else Object.assign(field, { expression: resolved }, fieldOfType(typeOf(resolved, scope())));
  });
}
