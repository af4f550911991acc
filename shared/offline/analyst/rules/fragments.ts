import { apiNouns } from "../lexicon/words.ts";
import type { Reader } from "../reader.ts";
import { readFieldList } from "./field-list.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { type Rule, rule, slot } from "./rule.ts";

const attribute =
  /^(?:given|whole|optional|required|mandatory|unique|empty|blank|always|longer|shorter|characters|digits|most|least|between|positive|negative|default|defaults)$/;

/** "And notes, which are optional": a clause that adds a field by its name alone; gives where the name ends. */
export function readFragment(reader: Reader): number {
  let at = 0;
  while (/^(?:oh|also|and|plus|then|finally|well|,|maybe|lastly)$/.test(reader.word(at))) at += 1;
  const colon = reader.tokens.findIndex((token) => token.word === ":");
  const choosing = colon > 0 && colon < 6 && reader.slots("choices", reader.tokens, colon + 1).length > 0;
  if (
    at === 0 ||
    reader.entity === undefined ||
    !(choosing || reader.tokens.some((token) => attribute.test(token.word)))
  )
    return 0;
  while (/^(?:a|an|some|the)$/.test(reader.word(at))) at += 1;
  if (reader.scope.fieldAt(reader.tokens, at) !== undefined) return 0;
  if (reader.scope.entityAt(reader.tokens, at) !== undefined) return 0;
  const phrase = nounPhrase(reader, at);
  if (phrase === undefined || phrase.words.length > 2 || phrase.words.some((word) => apiNouns.has(word)))
    return 0;
  if (/^(?:it|they|we|i|you)$/.test(reader.word(phrase.end)) && reader.context.spoken.length > 0) {
    const list = readFieldList(reader, at);
    reader.subjects = list.fields.slice(-1);
    return list.end;
  }
  const after = afterRelative(reader, phrase.end);
  if (!/^(?:,|-|:)$/.test(reader.word(after))) return 0;
  const field = reader.entity.addField(phrase.words, phrase.exact);
  reader.use(at, after);
  for (const one of phrase.attributes) reader.learn(field, one);
  reader.metField(field);
  reader.subjects = [field];
  return after;
}

/** Where a relative clause such as "where it turned up" ends, or where it does not start. */
function afterRelative(reader: Reader, start: number): number {
  const which =
    /^(?:in|on|at|by|from)$/.test(reader.word(start)) && reader.word(start + 1) === "which"
      ? start + 2
      : reader.word(start) === "where"
        ? start + 1
        : start;
  if (which === start || !/^(?:it|they|he|she|we|you|one|someone)$/.test(reader.word(which))) return start;
  let end = which + 1;
  while (end < reader.tokens.length && end < which + 6 && !/^[,;:()-]$/.test(reader.word(end))) end += 1;
  return end;
}

/** Asides about what nobody does, which ask nothing of a service. */
export const asideRules: readonly Rule[] = [
  rule(
    [
      "<field> (where|in which|on which|at which|by which) (it|they|he|she|we|one) (was|were|is|has been)? (last|first)? <word> (up|out|off)?",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      if (field === undefined) return false;
      reader.metField(field);
      reader.subjects = [field];
      return true;
    },
  ),
  rule(
    [
      "(but)? (nobody|hardly anybody|hardly anyone|no one) (ever|really)? <word> (any|it|them|one|those|that)",
    ],
    (reader) => !reader.mentions(/^(?:may|can|must|shall|should|cannot)$/),
  ),
];
