import type { Attribute, FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import { isOneValueInPlural, typeHints } from "../lexicon/field-types.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { isPlural, singularOf } from "../text/plurals.ts";
import { apply, attributesAt, readAttributes } from "./attributes.ts";
import { readIdentifierItem } from "./identifier-item.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { readPostAttributes, rename } from "./post-attributes.ts";
import { readReferenceItem } from "./reference-item.ts";

export type ListResult = { readonly end: number; readonly fields: readonly FieldFacts[] };

/** Reads a list of fields such as "a title, an optional due date and a priority of low or high", from a position on. */
export function readFieldList(reader: Reader, start: number, given: readonly Attribute[] = []): ListResult {
  const fields: FieldFacts[] = [];
  let end = start;
  let at = start;
  for (;;) {
    const item = readField(reader, at, given);
    if (item === undefined) break;
    fields.push(...item.fields);
    reader.listed = [...fields];
    end = item.end;
    at = item.end;
    const shared = readShared(reader, at, fields);
    if (shared > at) {
      end = shared;
      at = shared;
    }
    const beside = fields.length === 1 ? nameBeside(reader, end) : undefined;
    if (beside !== undefined && fields[0] !== undefined && !fields[0].written) {
      rename(reader, fields[0], beside.name);
      reader.use(end, beside.end);
      return { end: readPostAttributes(reader, beside.end, fields[0]), fields };
    }
    let joined = false;
    while (/^(?:,|and|plus|\+|\/|also|together|with|as|well|optionally|or)$/.test(reader.word(at))) {
      if (reader.word(at) === "optionally") break;
      joined = true;
      at += 1;
    }
    if (!joined) break;
  }
  return { end, fields };
}

/** "The moment of the catch, `caughtAt`": a name beside the words ends the clause. */
function nameBeside(reader: Reader, at: number): { name: string; end: number } | undefined {
  if (/^(?:,|-|:|as|in)$/.test(reader.word(at))) {
    let next = at + 1;
    while (/^(?:a|the|as|in|yes\/no|boolean|text|date)$/.test(reader.word(next))) next += 1;
    const generic = /^(?:field|flag|property|attribute)$/.test(reader.word(next));
    if (/^(?:called|named)$/.test(reader.word(next + 1))) next += 1;
    const named = reader.tokens[next + 1];
    if (generic && named?.code === true && isName(named)) return { name: named.text, end: next + 2 };
  }
  const token = reader.tokens[at + 1];
  const ends = reader.tokens[at + 2] === undefined || /^[.;]$/.test(reader.word(at + 2));
  return /^(?:,|-|:)$/.test(reader.word(at)) && token?.code === true && isName(token) && ends
    ? { name: token.text, end: at + 2 }
    : undefined;
}

const determiner = /^(?:a|an|the|my|our|your|its|their|his|her|own|some|each|this|one|'s|any|at|another)$/;
const idle =
  /^(?:absolute|obviously|naturally|usually|short|long|brief|free-text|human-readable|simple|plain|little|small|nice|own|also|free-form|freeform|human|readable|associated|corresponding|actual|different|both|display|public-facing)$/;
const severalWords = /^(?:several|multiple|many|some|various)$/;

/** "…, which are both required": said of every field so far. */
function readShared(reader: Reader, start: number, fields: readonly FieldFacts[]): number {
  let at = start;
  while (
    /^(?:,|and|which|that|they|are|is|have|these|-|all|:)$/.test(reader.word(at)) &&
    !/^all$/.test(reader.word(at))
  )
    at += 1;
  if (!/^(?:both|all)$/.test(reader.word(at)) || (at === start && reader.word(at) === "all")) return start;
  at += 1;
  while (/^(?:of|them|these|are|is|three|four|five|six|have|must|be)$/.test(reader.word(at))) {
    if (/^(?:have|must)$/.test(reader.word(at))) break;
    at += 1;
  }
  const unmarked = fields.filter(
    (field) => !(field.said("required") && field.fact("required")?.clause === reader.clause),
  );
  const end = readAttributes(reader, at, unmarked.length > 0 ? unmarked : fields);
  return end > at ? end : start;
}

type Item = { readonly end: number; readonly fields: readonly FieldFacts[] };

function readField(reader: Reader, start: number, given: readonly Attribute[]): Item | undefined {
  const entity = reader.entity;
  if (entity === undefined) return undefined;
  const before: Attribute[] = [...given];
  const paths: [number, number][] = [];
  let own = false;
  let many = false;
  let at = start;
  for (;;) {
    const word = reader.word(at);
    if (word === "optionally" && reader.word(at + 1) === ",") {
      before.push({ aspect: "required", value: false });
      paths.push([at, at + 2]);
      at += 2;
      continue;
    }
    if (word === "own") own = true;
    const counted = reader.tokens[at + 2];
    if (
      /^(?:number|count)$/.test(word) &&
      reader.word(at + 1) === "of" &&
      counted !== undefined &&
      isName(counted)
    ) {
      before.push({ aspect: "type", value: "integer", implied: true });
      paths.push([at, at + 2]);
      at += 2;
      continue;
    }
    const listed = listPrefix(reader, at);
    if (listed !== undefined) {
      many = true;
      at = listed;
      continue;
    }
    const matched = reader.tokens[at]?.code === true ? undefined : attributesBefore(reader, at);
    if (matched !== undefined && startsName(reader, matched.end) && !isChoice(matched.attributes)) {
      before.push(...matched.attributes);
      paths.push([at, matched.end]);
      at = matched.end;
      continue;
    }
    if (reader.word(at + 1) === "'s" && reader.tokens[at]?.kind === "word") {
      paths.push([at, at + 2]);
      at += 2;
      continue;
    }
    if (
      determiner.test(word) ||
      (idle.test(word) && startsName(reader, at + 1) && !atBoundary(reader, at + 1)) ||
      (severalWords.test(word) && startsName(reader, at + 1))
    ) {
      many ||= severalWords.test(word);
      paths.push([at, at + 1]);
      at += 1;
      continue;
    }
    break;
  }
  const special = readIdentifierItem(reader, at, before) ?? readReferenceItem(reader, at, before, many);
  if (special !== undefined) {
    for (const [from, to] of paths) reader.use(from, to);
    return special;
  }
  const phrase = nounPhrase(reader, at);
  if (phrase === undefined) return undefined;
  const field = entity.addField(phrase.words, phrase.exact);
  if (phrase.exact === undefined && paths.length === 0) reader.bare.push({ field, end: phrase.end });
  for (const [from, to] of paths) reader.use(from, to);
  reader.use(at, phrase.end);
  apply(reader, [field], [...phrase.attributes, ...before]);
  const end = readPostAttributes(reader, phrase.end, field, reader.listed);
  settle(reader, field, {
    own,
    many: many || before.some((one) => one.aspect === "minItems") || listed(phrase.words, field),
  });
  return { end, fields: [field] };
}

/** What the name alone tells, as far as nothing was said. */
function settle(reader: Reader, field: FieldFacts, { own, many }: { own: boolean; many: boolean }): void {
  const key = nameKey(field.name);
  if (own && /^(?:url|uri|link|href|location|self)$|\burl$/.test(key))
    reader.learn(field, { aspect: "source", value: "own-url" });
  if (many && field.get("type") === undefined) {
    field.imply("type", "list", reader.clause);
    field.imply("listOf", "string", reader.clause);
  }
}

function listed(words: readonly string[], field: FieldFacts): boolean {
  const last = words.at(-1) ?? "";
  return (
    field.get("type") === undefined &&
    isPlural(last) &&
    singularOf(last) !== last &&
    !isOneValueInPlural(words) &&
    typeHints(words).length === 0
  );
}

function listPrefix(reader: Reader, at: number): number | undefined {
  if (/^(?:list|set|collection|array|number)$/.test(reader.word(at)) && reader.word(at + 1) === "of") {
    if (reader.word(at) === "number") return /^any$/.test(reader.word(at - 1)) ? at + 2 : undefined;
    return startsName(reader, at + 2) ? at + 2 : undefined;
  }
  return undefined;
}

/** Attributes that stand before a name: after them the name must start. */
function attributesBefore(reader: Reader, at: number) {
  const fits = (end: number) => startsName(reader, end);
  return (
    (typeNames(reader, at) ? undefined : attributesAt(reader, at, true, fits)) ??
    attributesAt(reader, at, false, fits)
  );
}

/** Words that are a type's and a field's name alike, when nothing follows that they could be the type of. */
function typeNames(reader: Reader, at: number): boolean {
  const next = reader.tokens[at + 1];
  if (next !== undefined && next.kind === "word" && isName(next)) return false;
  return /^(?:date|time|email|link|url|text|number|percentage|object|timestamp|numbers)$/.test(
    reader.word(at),
  );
}

function isChoice(attributes: readonly Attribute[]): boolean {
  return attributes.some((attribute) => attribute.aspect === "choices" || attribute.aspect === "default");
}

function startsName(reader: Reader, at: number): boolean {
  const token = reader.tokens[at];
  if (token === undefined) return false;
  if (determiner.test(token.word)) return startsName(reader, at + 1);
  return (
    nounPhrase(reader, at) !== undefined ||
    (attributesAt(reader, at, false) !== undefined && !/^(?:and|or|,)$/.test(token.word))
  );
}

function atBoundary(reader: Reader, at: number): boolean {
  return /^(?:|,|and|or|\.|;|\)|\()$/.test(reader.word(at)) && reader.tokens[at]?.kind !== "string";
}
