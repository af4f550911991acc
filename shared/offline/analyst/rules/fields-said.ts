import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Attribute } from "../facts/field-facts.ts";
import { exampleOpenerEnd } from "../grammar/examples.ts";
import { isName } from "../grammar/slots.ts";
import { actors, apiNouns } from "../lexicon/words.ts";
import type { Reader } from "../reader.ts";
import { opensEnumeration } from "../text/numbering.ts";
import { type ListResult, readFieldList } from "./field-list.ts";
import { readGivenEach } from "./given-each.ts";
import { operationOf } from "./operation-words.ts";

const required: Attribute = { aspect: "required", value: true, implied: true };
const optional: Attribute = { aspect: "required", value: false, implied: true };
const having =
  /^(?:has|have|having|contains|contain|includes|include|carries|carry|comprises|holds|hold|stores|store|note|notes|jot|collect|collects|records|record|keeps|keep|tracks|track|needs|need|requires|require|features|captures|capture|remembers|remember|takes|take|consists|consisting|composed|made|described|containing|including|storing|know|knows|want|list|lists|defined|characterised|characterized|specify|specifies|owns|bears|shows|show|leave|leaves|enter|enters|submit|submits|write|writes|accepts|accept|body|gets|get|bear|bears|state|states)$/;
const notAThing =
  /^(?:existing|duplicate|unknown|invalid|same|no|missing|negative|empty|blank|taken|wrong|status|code|error|http|json|response|malformed|cors|bad|incomplete|array|message|already|it|them|one|body|nothing|problem|page|pages|pagination|their|values|unique-constraint|others)$/;

/** Reads a list of fields that a verb, "with" or a colon opens at a position. */
export function readFieldsSaid(reader: Reader, at: number): number | undefined {
  const word = reader.word(at);
  const each = readGivenEach(reader, at);
  if (each !== undefined) return each;
  if (having.test(word)) return afterVerb(reader, at);
  if (word === "with" || word === "giving" || word === "providing" || (word === "plus" && at > 0))
    return afterWith(reader, at);
  if (
    word === "whether" &&
    at < 5 &&
    reader.entity !== undefined &&
    reader.tokens
      .slice(0, at)
      .every((token) =>
        /^(?:also|and|oh|then|plus|,|finally|we|need|want|record|i|know|note|lastly)$/.test(token.word),
      )
  )
    return listFrom(reader, reader.entity, at, [], at);
  if (word === "there" && /^(?:is|are)$/.test(reader.word(at + 1))) return thereIs(reader, at);
  if (word === ":" || word === "=" || (word === "-" && at > 0)) return afterColon(reader, at);
  return undefined;
}

/** "There is also a fee": a field of what the text is about. */
function thereIs(reader: Reader, at: number): number | undefined {
  let start = at + 2;
  while (/^(?:also|further|always|optionally)$/.test(reader.word(start))) start += 1;
  const determined =
    /^(?:a|an)$/.test(reader.word(start)) ||
    (reader.word(start) === "the" && (at === 0 || /^(?:then|also|and|finally|,)$/.test(reader.word(at - 1))));
  if (!determined || reader.entity === undefined) return undefined;
  const phrase = reader.tokens[start + 1];
  if (
    phrase === undefined ||
    apiNouns.has(phrase.word) ||
    reader.scope.entityAt(reader.tokens, start + 1) !== undefined ||
    /^(?:way|need|limit|maximum|minimum|possibility|second|already)$/.test(phrase.word)
  )
    return undefined;
  return listFrom(reader, reader.entity, start, [], at);
}

/** Whom the verb at a position is about: an entity right before it, with a modal or a relative between. */
function subjectOf(
  reader: Reader,
  at: number,
): { entity: EntityFacts; given: Attribute[]; from: number } | undefined {
  const given: Attribute[] = [];
  const verb = reader.word(at);
  if (
    at === 0 &&
    /^(?:takes|accepts|needs|requires|has|contains|includes|stores|records|keeps|holds|store|record|keep|track|capture)$/.test(
      verb,
    ) &&
    reader.entity !== undefined
  )
    return { entity: reader.entity, given, from: 0 };
  const actor = /^(?:also|always|then|further|only|usually|normally|just)$/.test(reader.word(at - 1))
    ? at - 2
    : at - 1;
  if (
    actors.has(reader.word(actor)) &&
    /^(?:leave|leaves|enter|enters|submit|submits|give|write|writes|note|notes|jot|record|store|provide)$/.test(
      verb,
    ) &&
    reader.entity !== undefined
  )
    return { entity: reader.entity, given, from: actor };
  for (let back = at - 1; back >= Math.max(0, at - 9); back -= 1) {
    const word = reader.word(back);
    if (/^(?:must|shall)$/.test(word)) given.push(required);
    if (/^(?:may|can|optionally|might|could)$/.test(word)) given.push(optional);
    const found = entityEndingAt(reader, back + 1);
    if (found !== undefined) return { entity: ownerBefore(reader, found, back) ?? found, given, from: back };
    if (/^(?:each|they|it|every|one|all|both)$/.test(word) && reader.entity !== undefined)
      return { entity: reader.entity, given, from: back };
    if (
      !/^(?:must|shall|may|can|optionally|should|will|which|that|always|also|further|furthermore|additionally|moreover|has|have|each|might|could|and|are|is|of|up|by|:|'s|be|to|at|least|typically|usually|normally)$/.test(
        word,
      )
    )
      return undefined;
  }
  return undefined;
}

