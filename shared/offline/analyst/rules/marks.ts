import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { wordsOf } from "../text/names.ts";
import { isPlausibleName } from "./plausible-name.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** "A favourite flag that …": the mark itself is what is spoken of, not the marking. */
function isNoun(reader: Reader, at: number): boolean {
  const words = /^(?:flags?|marks?|ticks?|sets?|toggles?)$/;
  if (words.test(reader.word(at)) && reader.scope.entityAt(reader.tokens, at) !== undefined) return true;
  return (
    words.test(reader.word(at)) &&
    at > 0 &&
    !/^(?:to|can|may|could|must|should|and|or|,|be|i|we|users|will|then|also|you|they)$/.test(
      reader.word(at - 1),
    )
  );
}

/** The yes-or-no field, or the choice, that a word such as "done" marks. */
function marked(reader: Reader, word: string, make: boolean): FieldFacts | undefined {
  const entity = reader.entity;
  if (entity === undefined) return undefined;
  const byName = entity.field(word) ?? entity.field(`is ${word}`);
  if (byName !== undefined) return byName;
  const byChoice = [...entity.fields.values()].find(
    (field) => field.get("choices")?.some((choice) => choice.toLowerCase() === word) === true,
  );
  if (byChoice !== undefined || !make) return byChoice;
  const same: readonly RegExp[] = [/^(?:done|completed|complete|finished)$/];
  const synonym = [...entity.fields.values()].find((field) =>
    same.some((set) => set.test(word) && set.test(field.name)),
  );
  return synonym ?? entity.addField(wordsOf(word));
}

/** Sentences about a field by the word it makes true: "can be marked done", "new ones are not completed". */
export const markRules: readonly Rule[] = [
  rule(
    ["(can|may|could)? (also)? be? (ticked off|checked off|crossed off|crossed out|struck off)"],
    (reader) => {
      const field = marked(reader, "done", true);
      if (field === undefined) return false;
      field.imply("type", "boolean", reader.clause);
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "(can|may|could)? (also)? be? (~mark|~flag|checked off|ticked off|~tick|ticked|toggled|~toggle|~set) (it|them|one|a|an|the|off|each|things)? <entity>? (as|off|to)? (being)? (not|un)? (as)? <word> (or|and|/)? (not|un|back|again)? (not done|undone|open again|not)?",
    ],
    (reader, match) => {
      const word = slot(match, "word")[0]?.token;
      if (
        word === undefined ||
        reader.entity === undefined ||
        !/^[a-z]+$/.test(word.word) ||
        !isPlausibleName(reader, [word.word], match.start) ||
        isNoun(reader, match.start) ||
        /^(?:by|the|a|an|with|in|as|when|off|out|to|from|is|are|at|on|if|and|or|of|it|once|automatically|only|after|every)$/.test(
          word.word,
        )
      )
        return false;
      const field = marked(reader, word.word, true);
      if (field === undefined) return false;
      if (field.get("type") === undefined && field.get("choices") === undefined) {
        field.imply("type", "boolean", reader.clause);
        field.imply("default", false, reader.clause);
      }
      reader.metField(field);
      reader.met(`entities/${reader.entity.name}/operations/update`);
      reader.subjects = [field];
      return true;
    },
  ),
  rule(
    [
      "(new|newly created|newly added|fresh|freshly created)? (ones|<entity>|it|they|they all|everything) (~start|~begin) (out|off|life)? (as)? (not|un)? <field>",
      "(new|newly created|newly added|fresh|freshly created) (ones|<entity>) (are|is) (always)? (not|un)? (yet)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      if (field === undefined) return false;
      const not = reader.tokens.slice(match.start, match.end).some((token) => token.word === "not");
      reader.learn(field, { aspect: "default", value: !not });
      return true;
    },
  ),
  rule(
    [
      "(if|when) (it is)? (omitted|missing|left out|absent|not given|not provided|not set) ,? (the|its)? <field> (is|becomes|defaults to|will be|shall be|is set to) <literal>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const value = slot(match, "literal")[0]?.value;
      if (field === undefined || value === undefined) return false;
      reader.learn(field, { aspect: "default", value });
      return true;
    },
  ),
  rule(
    [
      "(new|newly created|newly added|fresh|freshly created) (ones|<entity>) (are|is|get|have|start as|begin as|start|default to) (always)? (the status|status)? <literal>",
    ],
    (reader, match) => {
      const value = slot(match, "literal")[0]?.value;
      if (typeof value !== "string") return false;
      const field = marked(reader, value.toLowerCase(), false);
      const choice = field?.get("choices")?.find((one) => one.toLowerCase() === value.toLowerCase());
      if (field === undefined || choice === undefined) return false;
      reader.learn(field, { aspect: "default", value: choice });
      return true;
    },
  ),
];
