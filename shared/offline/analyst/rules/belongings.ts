import type { Reader } from "../reader.ts";
import { apply } from "./attributes.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { readPostAttributes } from "./post-attributes.ts";
import { type Rule, rule, slot } from "./rule.ts";

function fieldAfter(reader: Reader, at: number): ReturnType<typeof nounPhrase> {
  if (reader.scope.entityAt(reader.tokens, at)?.entity === reader.entity) return undefined;
  return nounPhrase(reader, at);
}

/** "It belongs to exactly one team", where the text describes no teams: a field that names it. */
export const belongingRules: readonly Rule[] = [
  rule(
    [
      "(it|they|each|each one|every one|a|an|the|every|all)? <entity>? (must|always|may|can)? (always)? (belong|belongs|belonging|assigned|is assigned|are assigned) to (exactly|always|only|just|at most)? (one|a|an|exactly one|a single|some) (single)?",
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      if (entity === undefined) return false;
      if (reader.scope.entityAt(reader.tokens, match.end) !== undefined) return false;
      const phrase = fieldAfter(reader, match.end);
      if (phrase === undefined || phrase.words.length > 2) return false;
      const field = entity.addField(phrase.words, phrase.exact);
      apply(reader, [field], phrase.attributes);
      if (
        reader.tokens
          .slice(match.start, match.end)
          .some((token) => /^(?:exactly|always|must)$/.test(token.word))
      )
        reader.learn(field, { aspect: "required", value: true, implied: true });
      reader.use(match.start, phrase.end);
      reader.subjects = [field];
      reader.listed = [field];
      reader.entity = entity;
      readPostAttributes(reader, phrase.end, field);
      return true;
    },
  ),
  rule(["(and|but)? (that|this|the) (one|ones)"], (reader) => reader.subjects.length > 0),
];
