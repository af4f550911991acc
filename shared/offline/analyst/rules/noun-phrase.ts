import type { Attribute } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import { phraseEnds } from "../lexicon/words.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { isPlausibleName } from "./plausible-name.ts";

export type NounPhrase = {
  readonly words: readonly string[];
  /** The name as written, where it is written as code. */
  readonly exact?: string;
  readonly end: number;
  readonly attributes: readonly Attribute[];
};

const participle = /(?:ed|en|wn|ght|ne|ld|id|pt|nt|rn|st|ut|de)$/;
const takesOf =
  /^(?:date|time|place|number|name|type|level|method|amount|year|cost|unit|rate|degree|point|country|state|city|length|range|field|area|kind|mode|day|month|hour|count|colour|color|title|language|proof|version|text|source|status|reason|country)$/;
const generic = /^(?:field|property|attribute|flag|column|value|key|parameter)$/;
const isBoolean: Attribute = { aspect: "type", value: "boolean" };

/** The name of a field at a position: an exact name, a phrase such as "due date", or what "whether" and "when" ask. */
export function nounPhrase(reader: Reader, start: number): NounPhrase | undefined {
  const token = reader.tokens[start];
  if (token === undefined) return undefined;
  if (isName(token)) return exactName(reader, start);
  if (token.kind !== "word") return undefined;
  return (
    howMany(reader, start) ??
    whether(reader, start) ??
    when(reader, start) ??
    called(reader, start) ??
    flagFor(reader, start) ??
    relativeNamed(reader, start) ??
    plainPhrase(reader, start)
  );
}

function exactName(reader: Reader, at: number): NounPhrase {
  const name = reader.tokens[at]?.text ?? "";
  const end = reader.word(at + 1) === "*" ? at + 2 : at + 1;
  const attributes: Attribute[] = end > at + 1 ? [{ aspect: "required", value: true }] : [];
  if (
    /^(?:date|day)$/.test(reader.word(end)) &&
    /^(?:|,|and|\.|\)|\(|;|or|is|must|shall)$/.test(reader.word(end + 1))
  ) {
    return {
      words: [name],
      exact: name,
      end: end + 1,
      attributes: [...attributes, { aspect: "type", value: "date" }],
    };
  }
  const generic = /^(?:field|property|attribute|flag|timestamp|timestamps)$/.test(reader.word(end))
    ? end + 1
    : end;
  return { words: [name], exact: name, end: generic, attributes };
}

/** "how many pages it has": a count of what is named. */
function howMany(reader: Reader, start: number): NounPhrase | undefined {
  if (reader.word(start) !== "how" || !/^(?:many|much)$/.test(reader.word(start + 1))) return undefined;
  const words = takeWords(reader, start + 2, 3);
  if (words.length === 0) return undefined;
  let end = start + 2 + words.length;
  while (
    /^(?:there|it|they|he|she|we|i|is|are|was|were|has|have|had|had|left|in|holds|contains|got|stock)$/.test(
      reader.word(end),
    )
  )
    end += 1;
  if (/^(?:can|could|may|will|would)$/.test(reader.word(end)) && reader.tokens[end + 1]?.kind === "word") {
    end += 2;
    while (/^(?:there|in|it|here|at|once|on)$/.test(reader.word(end))) end += 1;
  }
  const whole = reader.word(start + 1) === "many";
  const beside = reader.word(end) === "," ? reader.tokens[end + 1] : undefined;
  if (beside !== undefined && isName(beside) && nameKey(beside.text).endsWith(nameKey(words.at(-1) ?? ""))) {
    return {
      words: [beside.text],
      exact: beside.text,
      end: end + 2,
      attributes: whole ? [{ aspect: "type", value: "integer" }] : [],
    };
  }
  return {
    words,
    end,
    attributes: whole
      ? [
          { aspect: "type", value: "integer" },
          { aspect: "minimum", value: 0, implied: true },
        ]
      : [{ aspect: "type", value: "number", implied: true }],
  };
}

/** "Pets are allowed": a yes or no, called by what is so. */
function stateAt(reader: Reader, start: number): NounPhrase | undefined {
  const words = takeWords(reader, start, 2);
  const verb = start + words.length;
  const state = reader.word(verb + 1);
  if (words.length === 0 || !/^(?:is|are)$/.test(reader.word(verb)) || !/(?:ed|en|ble)$/.test(state))
    return undefined;
  return { words: [...words, state], end: verb + 2, attributes: [isBoolean] };
}

