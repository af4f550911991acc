import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** The fields that the clause has said something of so far. */
function told(reader: Reader): FieldFacts[] {
  return [...(reader.entity?.fields.values() ?? [])].filter((field) =>
    (["required", "unique", "immutable"] as const).some(
      (aspect) => field.said(aspect) && field.fact(aspect)?.clause === reader.clause,
    ),
  );
}

function timestamp(name: string): "created-at" | "updated-at" | undefined {
  if (/^(?:created|inserted|added)/i.test(name)) return "created-at";
  return /^(?:updated|modified|changed|last_?(?:updated|modified|changed|edited))/i.test(name)
    ? "updated-at"
    : undefined;
}

const own =
  "(yourselves|yourself|by yourselves|by yourself|on your own|for us|for me|automatically|up to date|by itself|itself|on its own|on the server|in the service|there)";

/** What is said of one field by pointing to another, and of what the service keeps itself. */
export const likewiseRules: readonly Rule[] = [
  rule(
    [
      "(,)? (as|so|and so|just as) (is|are) (the|its|their|a)? <field> (too|as well|also)?",
      "(,)? (the same (goes|holds|is true|applies)|likewise|ditto|same) (for|to|of) (the|its|their)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const model = told(reader).at(-1);
      if (field === undefined || model === undefined) return false;
      for (const aspect of ["required", "unique", "immutable"] as const) {
        if (model.fact(aspect)?.clause !== reader.clause) continue;
        const value = model.get(aspect);
        if (aspect === "required" && typeof value === "boolean") reader.learn(field, { aspect, value });
        if (aspect === "immutable" && typeof value === "boolean") reader.learn(field, { aspect, value });
      }
      reader.subjects = [field];
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      `(please)? (~keep|~maintain|~set|~manage|~fill in|~fill|~take care of|~handle|~update|~record) <name> (and|,)? <name>? (up to date)? ${own}`,
    ],
    (reader, match) => {
      const entity = reader.entity;
      const names = slot(match, "word").map((one) => one.token.text);
      const sources = names.map(timestamp);
      if (entity === undefined || sources.some((source) => source === undefined)) return false;
      names.forEach((name, index) => {
        const field = entity.field(name) ?? entity.addField([name], name);
        reader.learn(field, { aspect: "type", value: "datetime", implied: true });
        reader.learn(field, { aspect: "source", value: sources[index] ?? "created-at" });
      });
      return true;
    },
  ),
  rule(
    [
      "(what|whatever|anything|a value|values) (that)? (we|you|they|i|clients|callers|somebody|one|is|are) (~send|~give|~write|~put|~supply|~provide|sent|given)? (there|for them|for it|in them|for these|for this|here)? (must|should|shall|may|can|does|do|is|are|has)? (not|no)? (be)? (matter|count|be used|ignored|influence|have any effect|effect|dropped|discarded|looked at)",
    ],
    (reader) => {
      const fields = [...(reader.entity?.fields.values() ?? [])].filter(
        (field) => (field.get("source") ?? "input") !== "input",
      );
      for (const field of fields) reader.metField(field);
      return fields.length > 0;
    },
  ),
  rule(
    [
      "\\( (otherwise|because|since|or else|sorry|as people|people|somebody|we once|last time|long story|don ' t ask)",
    ],
    (reader, match) => {
      const close = reader.tokens.findIndex((token, at) => at > match.start && token.word === ")");
      if (close < 0) return false;
      reader.use(match.start, close + 1);
      return true;
    },
  ),
  rule(
    [
      "(if|when|should) (somebody|someone|anybody|anyone|one|people|you|they|a caller|a client) (~try|~do|~attempt) (it|this|that|so) (anyway|nevertheless|nonetheless|regardless|all the same|still)? (,)? (~tell|~answer|give|gives|answers) (them|him|her|it)? (so)? (with)? (a|an)?",
    ],
    (reader) => reader.tokens.some((token) => /^(?:400|409|422)$/.test(token.word)),
  ),
];
