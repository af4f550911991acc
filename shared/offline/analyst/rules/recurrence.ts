import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

function together(reader: Reader, fields: readonly (FieldFacts | undefined)[]): boolean {
  const [one, other] = fields;
  const entity = one === undefined ? undefined : reader.known.byName(one.entity);
  if (
    one === undefined ||
    other === undefined ||
    one === other ||
    entity === undefined ||
    other.entity !== one.entity
  )
    return false;
  const names = [one.name, other.name];
  if (!entity.uniqueTogether.some((known) => [...known].sort().join() === [...names].sort().join()))
    entity.uniqueTogether.push(names);
  reader.metField(one);
  reader.metField(other);
  reader.subjects = [one];
  reader.met(`entities/${entity.name}/uniqueTogether`);
  reader.met("refusals/conflict");
  return true;
}

const occur =
  "(occur|appear|exist|be used|be there|come up|be given|be entered|turn up|be listed|be registered)";

/** "The same term may occur in several languages but only once per language", and what counts as the same. */
export const recurrenceRules: readonly Rule[] = [
  rule(
    [
      "(nobody|no one|we|you|i|one|people|users|they|callers|clients|it)? (may|can|must|should|shall|do|does)? (not|never)? (add|save|enter|register|store|create|have|use|list|record|insert|book|give|put in) (the|a)? same <field> (twice|again|two times|more than once)",
      "(adding|saving|entering|registering|storing|creating|using|recording|inserting|giving) (the|a)? same <field> (twice|again|two times|more than once)",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      if (
        field === undefined ||
        !reader.mentions(
          /^(?:not|never|nobody|no|refused|rejected|error|400|409|422|forbidden|conflict|fails)$/,
        )
      )
        return false;
      reader.learn(field, { aspect: "unique", value: "exact" });
      reader.subjects = [field];
      reader.met("refusals/conflict");
      return true;
    },
  ),
  rule(
    [
      `(the|a|one)? same <field> (may|can|could|must|might)? (only)? ${occur}? (in|for|with|under|at|on) (several|different|many|more than one|various|two|other) <field> (,)? (but|though|yet|and)? (only|just|at most)? once (per|in each|in every|for each|for every|in any|within a|within one|in a|in one) <field>`,
      `(the|a|one)? same <field> (may|can|must|might) (only)? ${occur} (only|just|at most)? once (per|in each|in every|for each|for every|in any|within a|within one) <field>`,
      "(a|an|the|each|every)? <field> (may|can|must|might) (only)? (occur|appear|exist|be used|be there|be given|be listed|come up|turn up) (only|just|at most)? once (per|(within|in|for|inside|under|on) (a|an|one|each|every|any|the same|the|a single)) <field>",
    ],
    (reader, match) => {
      const fields = slot(match, "field").map((one) => one.field);
      return together(reader, [fields[0], fields.at(-1)]);
    },
  ),
  rule(
    [
      "<string> (and|or) <string> (~count|are|~mean|~be treated|are treated|~stand|are considered|are taken) (as|for|to be)? (the same|one and the same|one|equal|identical) <field>?",
    ],
    (reader, match) => {
      const [one, other] = slot(match, "word").map((found) => found.token.text);
      if (
        one === undefined ||
        other === undefined ||
        one === other ||
        one.toLowerCase() !== other.toLowerCase()
      )
        return false;
      const field =
        slot(match, "field")[0]?.field ??
        reader.spoken.findLast((one) => (one.get("unique") ?? "no") !== "no") ??
        reader.context.subjects[0];
      if (field === undefined) return false;
      const joint =
        reader.known.byName(field.entity)?.uniqueTogether.some((names) => names.includes(field.name)) ===
        true;
      if (joint) reader.learn(field, { aspect: "ignoreCase", value: true });
      else reader.learn(field, { aspect: "unique", value: "ignore-case" });
      reader.metField(field);
      return true;
    },
  ),
];
