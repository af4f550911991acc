import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { rename } from "./post-attributes.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** The names from a position on, as in "title, ownerId and amenities", and where they end. */
function namesFrom(reader: Reader, start: number): { names: string[]; end: number } {
  const names: string[] = [];
  let end = start;
  for (let at = start; at < reader.tokens.length; at += 1) {
    const token = reader.tokens[at];
    if (token === undefined || (token.kind === "mark" && token.word !== ",") || token.kind === "number")
      break;
    if (/^(?:,|and|or)$/.test(token.word)) continue;
    const single = /^(?:|,|and|or|\.|;)$/.test(reader.word(at + 1));
    if (!isName(token) && !(token.kind === "word" && /^[a-z]\w*$/.test(token.text) && single)) break;
    names.push(token.text);
    end = at + 1;
  }
  return { names, end };
}

/** The field that a name is for: of the same words, of the thing it refers to, or of a word in common. */
function fieldFor(entity: EntityFacts, name: string, free: ReadonlySet<FieldFacts>): FieldFacts | undefined {
  const key = nameKey(name);
  const fields = [...free];
  const words = key.split(" ");
  return (
    fields.find((field) => nameKey(field.name) === key || nameKey(field.words.join(" ")) === key) ??
    fields.find((field) => `${nameKey(field.get("references") ?? "")} id` === key) ??
    fields.find((field) =>
      nameKey(`${field.name} ${field.words.join(" ")}`)
        .split(" ")
        .some((word) => word.length > 2 && words.includes(word)),
    ) ??
    (free.size === 1 && entity.fields.size > 1 ? fields[0] : undefined)
  );
}

/** Gives the fields of a thing the names that the text lists for them; all of them, or none. */
function nameAll(reader: Reader, entity: EntityFacts, names: readonly string[]): boolean {
  const free = new Set([...entity.fields.values()].filter((field) => field.touched));
  const pairs: [FieldFacts, string][] = [];
  for (const name of names) {
    const field = fieldFor(entity, name, free);
    if (field === undefined) return false;
    free.delete(field);
    pairs.push([field, name]);
  }
  for (const [field, name] of pairs) {
    rename(reader, field, name);
    reader.metField(field);
  }
  reader.entity = entity;
  return pairs.length > 0;
}

/** "The fields we call title, ownerId and pricePerNight; those of the owner fullName and email". */
export const propertyNameRules: readonly Rule[] = [
  rule(
    [
      "(the|its|their|these)? (fields|properties|attributes|names of the fields|field names|property names) (of (a|an|the|each)? <entity>)? ((that|which)? (we|i|you)? (call|name)|(are|shall be|should be|must be|will be) (called|named)|have the names|go by the names) (:)?",
      "(and|,)? those of (a|an|the|each)? <entity> (are|we call|are called|are named|:)?",
    ],
    (reader, match) => {
      const { names, end } = namesFrom(reader, match.end);
      if (names.length < 2) return false;
      const said = slot(match, "entity")[0]?.entity;
      const known = reader.known.entities;
      const candidates =
        said !== undefined
          ? [said]
          : [
              ...known.filter((one) => one === reader.context.entity),
              ...known.filter((one) => one !== reader.context.entity),
            ];
      if (!candidates.some((entity) => nameAll(reader, entity, names))) return false;
      reader.use(match.start, end);
      return true;
    },
  ),
];