/** Of "a reading belongs to a station and has …", the reading: what goes on after "and" is said of the subject. */
function ownerBefore(reader: Reader, object: EntityFacts, end: number): EntityFacts | undefined {
  if (!/^(?:and|,)$/.test(reader.word(end + 1))) return undefined;
  const article = /^(?:a|an|the|one|its|their|each|exactly)$/.test(reader.word(end - 1)) ? end - 2 : end - 1;
  const preposition = /^(?:one|exactly)$/.test(reader.word(article)) ? article - 1 : article;
  if (!/^(?:to|of|in|for|on|at|under|below|by)$/.test(reader.word(preposition))) return undefined;
  for (let at = 0; at < preposition; at += 1) {
    const found = reader.scope.entityAt(reader.tokens, at)?.entity;
    if (found !== undefined) return found === object ? undefined : found;
  }
  return undefined;
}

function entityEndingAt(reader: Reader, end: number): EntityFacts | undefined {
  for (let length = 3; length > 0; length -= 1) {
    const found = end - length >= 0 ? reader.scope.entityAt(reader.tokens, end - length) : undefined;
    if (found !== undefined && found.end === end) return found.entity;
  }
  return undefined;
}

function afterVerb(reader: Reader, at: number): number | undefined {
  if (/^(?:gets?|states?|bears?)$/.test(reader.word(at)) && !isGiven(reader, at)) return undefined;
  if (
    /^(?:lists?|shows?|gets?|wants?)$/.test(reader.word(at)) &&
    /^(?:only|just|all)$/.test(reader.word(at + 1)) &&
    reader.entity?.operation("list").get("allowed") !== false
  )
    return undefined;
  let start = at + 1;
  if (/^(?:of|by|up|with|about|down)$/.test(reader.word(start)))
    start += /^up$/.test(reader.word(start)) ? 2 : 1;
  if (reader.word(start) === "got" && /^(?:has|have)$/.test(reader.word(at))) {
    reader.use(start, start + 1);
    start += 1;
  }
  if (/^(?:to|been|no|not|many|several)$/.test(reader.word(start))) return undefined;
  while (
    /^(?:the|following|fields|properties|these|attributes|:|at|least|information|about|both|just|only|two|three|four|five|data|-|of|it|us)$/.test(
      reader.word(start),
    ) &&
    reader.tokens[start]?.code !== true
  ) {
    if (reader.word(start) === "the" && !/^(?:following|fields|properties)$/.test(reader.word(start + 1)))
      break;
    start += 1;
  }
  start = afterGeneric(reader, start);
  if (reader.word(at + 1) === "down") reader.use(at + 1, at + 2);
  const verb = reader.word(at);
  const owned =
    /^(?:note|record|store|keep|track|write|enter|remember|log|collect|capture|specify|state|save)$/.test(
      verb,
    )
      ? ownedFrom(reader, start)
      : undefined;
  if (owned !== undefined) return listFrom(reader, owned.entity, owned.end, [], at);
  const weak =
    /^(?:record|records|keep|keeps|track|tracks|store|stores|remember|remembers|know|knows|want|write|writes|note|notes|jot|log|logs|collect|collects|capture|captures|list|lists|show|shows|get|gets|take|takes|need|needs|require|requires|hold|holds|specify|specifies)$/.test(
      verb,
    );
  const subject = subjectOf(reader, at) ?? (weak ? forEach(reader, at) : undefined);
  if (subject === undefined) return undefined;
  const doer = /^(?:also|always|then|further|only|usually|normally|just)$/.test(reader.word(at - 1))
    ? at - 2
    : at - 1;
  if (
    /^(?:leave|leaves|enter|enters|submit|submits|write|writes|note|notes|collect|accept|accepts|body)$/.test(
      verb,
    ) &&
    !(actors.has(reader.word(doer)) || at === 0)
  )
    return undefined;
  if (
    weak &&
    operationOf(verb) !== undefined &&
    subject.from !== -1 &&
    reader.scope.entityAt(reader.tokens, start) !== undefined
  )
    return undefined;
  if (isGenericMention(reader, start)) return undefined;
  const itself = reader.scope.entityAt(reader.tokens, start);
  if (
    itself?.entity === subject.entity &&
    (reader.tokens[itself.end]?.kind !== "word" ||
      /^(?:at|in|under|by|with|for|and|of|on)$/.test(reader.word(itself.end)))
  )
    return undefined;
  const every = /^gets?$/.test(verb) && /^(?:each|every)$/.test(reader.word(subject.from - 1));
  // What some of them have or need, the others lack.
  const some = /^(?:some|most|many|few|other|certain|several)$/.test(reader.word(subject.from - 1));
  const must = /^(?:needs|need|requires|require)$/.test(verb) || every;
  const given = some ? [optional] : must ? [required] : subject.given;
  return listFrom(reader, subject.entity, start, given, at);
}

