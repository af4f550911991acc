import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { isPlausibleName } from "./plausible-name.ts";
import { type Rule, rule, slot } from "./rule.ts";

function yesNo(reader: Reader, field: FieldFacts): true {
  reader.learn(field, { aspect: "type", value: "boolean" });
  reader.subjects = [field];
  reader.listed = [field];
  return true;
}

const subject =
  "(it|they|each|each one|every one|a|an|the|every)? <entity>? (is|are|can be|may be|must be|was)";

/** "It is either enabled or not": a field for yes or no; and what a list is made of. */
export const alternativeRules: readonly Rule[] = [
  rule(
    [
      `${subject} either <word> or not ,? (in|as|under|with) (a|the)? (flag|field|property|boolean)? (called|named)? <name>`,
      `${subject} either <word> or (it)? (is|are)? not`,
      `${subject} <word> or not ,? (in|as|under|with) (a|the)? (flag|field|property|boolean)? (called|named)? <name>`,
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      const [said, name] = slot(match, "word").map((one) => one.token);
      if (entity === undefined || said === undefined || !isPlausibleName(reader, [said.word], match.start))
        return false;
      reader.entity = entity;
      const field =
        entity.field(name?.text ?? said.word) ??
        (name === undefined ? entity.addField([said.word]) : entity.addField([name.text], name.text));
      return yesNo(reader, field);
    },
  ),
  rule(
    [
      "(and|but|,)? (by default)? (it|they) (is|are) not ,? (by default|initially|at first)",
      "(and|but|,)? (it|they) (is|are) not (if|unless|when) (we|you|they|one|somebody|someone|nobody|nothing|no one) (do|does|is)? (not)? (say|says|tell|tells|said|set|sets|state|given) (anything|otherwise|so|something|it)?",
    ],
    (reader) => {
      const [field] = reader.subjects.length > 0 ? reader.subjects : reader.context.subjects;
      if (field === undefined || field.get("type") !== "boolean") return false;
      reader.learn(field, { aspect: "default", value: false });
      return true;
    },
  ),
  rule(
    [
      "(the|its|a)? <field> (is|are|holds|contains) (a|an)? (list|array|set) (made up|made|consisting|composed|built)? (of|from|out of) (only)? (the values|any of|some of|the words|the texts)? <choices>",
      "(the|its|a)? <field> (is|are|holds|contains) (any|some|none, one or more|one or more|zero or more) of <choices>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const choices = slot(match, "choices")[0]?.values;
      if (field === undefined || choices === undefined) return false;
      reader.learn(field, { aspect: "type", value: "list" });
      reader.learn(field, { aspect: "choices", value: choices });
      reader.subjects = [field];
      return true;
    },
  ),
  rule(
    [
      "(,|and)? (each|every one|every|any|none|all) (of them|of these|one|value)? (at most|only|no more than|just) (once|one time)",
      "(,|and)? none (of them)? (twice|more than once|repeated)",
      "(,|and)? (each|every) (of them|one|value)? (may|can|must) (occur|appear|be there|be used|be given) (at most|only)? once",
      "(,|and|with)? no (duplicates|repetitions|repeats)",
    ],
    (reader) => {
      const [field] = reader.subjects;
      if (field === undefined || field.get("type") !== "list") return false;
      reader.learn(field, { aspect: "itemsUnique", value: true });
      return true;
    },
  ),
  rule(
    [
      "(the|this|that) (list|array) (may|can) be empty (,)? (which|and|that)? (it|this)? (also)? (is)? (also)? (the default)? (if|when|unless)? (nothing|none|it|something)? (is)? (given|omitted|missing|else is given)?",
      "(it|they|this) (may|can) be empty",
    ],
    (reader) => {
      const [field] = reader.subjects.length > 0 ? reader.subjects : reader.context.subjects;
      if (field === undefined || field.get("type") !== "list") return false;
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "<entity>? (are|is|can be|may be|must be)? (only|exclusively)? (written|created|stored|saved|made|set|put in|entered|sent) (and changed|and updated|and replaced|and edited)? (only|exclusively)? (with|by|via|through|using) put (only|alone|exclusively)?",
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      const only = reader.tokens
        .slice(match.start, match.end)
        .some((token) => /^(?:only|alone|exclusively)$/.test(token.word));
      if (entity === undefined || !only) return false;
      entity.operation("replace").set("allowed", true, reader.clause);
      entity.operation("replace").set("method", "PUT", reader.clause);
      entity.operation("replace").set("creates", true, reader.clause);
      entity.operation("update").imply("allowed", false, reader.clause);
      reader.met(`entities/${entity.name}/operations/replace`);
      reader.operations = ["replace"];
      return true;
    },
  ),
  rule(
    [
      "(the service|the server|it|we|the api|the system)? (~note|~record|~keep|~store|~remember|~write|~save|~put|~log) (down)? in <name> when (a|an|the|it|each)? <entity>? (was|is|has been|were) (last)? (written|changed|updated|modified|saved|stored|touched|edited|created|added|made|entered) (last)?",
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      const name = slot(match, "word")[0]?.token.text;
      if (entity === undefined || name === undefined) return false;
      const words = reader.tokens.slice(match.start, match.end).map((token) => token.word);
      const last =
        words.includes("last") ||
        words.some((word) => /^(?:changed|updated|modified|touched|edited)$/.test(word));
      const field = entity.field(name) ?? entity.addField([name], name);
      reader.learn(field, { aspect: "type", value: "datetime" });
      reader.learn(field, { aspect: "source", value: last ? "updated-at" : "created-at" });
      return true;
    },
  ),
];
