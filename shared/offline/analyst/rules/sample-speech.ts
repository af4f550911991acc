import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const fine = "(fine|ok|okay|valid|allowed|possible|accepted|permitted|alright|acceptable|legal)";

/** The field that a clause goes on about: its own, or the last that the clause before spoke of. */
function fieldAtHand(reader: Reader): FieldFacts | undefined {
  return reader.subjects.at(-1) ?? reader.spoken.at(-1) ?? reader.context.subjects.at(-1);
}

/** What a sample tells of the values that a field takes. */
export const sampleSpeechRules: readonly Rule[] = [
  rule(
    [
      `(,|and|so|so that|thus|hence|which means|meaning)? (that)? <number> (is|are|would be|shall be|must be|has to be|should be) (also|perfectly|just|quite|still|a)? ${fine} (value|too|as well)?`,
    ],
    (reader, match) => {
      const field = fieldAtHand(reader);
      const sample = slot(match, "number")[0]?.number;
      if (field === undefined || sample === undefined) return false;
      const type = field.get("type");
      if (!Number.isInteger(sample) && type !== "integer")
        reader.learn(field, { aspect: "type", value: "number" });
      reader.metField(field);
      if (!reader.tokens.some((token) => /^(?:must|shall|should|may|can|not|no)$/.test(token.word)))
        reader.use(0, match.start);
      return true;
    },
  ),
  rule(
    [
      "(halves|half|quarter|quarters|parts|fractions|cents|pennies|pence|decimals|tenths) (of (a|an|it|them) <word>?|<word>)? (are|is|do|does|can|may|will) (also|well)? (be)? (happen|occur|exist|come up|allowed|possible|fine|ok|okay|accepted|permitted)",
    ],
    (reader) => {
      const field = fieldAtHand(reader);
      if (field === undefined || field.get("type") === "integer") return false;
      reader.learn(field, { aspect: "type", value: "number" });
      return true;
    },
  ),
  rule(
    [
      "(if|when) (i|we|they|you|he|she|one|somebody|someone|nobody) (do|does)? (not)? ,? (the|its|it|this|that) (list|array|set|collection)? (is|stays|remains|shall be|will be) (simply|just|then)? (empty|an empty list)",
    ],
    (reader) => {
      const field = fieldAtHand(reader);
      if (field === undefined || field.get("type") !== "list") return false;
      reader.learn(field, { aspect: "default", value: [] });
      return true;
    },
  ),
];
