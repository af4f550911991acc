import type { FieldFacts } from "../facts/field-facts.ts";
import { exampleOpenerEnd, examplesEnd } from "../grammar/examples.ts";
import { isName } from "../grammar/slots.ts";
import { neutral } from "../lexicon/words.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { apply, attributesAt, closes, readAttributes } from "./attributes.ts";
import { readKeySaid } from "./key-said.ts";
import { namesBeside } from "./names-beside.ts";
import { nameFields, namesInBrackets } from "./paired-names.ts";

const unit =
  /^(?:euros?|eur|dollars?|usd|pounds?|gbp|cents?|pence|kg|kilograms?|kilos?|grams?|g|mg|pounds|lbs?|ounces?|litres?|liters?|l|ml|millilitres?|milliliters?|cups?|minutes?|mins?|seconds?|secs?|hours?|days?|weeks?|months?|years?|metres?|meters?|m|cm|mm|km|kilometres?|kilometers?|miles?|feet|inches|celsius|fahrenheit|degrees?|percent|bytes|centimet(?:re|er)s?|millimet(?:re|er)s?|hectares?|acres?|tonnes?|tons?|knots?|carats?|stones?|yards?|inch|gallons?|pints?|cents?|kb|mb|gb|bpm|kcal|calories|watts?|kw|kwh|volts?|currency|local|utc|words|local-currency|°c|°f|°)$/;
/** Whether a word says what a number counts. */
export function isUnit(word: string): boolean {
  return unit.test(word);
}

/** What a number counts, said right beside it, changes nothing in it. */
export function useUnits(reader: Reader): void {
  for (let at = 1; at < reader.tokens.length; at += 1) {
    if (!unit.test(reader.word(at))) continue;
    const from = /^(?:square|cubic|whole|full)$/.test(reader.word(at - 1)) ? at - 1 : at;
    const counted =
      reader.tokens[from - 1]?.kind === "number" ||
      (/^(?:of|in)$/.test(reader.word(from - 1)) && /^numbers?$/.test(reader.word(from - 2)));
    if (!counted) continue;
    reader.use(from, at + 1);
    const both = reader.word(at + 1) === "," ? at + 2 : at + 1;
    if (reader.word(both) === "both" && /^(?:included|inclusive)$/.test(reader.word(both + 1)))
      reader.use(both, both + 2);
  }
}