/** Where the fields of "note a plot's facilities" start, and whose they are. */
function ownedFrom(reader: Reader, start: number): { entity: EntityFacts; end: number } | undefined {
  const at = /^(?:a|an|the|each|every|its)$/.test(reader.word(start)) ? start + 1 : start;
  const found = reader.scope.entityAt(reader.tokens, at);
  if (found === undefined || reader.word(found.end) !== "'s") return undefined;
  reader.use(start, found.end + 1);
  return { entity: found.entity, end: found.end + 1 };
}

/** "Details such as title and author": what is listed are the fields themselves; gives where they start. */
function afterGeneric(reader: Reader, start: number): number {
  let at = start;
  while (/^(?:some|basic|the|usual|various|general|several|certain|other|few|a)$/.test(reader.word(at)))
    at += 1;
  if (
    !/^(?:details|information|info|data|things|fields|properties|attributes|facts|particulars)$/.test(
      reader.word(at),
    )
  )
    return start;
  const end = exampleOpenerEnd(reader.tokens, at + 1);
  if (end === undefined) return start;
  reader.use(start, end);
  return end;
}

/** Whether "gets", "bears" or "states" says what a thing has, rather than what becomes of it or is asked of it. */
function isGiven(reader: Reader, at: number): boolean {
  if (/^gets?$/.test(reader.word(at)))
    return (
      /^(?:a|an|its|their)$/.test(reader.word(at + 1)) &&
      entityEndingAt(reader, at) !== undefined &&
      !/^(?:response|answer|email|notification|message|reminder|reply|copy|discount|chance|error|conflict|refusal)$/.test(
        reader.word(at + 2),
      )
    );
  return (
    /^(?:shall|must|may|should|can|will|further|also|to|additionally|moreover|and|or)$/.test(
      reader.word(at - 1),
    ) ||
    (/s$/.test(reader.word(at)) && entityEndingAt(reader, at) !== undefined)
  );
}

/** "Takes new ones": the thing itself, not a field of it. */
function isGenericMention(reader: Reader, start: number): boolean {
  let at = start;
  while (/^(?:new|a|an|the|more|other|any|all)$/.test(reader.word(at))) at += 1;
  if (reader.word(at) === "same") return true;
  return (
    /^(?:one|ones|them|it|entries|items|things|records)$/.test(reader.word(at)) &&
    reader.tokens[at]?.code !== true
  );
}

/** "For each plant we record …", "record … for each plant". */
function forEach(
  reader: Reader,
  at: number,
): { entity: EntityFacts; given: Attribute[]; from: number } | undefined {
  for (let from = 0; from < reader.tokens.length; from += 1) {
    if (!/^(?:for|about|of|per)$/.test(reader.word(from))) continue;
    let next = from + 1;
    while (/^(?:each|every|a|an|the|all|any|one)$/.test(reader.word(next))) next += 1;
    const found =
      next > from + 1 || reader.word(from) === "per" || reader.word(from) === "about"
        ? reader.scope.entityAt(reader.tokens, next)
        : undefined;
    if (found !== undefined && (from < at || from > at)) {
      reader.use(from, found.end);
      return { entity: found.entity, given: [], from: -1 };
    }
  }
  return undefined;
}

