import type { FieldFacts } from "../facts/field-facts.ts";
import type { Match } from "../grammar/pattern.ts";
import type { SlotValue } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const save =
  "(except|but|except for|apart from|other than|save|save for|with the exception of|besides|bar|excluding)";
const everything =
  "(anything|everything|all|all of it|all fields|every field|all properties|all attributes|any field|any property|all the rest|the rest|all other fields|all details|every detail)";
const changed = "(changed|edited|updated|modified|corrected|altered|amended|adjusted|patched|revised)";
const change = "(~change|~edit|~update|~modify|~correct|~alter|~amend|~adjust|~patch|~revise)";

function fieldsIn(match: Match<SlotValue>): FieldFacts[] {
  return [
    ...slot(match, "fields").flatMap((one) => one.fields),
    ...slot(match, "field").map((one) => one.field),
  ];
}

function fix(reader: Reader, match: Match<SlotValue>): boolean {
  const fields = fieldsIn(match).filter((field) => (field.get("source") ?? "input") === "input");
  for (const field of fields) {
    reader.learn(field, { aspect: "immutable", value: true });
    reader.met(`entities/${field.entity}/operations/update`);
  }
  return fields.length > 0;
}

/** What may be changed except for some fields, and the fields that may not be: they stay as they were made. */
export const exceptionRules: readonly Rule[] = [
  rule(
    [
      `${change} ${everything} (about|of|in|on|else about|else of|else in)? (a|an|the|its|one)? <entity>? (,)? ${save} (its|the|their|for)? <fields>`,
      `${everything} (about|of|in|on|else about|else of|else in)? (a|an|the|its|one)? <entity>? (,)? ${save} (its|the|their|for)? <fields> (can|may|could|must|might) be ${changed} (later|afterwards)?`,
      `${change} (a|an|the|its|one)? <entity> (,)? ${save} (its|the|their|for)? <fields>`,
    ],
    fix,
  ),
  rule(
    [
      "(the|its|their)? <fields> (always|just|simply)? (stays|stay|remains|remain|keeps|is left|are left) (what|as|the way|like) (it|they) (is|was|are|were)",
    ],
    fix,
  ),
  rule(
    [
      ",? (but|though|yet|only) (not|never) (the|its|their)? <fields> ((and|or|nor) (not)? (the|its|their)? <fields>)?",
    ],
    (reader, match) =>
      reader.mentions(
        /^(?:change|changed|edit|edited|update|updated|modify|modified|correct|corrected|amended)$/,
      ) &&
      reader.mentions(/^(?:can|may|could|might|editable)$/) &&
      fix(reader, match),
  ),
  rule(
    [
      `(the|its|a|their)? <fields> (of|on|in) (a|an|the|each|every|any|one)? <entity> (cannot|must not|may not|can never|must never|should not|shall not|is never|are never|never) (be)? (${changed}|change|changes|replaced|touched) (later|afterwards|after that|any more|again|at all|after creation|later on)?`,
      `(the|its|a|their)? <fields> (of|on|in) (a|an|the|each|every|any|one)? <entity> (always)? (is|are|stays|remains|stay|remain) (always)? (fixed|final|immutable|unchangeable|as (it|they) (is|are|was|were)|the same|for good) (for good|for ever|forever|once set|after creation)?`,
      `(the|its|a|their)? <fields> (cannot|must not|may not|can never|must never|should not|shall not) be (corrected|amended|adjusted|patched|revised|touched) (later|afterwards|after that|any more|again|at all|after creation|later on)?`,
    ],
    fix,
  ),
];