const opensAttributes =
  /^(?:given|stored|written|expressed|stated|recorded|supplied|of|but|yet|from|between|with|as|in|which|that|is|are|must|at|up|not|no|defaults|defaulting|default|exactly|limited|matching|initially|either|being|who|starting|for|to|on|by|if|when|unless|can|may|has|only|referencing|containing|consisting|,|:|->|-|=|or|and|\(|optional|required|unique|min|max|minimum|maximum|between|each|>=|<=|>|<)$/;

/** Reads what follows a field's name in a list: attributes in brackets, after a preposition or a comma. */
export function readPostAttributes(
  reader: Reader,
  start: number,
  field: FieldFacts,
  before: readonly FieldFacts[] = [],
): number {
  let end = start;
  for (;;) {
    if (/^(?:of|with)$/.test(reader.word(end)) && attributesAt(reader, end + 1, false) !== undefined) {
      const read = readAttributes(reader, end + 1, [field]);
      if (read > end + 1) {
        end = read;
        continue;
      }
    }
    const next =
      bracketed(reader, end, field, before) ??
      counted(reader, end, field) ??
      described(reader, end, field) ??
      joined(reader, end, field);
    if (next === undefined || next <= end) return end;
    end = next;
  }
}

/** "(required, at most 100 characters)": all of it is about the field. */
function bracketed(
  reader: Reader,
  at: number,
  field: FieldFacts,
  before: readonly FieldFacts[],
): number | undefined {
  if (reader.word(at) !== "(") return undefined;
  let depth = 0;
  let close = at;
  for (; close < reader.tokens.length; close += 1) {
    if (reader.word(close) === "(") depth += 1;
    if (reader.word(close) === ")") depth -= 1;
    if (depth === 0) break;
  }
  if (
    reader.tokens[at - 1]?.kind === "string" &&
    reader.used(at - 1) &&
    reader.tokens
      .slice(at + 1, close)
      .every((token) => token.value !== undefined || explains.test(token.word))
  ) {
    reader.use(at, close + 1);
    return close + 1;
  }
  const beside = namesBeside(reader, at, close, [...before, field]);
  if (beside !== undefined) {
    for (const [one, name] of beside.names) rename(reader, one, name);
    reader.use(at, beside.end);
    for (const one of beside.names.keys()) readInside(reader, beside.end, close, one, true);
    return close + 1;
  }
  const names = namesInBrackets(reader, at, field, before);
  if (names !== undefined) {
    reader.use(at, names.end);
    for (const one of nameFields(reader, names.names, field, before))
      readInside(reader, names.end, close, one, true);
    return close + 1;
  }
  const whole = attributesAt(reader, at, true);
  const choosing = whole?.attributes.some((attribute) => attribute.aspect === "choices") === true;
  if (whole !== undefined && whole.end === close + 1 && !(choosing && saysAttributes(reader, at, close))) {
    apply(reader, [field], whole.attributes);
    reader.use(at, whole.end);
    return whole.end;
  }
  readInside(reader, at + 1, close, field);
  const inside = reader.tokens.slice(at, close).map((token) => token.word);
  if (inside.includes("both") || inside.includes("all")) {
    const sharing = inside.includes("both") ? before.slice(-1) : before;
    for (const other of sharing) readInside(reader, at + 1, close, other, true);
  }
  return close + 1;
}

/** Whether what stands in the brackets is attributes one by one, not the values to choose from. */
function saysAttributes(reader: Reader, open: number, close: number): boolean {
  for (let at = open + 1; at < close; at += 1) {
    const starts = at === open + 1 || /^(?:,|\/|or|and|;|\|)$/.test(reader.word(at - 1));
    if (!starts || reader.tokens[at]?.kind === "string") continue;
    if (/^(?:both|all)$/.test(reader.word(at))) return true;
    const alone = attributesAt(reader, at, false);
    if (alone !== undefined && alone.end <= close) return true;
    const typed = attributesAt(reader, at, true);
    if (at === open + 1 && typed !== undefined && typed.end < close && reader.word(typed.end) === ",") {
      const next = attributesAt(reader, typed.end + 1, true);
      if (
        next !== undefined &&
        !next.attributes.every((attribute) => attribute.aspect === "choices" || attribute.aspect === "type")
      )
        return true;
    }
  }
  return false;
}

/** The words that explain the parts of a sample, as in "(year, dash, four digits)". */
const explains =
  /^(?:year|month|day|dash|dashes|hyphen|hyphens|dot|slash|colon|underscore|space|number|digits?|letters?|capitals?|capital|upper-case|lower-case|uppercase|lowercase|characters?|two|three|four|a|an|the|of|then|followed|by|and|,|-|running|serial|code|prefix|country|plus|sign|consecutive)$/;

/** "(it is called `weightKg`)": what leads to the name that the text gives in brackets. */
const naming =
  /^(?:it|is|this|called|named|in|the|a|as|field|property|known|json|name|written|key|:|=|we|call|that|which|under|or|short|for)$/;

/** Reads a stretch of the clause that is about one field throughout. */
export function readInside(
  reader: Reader,
  start: number,
  close: number,
  field: FieldFacts,
  again = false,
): void {
  let at = start;
  const only = reader.tokens[close - 1];
  if (
    close > at &&
    only !== undefined &&
    isName(only) &&
    reader.tokens.slice(at, close - 1).every((token) => naming.test(token.word) && !token.code)
  ) {
    rename(reader, field, only.text);
    reader.use(at, close);
    return;
  }
  while (at < close) {
    if (isExample(reader, at)) {
      reader.use(at, exampleEnd(reader, at, close));
      at = exampleEnd(reader, at, close);
      continue;
    }
    if ((reader.used(at) && !again) || /^(?:both|all|;|,)$/.test(reader.word(at))) {
      at += 1;
      continue;
    }
    const keyed = /^(?:\(|,|;)?$/.test(reader.word(at - 1)) ? readKeySaid(reader, at, close, field) : at;
    if (keyed > at) {
      at = keyed;
      continue;
    }
    if (reader.word(at) === "whether") {
      let end = at;
      while (end < close && !/^(?:;|,|\(|:)$/.test(reader.word(end))) end += 1;
      apply(reader, [field], [{ aspect: "type", value: "boolean" }]);
      reader.use(at, end);
      at = end;
      continue;
    }
    const token = reader.tokens[at];
    if (token !== undefined && isName(token) && nameKey(token.text) === nameKey(field.name)) {
      rename(reader, field, token.text);
      reader.use(at, at + 1);
    }
    const unread =
      token?.kind === "word" &&
      !token.code &&
      at > start &&
      reader.tokens[at - 1]?.kind === "word" &&
      !reader.used(at - 1) &&
      !neutral.has(reader.word(at - 1));
    const read =
      unread && attributesAt(reader, at, false) === undefined
        ? at
        : readAttributes(reader, at, [field], close);
    at = read > at ? read : (measured(reader, at) ?? at + 1);
  }
}

/** The text gives the property's name beside its words, as in "a due date (`dueDate`)". */
export function rename(reader: Reader, field: FieldFacts, name: string): void {
  const entity = reader.known.byName(field.entity);
  if (entity === undefined || field.name === name) return;
  reader.paths.delete(`entities/${field.entity}/fields/${field.name}`);
  entity.renameField(field, name);
  reader.metField(field);
}

function isExample(reader: Reader, at: number): boolean {
  const word = reader.word(at);
  return (
    /^(?:e\.g|eg|example)$/.test(word) ||
    (word === "e" && reader.word(at + 2) === "g") ||
    (word === "such" && reader.word(at + 1) === "as") ||
    (word === "for" && /^(?:example|instance)$/.test(reader.word(at + 1))) ||
    (word === "i" && reader.word(at + 2) === "e") ||
    word === "like"
  );
}

function exampleEnd(reader: Reader, at: number, close: number): number {
  for (let end = at; end < close; end += 1) if (reader.word(end) === ";") return end;
  return close;
}

/** A field "in minutes" is a number. */
function counted(reader: Reader, at: number, field: FieldFacts): number | undefined {
  const end = measured(reader, at);
  if (end !== undefined) field.learn({ aspect: "type", value: "number", implied: true }, reader.clause);
  return end;
}

/** "in minutes": what the number counts, which changes nothing in it. */
function measured(reader: Reader, at: number): number | undefined {
  const from = /^(?:in|as|measured)$/.test(reader.word(at)) ? at + 1 : at;
  const skip = /^(?:whole|full|the|°|in|square|cubic|nautical|local)$/.test(reader.word(from))
    ? from + 1
    : from;
  if (!unit.test(reader.word(skip)) || (from === at && reader.word(at - 1) !== "(")) return undefined;
  reader.use(at, skip + 1);
  return skip + 1;
}

/** "If I had the scale with me": a value that is only there sometimes. */
function onlyIf(reader: Reader, start: number): number | undefined {
  if (reader.word(start) !== "if" || !/^(?:i|we|you|they|one|there)$/.test(reader.word(start + 1)))
    return undefined;
  let end = start + 2;
  while (
    end < start + 9 &&
    reader.tokens[end]?.kind === "word" &&
    !/^(?:not|nothing|and|or)$/.test(reader.word(end))
  )
    end += 1;
  return end > start + 2 &&
    (reader.tokens[end] === undefined || /^(?:,|\(|\)|;|:|\.)$/.test(reader.word(end)))
    ? end
    : undefined;
}

/** ", call it `queenYear`": the name that the property shall have. */
function calledName(reader: Reader, start: number): { name: string; end: number } | undefined {
  let at = start;
  while (
    /^(?:,|please|we|i|us|let|is|'s|to|be|named|called|call|name|calling|known|referred|as|it|this|that|them|under|the)$/.test(
      reader.word(at),
    ) &&
    reader.tokens[at]?.code !== true &&
    at < start + 7
  )
    at += 1;
  const led = reader.tokens
    .slice(start, at)
    .some((token) => /^(?:call|called|calling|named|name|known)$/.test(token.word));
  const token = reader.tokens[at];
  return led && token !== undefined && isName(token) && token.kind === "word"
    ? { name: token.text, end: at + 1 }
    : undefined;
}

/** "The shelf it is on", "the shop we bought it from": what the field is to the thing, up to the next comma. */
function relativeClause(reader: Reader, at: number): number | undefined {
  const first = /^(?:that|which|where)$/.test(reader.word(at)) ? at + 1 : at;
  if (!/^(?:it|they|he|she|we|i|you)$/.test(reader.word(first))) return undefined;
  let end = first + 1;
  while (
    end < first + 6 &&
    reader.tokens[end]?.kind === "word" &&
    !/^(?:and|or|must|may|can|cannot|should|shall|not|if|when|unless|optional|required)$/.test(
      reader.word(end),
    )
  )
    end += 1;
  const closed = reader.tokens[end] === undefined || /^(?:,|and|\(|\)|;|:|\.|-)$/.test(reader.word(end));
  return closed && end > first + 1 ? end : undefined;
}

/** ", painted on the gate": where the value is found; "while nobody rents it": when there is none. */
function asideEnd(reader: Reader, at: number): number | undefined {
  const found =
    reader.word(at) === "," &&
    /(?:ed|wn|en|ung)$/.test(reader.word(at + 1)) &&
    /^(?:on|in|at|onto|above|beside|under)$/.test(reader.word(at + 2)) &&
    /^(?:the|its|a|an|our|their|every|each)$/.test(reader.word(at + 3));
  const empty =
    /^(?:while|until|when)$/.test(reader.word(at)) && /^(?:nobody|nothing|none)$/.test(reader.word(at + 1));
  if (!found && !empty) return undefined;
  let end = at + 1;
  while (end < reader.tokens.length && !/^[,;.)(]$/.test(reader.word(end))) end += 1;
  return end;
}

/** "of the author": whose it is, said of a field that is named already. */
function described(reader: Reader, at: number, field: FieldFacts): number | undefined {
  const opened = exampleOpenerEnd(reader.tokens, at);
  if (opened !== undefined) {
    const end = Math.max(opened, examplesEnd(reader.tokens, opened));
    reader.use(at, end);
    reader.metField(field);
    return end;
  }
  if (isExample(reader, at)) {
    let end = at + 2;
    while (end < reader.tokens.length && !/^(?:;|\)|,|\(|and|must|is)$/.test(reader.word(end))) end += 1;
    reader.use(at, end);
    reader.metField(field);
    return end;
  }
  if (reader.word(at) === "for" && /^(?:whoever|whatever|whichever|those|whom)$/.test(reader.word(at + 1))) {
    let end = at + 2;
    while (end < reader.tokens.length && !/^(?:;|\)|,|\(|\.)$/.test(reader.word(end))) end += 1;
    reader.use(at, end);
    return end;
  }
  const aside = asideEnd(reader, at);
  if (aside !== undefined) {
    reader.use(at, aside);
    return aside;
  }
  const happened = whenItHappened(reader, at);
  if (happened !== undefined) return happened;
  if (reader.word(at) === "," && isExample(reader, at + 1)) return described(reader, at + 1, field);
  const condition = onlyIf(reader, at);
  if (condition !== undefined) {
    apply(reader, [field], [{ aspect: "required", value: false }]);
    reader.use(at, condition);
    return condition;
  }
  const call = calledName(reader, at);
  if (call !== undefined) {
    rename(reader, field, call.name);
    reader.use(at, call.end);
    return call.end;
  }
  const beside = relativeClause(reader, at);
  if (beside !== undefined) {
    reader.use(at, beside);
    return beside;
  }
  if (!/^(?:of|for)$/.test(reader.word(at))) return undefined;
  let next = at + 1;
  while (/^(?:the|a|an|this|that|its|each)$/.test(reader.word(next))) next += 1;
  const entity = reader.scope.entityAt(reader.tokens, next);
  if (reader.slots("choices", reader.tokens, at + 1).length > 0) return undefined;
  if (entity !== undefined) return entity.end;
  const alone =
    next > at + 1 &&
    reader.tokens[next]?.kind === "word" &&
    !reader.tokens[next]?.code &&
    /^(?:|,|and|\(|\.|;|from|between|as|which)$/.test(reader.word(next + 1)) &&
    reader.tokens[next + 1]?.kind !== "string";
  if (!alone || reader.word(at) === "for") return undefined;
  reader.use(at, next + 1);
  return next + 1;
}

/** "The year in which it was unveiled": what a date is the date of, which its name need not say. */
function whenItHappened(reader: Reader, at: number): number | undefined {
  if (!/^(?:in|on|at|by|during|from)$/.test(reader.word(at)) || reader.word(at + 1) !== "which")
    return undefined;
  let end = at + 2;
  while (end < at + 10 && end < reader.tokens.length && !/^(?:;|\)|,|\(|\.|and|or|:)$/.test(reader.word(end)))
    end += 1;
  reader.use(at, end);
  return end;
}

/** Attributes after a comma or a preposition, unless a new field starts there. */
function joined(reader: Reader, start: number, field: FieldFacts): number | undefined {
  let at = start;
  let comma = false;
  while (at < start + 6) {
    const word = reader.word(at);
    comma ||= /^(?:,|and)$/.test(word);
    if (/^(?:which|that|is)$/.test(word) || (word === "as" && reader.word(at + 1) !== "well")) comma = false;
    if (comma && word === "optionally" && reader.tokens[at + 1] !== undefined) return undefined;
    const matched = attributesAt(reader, at, !comma);
    const elsewhere =
      comma &&
      field.get("type") !== "list" &&
      matched?.attributes.some((attribute) => /Items$/.test(attribute.aspect));
    if (elsewhere) return undefined;
    if (matched !== undefined && (!comma || closes(reader, matched.end))) {
      apply(reader, [field], matched.attributes);
      reader.use(at, matched.end);
      return matched.end;
    }
    if (!opensAttributes.test(word) && !/^(?:a|an|the|it|its|they|be|number)$/.test(word)) return undefined;
    if (word === "and" && /^(?:a|an|the|its|their)$/.test(reader.word(at + 1))) return undefined;
    if (comma && /^(?:\(|number)$/.test(word)) return undefined;
    at += 1;
  }
  return undefined;
}