/** "…, if pets are allowed (…) and the amenities": what is known of a thing, not a condition. */
function asksIf(reader: Reader, start: number): boolean {
  return (
    reader.word(start) === "if" &&
    /^(?:,|and|know|record|note|store|keep)$/.test(reader.word(start - 1)) &&
    reader.mentions(/^(?:know|record|note|store|keep|has|have)$/) &&
    reader.tokens[start + 1]?.kind === "word" &&
    /^(?:is|are)$/.test(reader.word(start + 2)) &&
    /(?:ed|en)$/.test(reader.word(start + 3)) &&
    /^(?:|,|and|\(|\.|;)$/.test(reader.word(start + 4))
  );
}

/** "whether it is published", "a flag saying whether it has been paid". */
function whether(reader: Reader, start: number): NounPhrase | undefined {
  let at = start;
  while (
    at < start + 6 &&
    /^(?:a|flag|boolean|marker|saying|telling|indicating|for|if|that|says|tells|indicates|shows|showing|which|yes|no|\/|information|to|indicate|show|say|tell|mark|of|on)$/.test(
      reader.word(at),
    )
  )
    at += 1;
  if (reader.word(at) !== "whether" && !(reader.word(at - 1) === "if" && at > start + 1)) {
    if (reader.word(start) !== "whether" && !asksIf(reader, start)) return undefined;
    if (reader.word(start) === "if") at = start + 1;
  }
  if (reader.word(at) === "whether") at += 1;
  if (reader.word(at) === "or" && reader.word(at + 1) === "not") at += 2;
  let subject = at;
  while (subject < at + 4 && /^(?:it|they|the|a|an|this|that|he|she|'s|one)$/.test(reader.word(subject)))
    subject += 1;
  const entity = reader.scope.entityAt(reader.tokens, subject);
  if (entity !== undefined) subject = entity.end;
  let verb = subject;
  while (
    /^(?:is|are|was|were|has|have|been|be|already|currently|still|can|could|may|will|should|must)$/.test(
      reader.word(verb),
    )
  )
    verb += 1;
  const state = entity === undefined ? stateAt(reader, subject) : undefined;
  if (state !== undefined) return state;
  if (verb === at) return undefined;
  const words = takeWords(reader, verb, 3);
  if (words.length === 0) return undefined;
  let end = verb + words.length;
  if (/^(?:or|yet)$/.test(reader.word(end)) && /^not$/.test(reader.word(end + 1))) end += 2;
  return { words, end, attributes: [isBoolean] };
}

/** "when it was last watered", "the date it was bought". */
function when(reader: Reader, start: number): NounPhrase | undefined {
  let at = start;
  const kind = reader.word(at);
  if (!/^(?:when|date|time|day|moment|timestamp)$/.test(kind)) return undefined;
  at += 1;
  while (/^(?:when|on|at|which|that|of)$/.test(reader.word(at))) at += 1;
  if (!/^(?:it|they|the|he|she|this)$/.test(reader.word(at))) return undefined;
  at += 1;
  const entity = reader.scope.entityAt(reader.tokens, at);
  if (entity !== undefined) at = entity.end;
  const from = at;
  while (/^(?:was|were|is|are|has|have|been|got|will|be|should|must|to)$/.test(reader.word(at))) at += 1;
  if (at === from) return presently(reader, kind, at);
  const words = takeWords(reader, at, 3);
  const verb = words.at(-1) ?? "";
  if (words.length === 0 || (!participle.test(verb) && words.length > 1)) return undefined;
  const day = /^(?:date|day)$/.test(kind);
  return {
    words: [...words, day ? "on" : "at"],
    end: at + words.length,
    attributes: [{ aspect: "type", value: day ? "date" : "datetime", implied: true }],
  };
}

/** "When it departs": the time of what the thing does. */
function presently(reader: Reader, kind: string, at: number): NounPhrase | undefined {
  const verb = reader.tokens[at];
  if (kind !== "when" || verb?.kind !== "word" || verb.code || !/^[a-z]{3,}s$/.test(verb.word))
    return undefined;
  if (!/^(?:|,|and|\(|;|:|-|as|in)$/.test(reader.word(at + 1)) && reader.word(at + 1) !== ".")
    return undefined;
  return {
    words: [verb.word, "at"],
    end: at + 1,
    attributes: [{ aspect: "type", value: "datetime", implied: true }],
  };
}

/** "The port it leaves from (`fromPort`)": what is told of the thing leads to the name, which says all. */
function relativeNamed(reader: Reader, start: number): NounPhrase | undefined {
  const words = takeWords(reader, start, 3);
  let at = start + words.length;
  if (words.length === 0) return undefined;
  const towards =
    /^(?:to|from|into|about|of|for|on|in|at)$/.test(reader.word(at)) &&
    /^(?:the|a|an|its|our|their)$/.test(reader.word(at + 1));
  if (/^(?:that|which|where)$/.test(reader.word(at))) at += 1;
  if (!towards && !/^(?:it|they|he|she|we|i|you|one)$/.test(reader.word(at))) return undefined;
  const from = at;
  while (at < from + 6 && reader.tokens[at]?.kind === "word" && reader.tokens[at]?.code !== true) at += 1;
  const token = reader.tokens[at + 1];
  if (reader.word(at) !== "(" || token?.code !== true || !isName(token)) return undefined;
  if (at < from + 2 || !/^[,)]$/.test(reader.word(at + 2))) return undefined;
  if (reader.word(at + 2) === "," && /^(?:,|and)$/.test(reader.word(at + 4))) return undefined;
  const place = /^(?:port|place|city|town|station|airport|country)$/.test(words.at(-1) ?? "");
  return {
    words: [token.text],
    exact: token.text,
    end: reader.word(at + 2) === ")" ? at + 3 : at,
    attributes: place ? [{ aspect: "type", value: "string", implied: true }] : [],
  };
}

/** "A flag for shore power": a yes or no, called by what it is for. */
function flagFor(reader: Reader, start: number): NounPhrase | undefined {
  if (
    !/^(?:flag|checkbox|marker|indicator|tick)$/.test(reader.word(start)) ||
    !/^(?:for|of|about)$/.test(reader.word(start + 1))
  )
    return undefined;
  let at = start + 2;
  while (/^(?:the|a|an|its|being)$/.test(reader.word(at))) at += 1;
  const words = takeWords(reader, at, 3);
  return words.length === 0 || words[0] === "whether"
    ? undefined
    : { words, end: at + words.length, attributes: [isBoolean] };
}

/** "a flag called `done`", "a field named score", "a field for the score". */
function called(reader: Reader, start: number): NounPhrase | undefined {
  if (
    /^(?:field|property|attribute|column|place|line|box)$/.test(reader.word(start)) &&
    reader.word(start + 1) === "for"
  ) {
    let at = start + 2;
    while (/^(?:the|a|an|its|their|his|her|any|some)$/.test(reader.word(at))) at += 1;
    return nounPhrase(reader, at);
  }
  if (!/^(?:called|named)$/.test(reader.word(start + 1))) return undefined;
  const token = reader.tokens[start + 2];
  if (token === undefined || (token.kind !== "word" && token.kind !== "string")) return undefined;
  const attributes = reader.word(start) === "flag" ? [isBoolean] : [];
  if (isName(token)) return { words: [token.text], exact: token.text, end: start + 3, attributes };
  return generic.test(reader.word(start)) ? { words: [token.word], end: start + 3, attributes } : undefined;
}

function plainPhrase(reader: Reader, start: number): NounPhrase | undefined {
  const words = takeWords(reader, start, 4);
  if (words.length === 0 || !isPlausibleName(reader, words, start)) return undefined;
  let end = start + words.length;
  const attributes: Attribute[] = [];
  if (words.length > 1 && /^(?:flag|checkbox)$/.test(words.at(-1) ?? "")) {
    words.pop();
    attributes.push(isBoolean);
  }
  if (reader.word(end) === "of" && takesOf.test(words.at(-1) ?? "")) {
    let after = end + 1;
    while (/^(?:the|its|a|an|their|his|her|it)$/.test(reader.word(after))) after += 1;
    const rest = takeWords(reader, after, 2);
    const listed =
      /^(?:,|or)$/.test(reader.word(after + rest.length)) &&
      reader.word(after) !== "birth" &&
      isChoices(reader, end + 1);
    const limit =
      /^(?:up|at|no|not|exactly|about|around|max|maximum|min|minimum|only|more|less|some|roughly)$/;
    if (rest.length > 0 && !listed && !limit.test(rest[0] ?? "")) {
      words.push("of", ...rest);
      end = after + rest.length;
      if (words[0] === "number") attributes.push({ aspect: "type", value: "integer", implied: true });
    }
  }
  if (reader.word(end) === "per" && /^[a-z]+$/.test(reader.word(end + 1))) {
    words.push("per", reader.word(end + 1));
    end += 2;
  }
  if (reader.word(end) === "*") {
    attributes.push({ aspect: "required", value: true });
    end += 1;
  }
  return { words, end, attributes };
}

function isChoices(reader: Reader, at: number): boolean {
  return reader.slots("choices", reader.tokens, at).length > 0;
}

function takeWords(reader: Reader, start: number, longest: number): string[] {
  const words: string[] = [];
  for (let at = start; words.length < longest; at += 1) {
    const token = reader.tokens[at];
    if (token === undefined || token.kind !== "word" || (token.code && at > start)) break;
    const noun =
      words.length === 0 &&
      /^(?:start|need|show|store|answer|record|return|point|hold)$/.test(token.word) &&
      /^(?:a|an|its|the)$/.test(reader.word(at - 1)) &&
      /^(?:|,|and|\.|\)|\(|;)$/.test(reader.word(at + 1));
    if (
      !noun &&
      phraseEnds.has(token.word) &&
      !(
        words.length > 0 &&
        /^(?:record|records|store|point|points|needs|shows|show)$/.test(token.word) === false &&
        /^(?:at|on|by)$/.test(token.word) &&
        endsName(reader, at)
      )
    )
      break;
    if (
      /^(?:'s|optional|required|mandatory|unique|initially|optionally|both|either|one|all|any|yes|no|e|eg|i)$/.test(
        token.word,
      ) &&
      words.length > 0
    )
      break;
    if (/^(?:optional|mandatory|'s|optionally|etc|initially|please|e\.g|http|https)$/.test(token.word)) break;
    words.push(token.word);
  }
  return words;
}

/** "created at", "modified on": the preposition is part of the name when nothing follows it. */
function endsName(reader: Reader, at: number): boolean {
  const before = reader.word(at - 1);
  return (
    participle.test(before) && /^(?:|,|and|\.|\)|\(|:|-|timestamp|timestamps)$/.test(reader.word(at + 1))
  );
}
