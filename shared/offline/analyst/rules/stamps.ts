import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const moment =
  "(the|which is the|which tells the|being the)? (time|moment|instant|date|date and time|point in time) (at which|when|on which|that|of when|at that)? (the|an|a|it|each|this)? <entity>?";
const made = "(made|created|entered|added|registered|recorded|stored|saved|inserted|received)";
const changed = "(changed|updated|modified|amended|edited|altered)";

function stamp(reader: Reader, name: string, source: "created-at" | "updated-at"): boolean {
  if (reader.entity === undefined || name === "") return false;
  const field = reader.entity.addField([name], name);
  reader.learn(field, { aspect: "type", value: "datetime" });
  reader.learn(field, { aspect: "source", value: source });
  reader.subjects = [field];
  return true;
}

/** Times that the service records of itself, under the name that the text gives them. */
export const stampRules: readonly Rule[] = [
  rule(
    [`(as|under|in)? <name> (,|\\(|-|:)? ${moment} (was|were|is|has been) (first)? ${made} \\)?`],
    (reader, match) => stamp(reader, slot(match, "word")[0]?.token.text ?? "", "created-at"),
  ),
  rule(
    [`(as|under|in)? <name> (,|\\(|-|:)? ${moment} (was|were|is|has been) (last)? ${changed} (last)? \\)?`],
    (reader, match) => stamp(reader, slot(match, "word")[0]?.token.text ?? "", "updated-at"),
  ),
  rule(
    [
      "(no person|nobody|no one|no client|no caller|no user) (shall|may|can|must|is|are)? (be)? (able|allowed)? (to)? (furnish|give|set|send|alter|change|provide|supply|choose|edit) ((or|nor|and) (furnish|give|set|send|alter|change|provide|supply|choose|edit))? (that|this|it|them|these|the) (time|times|value|values|timestamp|timestamps|date|field)?",
      "of its own (motion|accord)",
      "(bumped|refreshed|renewed|touched) (on|at|with) (every|each|any) (change|update|write)",
    ],
    (reader) => {
      const own = [...(reader.entity?.fields.values() ?? [])].filter(
        (field) => (field.get("source") ?? "input") !== "input",
      );
      for (const field of own) reader.metField(field);
      return reader.entity !== undefined;
    },
  ),
];
