import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { isListClause } from "./filters.ts";
import { rename } from "./post-attributes.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** Lets a field that so far has only words have the name that the text writes for it. */
function tell(reader: Reader, field: FieldFacts | undefined, at: number): boolean {
  const token = reader.tokens[at];
  if (field === undefined || token === undefined || !token.code || !isName(token)) return false;
  if (field.name === token.text) return true;
  const other = reader.known.byName(field.entity)?.field(token.text);
  const valued = field.get("choices") !== undefined || field.get("type") === "boolean";
  if (field.written || valued || (other?.touched === true && other.written && other !== field)) return false;
  rename(reader, field, token.text);
  reader.subjects = [field];
  return true;
}

/** The name of a field, told after the field itself: "It is called `number`", "is given by us, as `imo`". */
export const namesToldRules: readonly Rule[] = [
  rule(
    [
      "(it|this|that|this one|this value|this field) (is|shall be|should be|must be|will be|is to be) (simply|just|always)? (called|named|known as|stored as|stored under|sent as|written as|spelled|given as|to be called) <name>",
      "(please)? (call|name) (it|this|this one|that) (simply|just)? <name>",
    ],
    (reader, match) =>
      tell(
        reader,
        reader.subjects.at(-1) ?? reader.context.subjects.at(-1) ?? reader.context.spoken.at(-1),
        match.end - 1,
      ),
  ),
  rule(
    [
      ", (as|under|under the name|called|named|in the field|in the property|as the field|as the property|in) <name>",
    ],
    (reader, match) => {
      if (isListClause(reader) || slot(match, "word").length !== 1) return false;
      const said = reader.spoken;
      return said.length === 1 && tell(reader, said[0], match.end - 1);
    },
  ),
];
