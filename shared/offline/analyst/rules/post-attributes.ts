import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { apply, attributesAt, closes, readAttributes } from "./attributes.ts";

const unit =
  /^(?:euros?|eur|dollars?|usd|pounds?|gbp|cents?|pence|kg|kilograms?|kilos?|grams?|g|mg|pounds|lbs?|ounces?|litres?|liters?|l|ml|millilitres?|milliliters?|cups?|minutes?|mins?|seconds?|secs?|hours?|days?|weeks?|months?|years?|metres?|meters?|m|cm|mm|km|kilometres?|kilometers?|miles?|feet|inches|celsius|fahrenheit|degrees?|percent|bytes|kb|mb|gb|bpm|kcal|calories|watts?|kw|kwh|volts?|currency|local|utc|words|local-currency|°c|°f|°)$/;
const opensAttributes = /^(?:of|from|between|with|as|in|which|that|is|are|must|at|up|not|no|defaults|defaulting|default|exactly|limited|matching|initially|either|being|who|starting|for|to|on|by|if|when|unless|can|may|has|only|referencing|containing|consisting|,|:|->|-|=|or|and|\(|optional|required|unique|min|max|minimum|maximum|between|each|>=|<=|>|<)$/;

/** Reads what follows a field's name in a list: attributes in brackets, after a preposition or a comma. */
export function readPostAttributes(reader: Reader, start: number, field: FieldFacts, before: readonly FieldFacts[] = []): number {
  let end = start;
  for (;;) {
    if (/^(?:of|with)$/.test(reader.word(end)) && attributesAt(reader, end + 1, false) !== undefined) {
      const read = readAttributes(reader, end + 1, [field]);
      if (read > end + 1) {
        end = read;
        continue;
      }
    }
    const next = bracketed(reader, end, field, before) ?? measured(reader, end) ?? described(reader, end, field) ?? joined(reader, end, field);
    if (next === undefined || next <= end) return end;
    end = next;
  }
}

/** "(required, at most 100 characters)": all of it is about the field. */
function bracketed(reader: Reader, at: number, field: FieldFacts, before: readonly FieldFacts[]): number | undefined {
  if (reader.word(at) !== "(") return undefined;
  let depth = 0;
  let close = at;
  for (; close < reader.tokens.length; close += 1) {
    if (reader.word(close) === "(") depth += 1;
    if (reader.word(close) === ")") depth -= 1;
    if (depth === 0) break;
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
    for (const other of sharing) readInside(reader, at + 1, close, other);
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
      if (next !== undefined && !next.attributes.every((attribute) => attribute.aspect === "choices" || attribute.aspect === "type")) return true;
    }
  }
  return false;
}

function readInside(reader: Reader, start: number, close: number, field: FieldFacts): void {
  let at = start;
  const only = reader.tokens[at];
  if (close === at + 1 && only !== undefined && isName(only)) {
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
    if (/^(?:both|all|;|,)$/.test(reader.word(at))) {
      at += 1;
      continue;
    }
    const token = reader.tokens[at];
    if (token !== undefined && isName(token) && nameKey(token.text) === nameKey(field.name)) {
      rename(reader, field, token.text);
      reader.use(at, at + 1);
    }
    const read = readAttributes(reader, at, [field], close);
    at = read > at ? read : (measured(reader, at) ?? at + 1);
  }
}

/** The text gives the property's name beside its words, as in "a due date (`dueDate`)". */
function rename(reader: Reader, field: FieldFacts, name: string): void {
  const entity = reader.known.byName(field.entity);
  if (entity === undefined || field.name === name) return;
  reader.paths.delete(`entities/${field.entity}/fields/${field.name}`);
  entity.renameField(field, name);
  reader.metField(field);
}

function isExample(reader: Reader, at: number): boolean {
  const word = reader.word(at);
  return /^(?:e\.g|eg|example)$/.test(word) || (word === "e" && reader.word(at + 2) === "g") || (word === "such" && reader.word(at + 1) === "as") || (word === "for" && /^(?:example|instance)$/.test(reader.word(at + 1))) || (word === "i" && reader.word(at + 2) === "e") || word === "like";
}

function exampleEnd(reader: Reader, at: number, close: number): number {
  for (let end = at; end < close; end += 1) if (reader.word(end) === ";") return end;
  return close;
}

/** "in minutes": what the number counts, which changes nothing in it. */
function measured(reader: Reader, at: number): number | undefined {
  const from = /^(?:in|as|measured)$/.test(reader.word(at)) ? at + 1 : at;
  const skip = /^(?:whole|full|the|°|in)$/.test(reader.word(from)) ? from + 1 : from;
  if (!unit.test(reader.word(skip)) || (from === at && reader.word(at - 1) !== "(")) return undefined;
  reader.use(at, skip + 1);
  return skip + 1;
}

/** "of the author": whose it is, said of a field that is named already. */
function described(reader: Reader, at: number, field: FieldFacts): number | undefined {
  if (isExample(reader, at)) {
    let end = at + 2;
    while (end < reader.tokens.length && !/^(?:;|\)|,|\(|and|must|is)$/.test(reader.word(end))) end += 1;
    reader.use(at, end);
    reader.metField(field);
    return end;
  }
  if (!/^(?:of|for)$/.test(reader.word(at))) return undefined;
  let next = at + 1;
  while (/^(?:the|a|an|this|that|its|each)$/.test(reader.word(next))) next += 1;
  const entity = reader.scope.entityAt(reader.tokens, next);
  return entity === undefined || reader.slots("choices", reader.tokens, at + 1).length > 0 ? undefined : entity.end;
}

/** Attributes after a comma or a preposition, unless a new field starts there. */
function joined(reader: Reader, start: number, field: FieldFacts): number | undefined {
  let at = start;
  let comma = false;
  while (at < start + 6) {
    const word = reader.word(at);
    comma ||= /^(?:,|and)$/.test(word);
    if (/^(?:which|that|is)$/.test(word)) comma = false;
    const matched = attributesAt(reader, at, !comma);
    if (matched !== undefined && (!comma || closes(reader, matched.end))) {
      apply(reader, [field], matched.attributes);
      reader.use(at, matched.end);
      return matched.end;
    }
    if (!opensAttributes.test(word) && !/^(?:a|an|the|it|its|they|be|number)$/.test(word)) return undefined;
    if (word === "and" && /^(?:a|an|the|its|their)$/.test(reader.word(at + 1))) return undefined;
    at += 1;
  }
  return undefined;
}
