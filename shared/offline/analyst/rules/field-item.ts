import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { attributesAt } from "./attributes.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { readInside } from "./post-attributes.ts";

export type FieldItem = { readonly field: FieldFacts; readonly end: number };

const opens = /^(?:,|:|-|->|=|;)$/;

/**
 * The field that an item of a list of fields opens with, where the rest of the item is set off from it: "`secret`, 16
 * to 64 characters, optional". Undefined when the item names several fields, or is no such item.
 */
export function openingField(reader: Reader): FieldItem | undefined {
  const first = reader.tokens[0];
  const entity = reader.entity;
  if (first === undefined || entity === undefined || !/^[A-Za-z_$]/.test(first.text)) return undefined;
  const phrase = nounPhrase(reader, 0);
  if (
    phrase === undefined ||
    !opens.test(reader.word(phrase.end)) ||
    reader.tokens[phrase.end]?.kind !== "mark"
  )
    return undefined;
  const comma = reader.word(phrase.end) === ",";
  const next = reader.tokens[phrase.end + 1];
  if (
    next === undefined ||
    (comma && isName(next) && attributesAt(reader, phrase.end + 1, true) === undefined)
  )
    return undefined;
  if (comma && !saysAttribute(reader, phrase.end + 1, phrase.exact !== undefined)) return undefined;
  if (
    /^(?:id|identifier|uuid)$/.test(phrase.words.join(" ").toLowerCase()) ||
    reader.scope.entityAt(reader.tokens, 0)?.end === phrase.end
  )
    return undefined;
  const field = entity.addField(phrase.words, phrase.exact);
  reader.use(0, phrase.end);
  for (const attribute of phrase.attributes) reader.learn(field, attribute);
  reader.metField(field);
  return { field, end: phrase.end + 1 };
}

/** After a comma a name could follow as well: the words there must be an attribute, and with a plain name all of them. */
function saysAttribute(reader: Reader, start: number, exact: boolean): boolean {
  let at = start;
  while (/^(?:must|is|be|are|an|a|has|to|should|shall|can|may|always)$/.test(reader.word(at))) at += 1;
  const found = attributesAt(reader, at, true);
  if (found === undefined) return exact;
  return exact || found.end >= reader.tokens.length || /^(?:,|;|\(|and|or)$/.test(reader.word(found.end));
}

/** Reads what an item says of its field where no other rule has read it. */
export function readRest(reader: Reader, { field, end }: FieldItem): void {
  readInside(reader, end, reader.tokens.length, field);
}
