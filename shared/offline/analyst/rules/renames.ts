import type { Reader } from "../reader.ts";
import { rename } from "./post-attributes.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** Clauses that only say what a field is called in JSON. */
export const renameRules: readonly Rule[] = [
  rule(
    [
      "(please|kindly)? (~call|~name) (the|its|this|that|their)? <field> (field|property)? (as|simply|just|:)? <name>",
      "(the|its|their)? <field> (field|property)? (is|are|should be|shall be|must be|will be|is to be|being) (always|simply|just)? (called|named|known as|spelled|spelt|written) (as|simply|just)? <name>",
      "(the)? (field|property|key|json name|name) (for|of) (the|its)? <field> (is|shall be|should be|must be) (called|named)? <name>",
      "(use|write|spell) (the name)? <name> (for|as the name of|as the name for) (the|its)? <field>",
    ],
    (reader: Reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const name = slot(match, "word")[0]?.token.text;
      if (field === undefined || name === undefined || field.name === name)
        return field?.name === name && field !== undefined;
      rename(reader, field, name);
      reader.subjects = [field];
      return true;
    },
  ),
];