/** "A stamp comes back with a `url`". */
function entityShown(reader: Reader, at: number): EntityFacts | undefined {
  let back = at;
  while (
    back > 0 &&
    /^(?:comes?|back|is|are|returned|delivered|shown|answered|arrives?|along|always|each|also|sent|given|out|out|displayed|listed)$/.test(
      reader.word(back - 1),
    )
  )
    back -= 1;
  return back === at ? undefined : entityEndingAt(reader, back);
}

function afterWith(reader: Reader, at: number): number | undefined {
  const timed = withTime(reader, at);
  if (timed !== undefined) return timed;
  let start = at + 1;
  let first = start;
  while (
    /^(?:a|an|the|its|at|least|just|only|these|following|fields|new|both|:|properties)$/.test(
      reader.word(first),
    )
  )
    first += 1;
  if (
    reader.tokens[first]?.kind === "number" ||
    (notAThing.test(reader.word(first)) && reader.tokens[first]?.code !== true)
  )
    return undefined;
  if (/^(?:at|least|just|only|these|following|fields|properties)$/.test(reader.word(first - 1)))
    start = first;
  const entity = entityEndingAt(reader, at) ?? entityBeforeBracket(reader, at) ?? entityShown(reader, at);
  const creating = reader.operations.includes("create") || reader.operations.includes("replace");
  const made =
    creating && entity !== undefined && entity !== reader.entity && refersTo(reader.entity, entity)
      ? reader.entity
      : undefined;
  const owner = made ?? entity ?? (creating ? reader.entity : undefined);
  if (owner === undefined) return undefined;
  const phrase = reader.tokens[first];
  if (
    phrase !== undefined &&
    apiNouns.has(phrase.word) &&
    !phrase.code &&
    owner.field(phrase.word) === undefined &&
    reader.scope.entityAt(reader.tokens, first) === undefined &&
    !/^(?:text|type|description|name|date|order|code|number|message|summary|details|limit|time|status|id|url|path|key|value|line|category|title|kind)$/.test(
      phrase.word,
    )
  )
    return undefined;
  if (/^(?:answers?|returns?|responds?|refused|rejected|sorted|together)$/.test(reader.word(at - 1)))
    return undefined;
  const other = reader.scope.entityAt(reader.tokens, first);
  if (
    other !== undefined &&
    other.entity !== owner &&
    !creating &&
    reader.mentions(/^(?:cannot|not|delete|deleting|deleted|refused|still)$/)
  )
    return undefined;
  return listFrom(reader, owner, start, [], at);
}

/** "It departs at `departsAt`, with date and time": how the field is given that was just named, no fields. */
function withTime(reader: Reader, at: number): number | undefined {
  const field = reader.spoken.at(-1);
  const words = [1, 2, 3].map((next) => reader.word(at + next)).join(" ");
  if (field === undefined || words !== "date and time" || reader.word(at) !== "with") return undefined;
  if (field.get("type") !== undefined && !/^(?:date|datetime)$/.test(field.get("type") ?? ""))
    return undefined;
  if (!field.written && !/(?:at|on|when|time|date)$/i.test(field.name)) return undefined;
  reader.learn(field, { aspect: "type", value: "datetime" });
  reader.use(at, at + 4);
  return at + 4;
}

function refersTo(from: EntityFacts | undefined, to: EntityFacts): boolean {
  return from !== undefined && [...from.fields.values()].some((field) => field.get("references") === to.name);
}

function entityBeforeBracket(reader: Reader, at: number): EntityFacts | undefined {
  if (!/^(?:\)|,|each|-)$/.test(reader.word(at - 1))) return undefined;
  for (let back = at - 1; back >= Math.max(0, at - 14); back -= 1) {
    const found = entityEndingAt(reader, back);
    if (found !== undefined) return found;
  }
  return undefined;
}

