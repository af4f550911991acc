import { isName } from "../grammar/slots.ts";
import { apiNouns } from "../lexicon/words.ts";
import type { Reader } from "../reader.ts";
import { apply, attributesAt, readAttributes } from "./attributes.ts";
import { isListClause } from "./filters.ts";
import { nounPhrase } from "./noun-phrase.ts";

/** "The status of a station is "open" or "closed"": a sentence that introduces a field by saying what it must be. */
export function readDefinition(reader: Reader, start: number): number | undefined {
  let at = start;
  const determined = /^(?:the|its|their|a|an|each|every)$/.test(reader.word(at));
  if (determined) at += 1;
  const token = reader.tokens[at];
  const entity = reader.entity;
  if (token === undefined || entity === undefined || !(determined || isName(token))) return undefined;
  if (
    token.kind === "string" ||
    reader.scope.fieldAt(reader.tokens, at) !== undefined ||
    reader.scope.entityAt(reader.tokens, at) !== undefined
  )
    return undefined;
  const phrase = nounPhrase(reader, at);
  if (
    phrase === undefined ||
    (phrase.exact === undefined &&
      phrase.words.some(
        (word) =>
          apiNouns.has(word) &&
          !/^(?:status|text|description|type|code|title|date|time|name|number|order)$/.test(word),
      ))
  )
    return undefined;
  let verb = phrase.end;
  let owner = entity;
  if (/^(?:of|for)$/.test(reader.word(verb))) {
    let of = verb + 1;
    while (/^(?:a|an|the|each|every)$/.test(reader.word(of))) of += 1;
    const found = reader.scope.entityAt(reader.tokens, of);
    if (found === undefined) return undefined;
    owner = found.entity;
    verb = found.end;
  }
  const placed =
    phrase.exact !== undefined &&
    /^(?:at|as|in|called|named|by|on)$/.test(reader.word(start - 1)) &&
    reader.tokens
      .slice(0, start)
      .some((_, index) => reader.scope.entityAt(reader.tokens, index) !== undefined);
  if (
    placed &&
    !isListClause(reader) &&
    !reader.mentions(/^(?:error|errors|parameter|refused|header|body)$/) &&
    reader.segment.kind === "sentence"
  ) {
    const field = entity.addField(phrase.words, phrase.exact);
    reader.use(start - 1, phrase.end);
    useVerb(reader, start - 2);
    reader.metField(field);
    reader.listed.push(field);
    reader.subjects = [field];
    return phrase.end;
  }
  const plain =
    phrase.exact !== undefined && attributesAt(reader, verb, true) !== undefined && reader.word(verb) !== "";
  if (
    !plain &&
    !/^(?:is|are|must|should|shall|may|can|has|defaults|cannot|starts|contains)$/.test(reader.word(verb))
  )
    return undefined;
  let value = verb;
  while (
    /^(?:is|are|must|should|shall|be|always|has|to|a|an|either|can|may|only)$/.test(reader.word(value))
  ) {
    if (attributesAt(reader, value, true) !== undefined) break;
    value += 1;
  }
  const matched = attributesAt(reader, value, true);
  if (matched === undefined || matched.attributes.length === 0) return undefined;
  if (reader.word(matched.end) === ":" && isNameAt(reader, matched.end + 1)) {
    reader.use(start, matched.end);
    return matched.end + 1;
  }
  const field = owner.addField(phrase.words, phrase.exact);
  reader.listed.push(field);
  reader.use(start, value);
  apply(reader, [field], phrase.attributes);
  reader.subjects = [field];
  reader.entity = owner;
  return readAttributes(reader, value, [field]);
}

/** The verb that leads to the name, as in "starts at". */
function useVerb(reader: Reader, at: number): void {
  if (/^[a-z]+s$/.test(reader.word(at)) && reader.scope.entityAt(reader.tokens, at) === undefined)
    reader.use(at, at + 1);
}

function isNameAt(reader: Reader, at: number): boolean {
  const token = reader.tokens[at];
  return token !== undefined && isName(token);
}
