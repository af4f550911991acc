import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const moment =
  "(the|which is the|which tells the|being the)? (time|moment|instant|date|date and time|point in time) (at which|when|on which|that|of when|at that)? (the|an|a|it|each|this)? <entity>?";
const made = "(made|created|entered|added|registered|recorded|stored|saved|inserted|received)";
const changed = "(changed|updated|modified|amended|edited|altered)";
const occasion = "when (it|they|the <entity>|each <entity>|an <entity>|a <entity>|this|that)";

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
    [`${occasion} (was|were|is|has been) (first|originally)? ${made} (,|\\(|-|:|as)? <name> \\)?`],
    (reader, match) => stamp(reader, slot(match, "word")[0]?.token.text ?? "", "created-at"),
  ),
  rule(
    [`${occasion} (was|were|is|has been) (last)? ${changed} (last)? (,|\\(|-|:|as)? <name> \\)?`],
    (reader, match) => stamp(reader, slot(match, "word")[0]?.token.text ?? "", "updated-at"),
  ),
  rule(
    [
      "(these|those|the|both|such|all)? (of these|of them)? (particulars|times|values|dates|details|fields|two|timestamps|stamps|both|they|it) (shall|must|are|is|will|should|to) be? (determined|set|given|supplied|recorded|filled in|stamped|assigned|kept|provided|maintained|chosen) (solely|only|exclusively|automatically|alone)? by the (service|server|system|register|api|application) (alone|itself|only)? (,)? ((and|but|,) (not|never) by (the|a|an|any)? <word> (making|sending|doing|entering|submitting|creating|registering)? (the|a|an)? (entry|request|change|it|them|record|registration)?)?",
    ],
    (reader) => {
      const own = [...(reader.entity?.fields.values() ?? [])].filter((field) =>
        /^(?:created-at|updated-at)$/.test(field.get("source") ?? "input"),
      );
      for (const field of own) reader.metField(field);
      return own.length > 0 && reader.subjects.every((field) => own.includes(field));
    },
  ),
  rule(
    [
      "(so|and)? (put|keep|add|store|stamp|record|have|need|want|include|place|attach) (a|an|the|also a)? <name> (timestamp|datetime|time|date|stamp|field)? (on|in|to|for|with)? (it|them|each|each one|every one|each <entity>|every <entity>|the <entity>)? (that|which)? (is|gets|must be|shall be|should be|,)? (always|automatically)? (set|filled|filled in|given|written|assigned|recorded|added|generated|made) (automatically)? by (the|our) (system|server|service|api|backend|application|app) (itself)? ((and|,) (never|does not) (changes|change|changed))?",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      return stamp(
        reader,
        name,
        /^(?:updated|changed|modified|last)/i.test(name) ? "updated-at" : "created-at",
      );
    },
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