function afterColon(reader: Reader, at: number): number | undefined {
  const before = reader.tokens.slice(0, at);
  if (reader.word(at) === "-" && isTagline(reader, at)) return undefined;
  if (reader.segment.kind === "heading" && at < reader.tokens.length - 1) return undefined;
  if (/^names$/.test(before.at(-1)?.word ?? "") && reader.entity !== undefined && reader.word(at + 2) === ",")
    return listFrom(reader, reader.entity, at + 1, [], at);
  if (before.length > 9 || before.some((token) => /^(?::|\?)$/.test(token.word))) return undefined;
  const words = before.map((token) => token.word).join(" ");
  const entity =
    entityEndingAt(reader, at) ??
    (pathBefore(reader, at) ? mentioned(reader, at) : undefined) ??
    (/\b(?:fields|properties|attributes|columns|has|have|with|contains)\b/.test(words)
      ? (mentioned(reader, at) ?? reader.entity)
      : undefined);
  if (
    /^(?:filter|filters|filtered|filterable|sort|sorted|sortable|search|searchable|page|paged|paginated|order|ordered)$/.test(
      reader.word(at + 1),
    ) &&
    /^(?:by|on|with|via|in|for|parameters?|:)$/.test(reader.word(at + 2))
  )
    return undefined;
  if (
    entity === undefined ||
    /\b(?:filter|sort|error|errors|endpoints|operations|routes|search|statuses)\b/.test(words)
  )
    return undefined;
  if (reader.segment.kind === "heading" && at === reader.tokens.length - 1) return undefined;
  const given = /\b(?:required|mandatory)\b/.test(words)
    ? [required]
    : /\boptional\b/.test(words)
      ? [optional]
      : [];
  if (reader.tokens[at + 1] === undefined) {
    reader.entity = entity;
    reader.context.items = "fields";
    reader.context.given = given;
    reader.use(0, at + 1);
    reader.met(`entities/${entity.name}`);
    return at + 1;
  }
  if (/^(?:fields|properties|attributes|columns)$/.test(before.at(-1)?.word ?? "") && given.length > 0)
    reader.use(0, at);
  const next = reader.scope.entityAt(reader.tokens, at + 1);
  if (next !== undefined && next.entity.weight >= 10) return undefined;
  return listFrom(reader, entity, at + 1, given, at);
}

/** "Plots - notes for the committee": one bare phrase after a dash says what a text is, not what a thing has. */
function isTagline(reader: Reader, dash: number): boolean {
  const next = reader.tokens[dash + 1];
  if (next === undefined || isName(next) || /^(?:a|an|the|its|optional|required)$/.test(next.word))
    return false;
  return !reader.tokens.slice(dash).some((token) => /^(?:,|\(|:|;)$/.test(token.word));
}

/** "Customers `/customers`: name, …": the path stands between the thing and its fields. */
function pathBefore(reader: Reader, at: number): boolean {
  const last = reader.tokens.slice(Math.max(0, at - 3), at).findLast((token) => !/^[()]$/.test(token.word));
  return (
    last?.kind === "path" &&
    reader.tokens.slice(0, at).every((token) => !/^(?:get|post|put|patch|delete)$/.test(token.word))
  );
}

function mentioned(reader: Reader, until: number): EntityFacts | undefined {
  for (let at = 0; at < until; at += 1) {
    const found = reader.scope.entityAt(reader.tokens, at);
    if (found !== undefined) return found.entity;
  }
  return undefined;
}

function listFrom(
  reader: Reader,
  entity: EntityFacts,
  start: number,
  given: readonly Attribute[],
  opener: number,
): number | undefined {
  const earlier = reader.entity;
  reader.entity = entity;
  const result: ListResult = looksLikeItem(reader, start)
    ? readFieldList(reader, start, given)
    : { end: start, fields: [] };
  if (result.end === start) {
    if (reader.tokens[start] === undefined) {
      reader.context.items = "fields";
      reader.context.given = given;
      reader.use(opener, start);
      reader.met(`entities/${entity.name}`);
      return start;
    }
    reader.entity = earlier;
    return undefined;
  }
  reader.use(opener, opener + 1);
  reader.subjects = result.fields.slice(-1);
  reader.listed = [...result.fields];
  if (opensEnumeration(reader.segment.text)) {
    reader.context.items = "fields";
    reader.context.given = given;
  }
  reader.met(`entities/${entity.name}`);
  return result.end;
}

/** A limit right after the verb speaks of how much there may be, not of fields: "has at most 100 characters". */
function looksLikeItem(reader: Reader, start: number): boolean {
  const token = reader.tokens[start];
  if (token === undefined) return false;
  const envelope = reader.entity?.get("envelope");
  if (
    isName(token) &&
    envelope !== undefined &&
    envelope !== "bare" &&
    Object.values(envelope).includes(token.text)
  )
    return false;
  if (isName(token)) return true;
  if (token.kind === "number") return false;
  if (/^(?:at|up|between|exactly|no|more|less|to|been|from)$/.test(token.word))
    return (
      /^(?:at)$/.test(token.word) &&
      reader.word(start + 1) === "least" &&
      /^(?:a|an)$/.test(reader.word(start + 2))
    );
  return (
    token.kind === "word" &&
    !(
      actors.has(token.word) &&
      reader.tokens[start + 1]?.kind === "word" &&
      !/^(?:name|id|email|and|is|status)$/.test(reader.word(start + 1))
    )
  );
}
