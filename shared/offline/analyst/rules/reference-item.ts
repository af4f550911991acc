import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Attribute, FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { isPlural } from "../text/plurals.ts";
import { apply } from "./attributes.ts";
import type { ListResult } from "./field-list.ts";
import { readPostAttributes } from "./post-attributes.ts";

/** Another entity in a list of fields: "an author" is a reference to it, "many reviews" are references from them. */
export function readReferenceItem(
  reader: Reader,
  start: number,
  before: readonly Attribute[],
  many: boolean,
): ListResult | undefined {
  const owner = reader.entity;
  const token = reader.tokens[start];
  if (owner === undefined || token === undefined || token.kind !== "word" || isName(token)) return undefined;
  const found = reader.scope.entityAt(reader.tokens, start);
  if (found === undefined || found.entity === owner || found.entity.weight < 10) return undefined;
  const next = reader.word(found.end);
  const last = reader.word(found.end - 1);
  if (
    reader.tokens[found.end]?.kind === "word" &&
    /^(?:name|email|title|address|number|count|date|type|status|colou?r|notes?)$/.test(next)
  )
    return undefined;
  if (reader.word(found.end) === "'s") return undefined;
  reader.use(start, found.end);
  if (isPlural(last) || many) {
    const back = refer(reader, found.entity, owner);
    return { end: found.end, fields: back === undefined ? [] : [] };
  }
  const idWritten = /^(?:id|identifier)$/.test(next);
  const field = refer(reader, owner, found.entity);
  const end = idWritten ? found.end + 1 : found.end;
  reader.use(start, end);
  if (field === undefined) return { end, fields: [] };
  apply(reader, [field], before);
  return { end: readPostAttributes(reader, end, field), fields: [field] };
}

/** Makes sure that `from` has a field that refers to `to`; the one that it has already is kept. */
export function refer(
  reader: Reader,
  from: EntityFacts,
  to: EntityFacts,
  exact?: string,
): FieldFacts | undefined {
  const known = [...from.fields.values()].find((field) => field.get("references") === to.name);
  const byName =
    exact === undefined ? (from.field(`${to.name}Id`) ?? from.field(to.name)) : from.field(exact);
  const field =
    exact === undefined
      ? (known ?? byName ?? from.addField([...to.name.split(/(?=[A-Z])/), "id"]))
      : (byName ?? from.addField([exact], exact));
  field.learn({ aspect: "type", value: "reference" }, reader.clause);
  field.learn({ aspect: "references", value: to.name }, reader.clause);
  reader.metField(field);
  return field;
}

/** Whether a field names another thing: by what is said of it, or by a name such as `authorId`. */
export function refersTo(field: FieldFacts, to: EntityFacts): boolean {
  const references = field.get("references");
  if (references !== undefined) return references === to.name;
  return field.entity !== to.name && nameKey(field.name) === `${nameKey(to.name)} id`;
}
