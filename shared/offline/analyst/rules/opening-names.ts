import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { attributesAt } from "./attributes.ts";
import { readIdentifierItem } from "./identifier-item.ts";
import { isPlausibleName } from "./plausible-name.ts";

/** A name that only code has: a hump inside, or words joined by underscores. */
const writtenName = /^[a-z][a-z0-9]*(?:[A-Z_][A-Za-z0-9]*)+$/;

/**
 * An item that opens with names of fields, in a list whose other items speak of fields or not: "playingTime in
 * minutes, 5 to 600", "minPlayers and maxPlayers are whole numbers", "categories is a list of words". Makes the
 * fields the subjects of what follows; gives where that starts, 0 when the item opens otherwise.
 */
export function readOpeningNames(reader: Reader): number {
  const { entity } = reader;
  if (entity === undefined) return 0;
  if (
    /^id$/.test(reader.word(0)) &&
    reader.word(1) === ":" &&
    readIdentifierItem(reader, 0, []) !== undefined
  ) {
    reader.use(0, reader.tokens.length);
    return reader.tokens.length;
  }
  const names: string[] = [];
  let at = 0;
  while (reader.tokens[at]?.kind === "word" && writtenName.test(reader.tokens[at]?.text ?? "")) {
    names.push(reader.tokens[at]?.text ?? "");
    at += 1;
    while (
      /^(?:,|and|or|&|both)$/.test(reader.word(at)) &&
      writtenName.test(reader.tokens[at + 1]?.text ?? "")
    )
      at += 1;
  }
  if (names.length === 0) {
    const noun = plainNoun(reader);
    if (noun === undefined) return 0;
    names.push(noun);
    at = 1;
  }
  const fields: FieldFacts[] = names.map((name) => entity.field(name) ?? entity.addField([name], name));
  reader.use(0, at);
  for (const field of fields) reader.metField(field);
  reader.subjects = fields;
  reader.listed = [...reader.context.listed, ...fields];
  return at;
}

const typeWord =
  /^(?:integer|int|string|str|text|number|float|decimal|double|boolean|bool|date|datetime|timestamp|time|email|url|uri|uuid|list|array|enum|choice|whole|money|object)$/;

/**
 * One word, then a verb and what a value is, beside fields that the thing has already; or a word, a colon and a type,
 * as in "tag: integer 1..4094, required".
 */
function plainNoun(reader: Reader): string | undefined {
  const [first] = reader.tokens;
  if (first === undefined || first.kind !== "word" || reader.entity === undefined) return undefined;
  if (reader.word(1) === ":" && typeWord.test(reader.word(2)) && first.word !== "id") return first.text;
  if (first.code || reader.entity.fields.size === 0 || reader.scope.entityAt(reader.tokens, 0) !== undefined)
    return undefined;
  if (!/^(?:is|are|goes|must|should|can)$/.test(reader.word(1)) || !isPlausibleName(reader, [first.word], 0))
    return undefined;
  const value = /^(?:be|from|go)$/.test(reader.word(2)) && reader.word(1) !== "goes" ? 3 : 2;
  const found =
    attributesAt(reader, value, true) ??
    (/^(?:a|an)$/.test(reader.word(value)) ? attributesAt(reader, value + 1, true) : undefined);
  return found !== undefined && found.attributes.length > 0 ? first.text.toLowerCase() : undefined;
}
