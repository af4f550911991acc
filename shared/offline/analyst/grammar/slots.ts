import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts, Scalar } from "../facts/field-facts.ts";
import { neutral } from "../lexicon/words.ts";
import type { Token } from "../text/tokens.ts";
import type { Slots } from "./pattern.ts";

export type SlotValue =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "literal"; readonly value: Scalar | readonly Scalar[]; readonly exact: boolean }
  | { readonly kind: "choices"; readonly values: readonly string[] }
  | { readonly kind: "field"; readonly field: FieldFacts }
  | { readonly kind: "fields"; readonly fields: readonly FieldFacts[] }
  | { readonly kind: "entity"; readonly entity: EntityFacts }
  | { readonly kind: "word"; readonly token: Token };

/** What is known when slots are matched. */
export type Scope = {
  fieldAt(tokens: readonly Token[], at: number): { field: FieldFacts; end: number } | undefined;
  entityAt(tokens: readonly Token[], at: number): { entity: EntityFacts; end: number } | undefined;
};

type Found = { readonly end: number; readonly value: SlotValue };

/** The slots that patterns may name, over what is known so far. */
export function slotsOver(scope: Scope): Slots<SlotValue> {
  return (name, tokens, at) => {
    const token = tokens[at];
    if (token === undefined) return [];
    switch (name) {
      case "number":
        return token.value === undefined
          ? []
          : [{ end: at + 1, value: { kind: "number", number: token.value } }];
      case "status":
        return token.kind === "number" && /^[2-5]\d\d$/.test(token.text)
          ? [{ end: at + 1, value: { kind: "number", number: token.value ?? 0 } }]
          : [];
      case "literal":
        return literals(tokens, at);
      case "choices":
        return choicesAt(tokens, at);
      case "field": {
        const found = scope.fieldAt(tokens, at);
        return found === undefined ? [] : [{ end: found.end, value: { kind: "field", field: found.field } }];
      }
      case "fields":
        return fieldsAt(scope, tokens, at);
      case "entity": {
        const found = scope.entityAt(tokens, at);
        return found === undefined
          ? []
          : [{ end: found.end, value: { kind: "entity", entity: found.entity } }];
      }
      case "string":
        return token.kind === "string" ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      case "name":
        return isName(token) ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      case "word":
        return token.kind === "word" ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      case "path":
        return token.kind === "path" ? [{ end: at + 1, value: { kind: "word", token } }] : [];
      default:
        throw new Error(`No slot is called ${name}.`);
    }
  };
}

/** A name written exactly: code, a quoted name, camelCase or snake_case. */
export function isName(token: Token): boolean {
  if (token.kind === "string") return /^[A-Za-z_]\w*$/.test(token.text);
  return (
    token.kind === "word" &&
    (token.code || /_|[a-z][A-Z]/.test(token.text)) &&
    /^[A-Za-z_]\w*$/.test(token.text)
  );
}

const words: Readonly<Record<string, Scalar>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
};

function literals(tokens: readonly Token[], at: number): Found[] {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token === undefined) return [];
  const give = (length: number, value: Scalar | readonly Scalar[], exact: boolean): Found => ({
    end: at + length,
    value: { kind: "literal", value, exact },
  });
  if (token.kind === "string") return [give(1, token.text, true)];
  if (token.kind === "number") return [give(next?.word === "%" ? 2 : 1, token.value ?? 0, true)];
  if (token.word === "[" && next?.word === "]") return [give(2, [], true)];
  if (token.word === "-" && next?.kind === "number") return [give(2, -(next.value ?? 0), true)];
  if (/^(?:a|an|the)$/.test(token.word) && next !== undefined) {
    return literals(tokens, at + 1).map((found) => ({ ...found }));
  }
  if (token.word === "empty" && /^(?:list|array)$/.test(next?.word ?? "")) return [give(2, [], true)];
  if (token.word === "empty" && /^(?:string|text)$/.test(next?.word ?? "")) return [give(2, "", true)];
  if (/^(?:current|present)$/.test(token.word) && next !== undefined)
    return [give(/time|date|day|moment/.test(next.word) ? 2 : 1, "now", false)];
  if (/^(?:now|today)$/.test(token.word)) return [give(1, "now", false)];
  const known = token.kind === "word" ? words[token.word] : undefined;
  if (known !== undefined) return [give(1, known, true)];
  if (token.value !== undefined) return [give(1, token.value, true)];
  if (token.kind === "word" && token.code) return [give(1, token.text, true)];
  if (
    token.kind !== "word" ||
    (neutral.has(token.word) &&
      !/^(?:normal|new|low|high|open|small|full|single|other|current|first|unknown|existing|plain|simple)$/.test(
        token.word,
      ))
  )
    return [];
  const found = [give(1, token.text, false)];
  if (next?.kind === "word" && !neutral.has(next.word))
    found.unshift(give(2, `${token.text} ${next.text}`, false));
  return found;
}

function fieldsAt(scope: Scope, tokens: readonly Token[], at: number): Found[] {
  const fields: FieldFacts[] = [];
  const found: Found[] = [];
  let next = at;
  while (next < tokens.length) {
    let from = next;
    while (/^(?:the|a|an|its|their|by|same|both|either|and\/or)$/.test(tokens[from]?.word ?? "")) from += 1;
    const field = scope.fieldAt(tokens, from);
    if (field === undefined) break;
    fields.push(field.field);
    found.unshift({ end: field.end, value: { kind: "fields", fields: [...fields] } });
    next = field.end;
    if (/^(?:,|\/|\+)$/.test(tokens[next]?.word ?? "")) next += 1;
    if (/^(?:and|or|nor|plus)$/.test(tokens[next]?.word ?? "")) next += 1;
    if (next === field.end) break;
  }
  return found;
}

/** What in brackets says how a value is given, so that the brackets hold no choices. */
const presence =
  /^(?:optional|required|mandatory|compulsory|unique|nullable|immutable|(?:max|min|maximum|minimum|up to|at most|at least|default|null means) .*)$/;
/** What is said of a field one by one after its name, as in "required, text, unique", is no list of values. */
function listsNoValues(tokens: readonly Token[]): boolean {
  return tokens.some((token) =>
    /^(?:required|optional|mandatory|unique|string|text|integer|number|boolean|date|datetime|timestamp|email|url|uuid|array|list|default|defaults|max|min|maximum|minimum|money|decimal|flag|immutable|readonly|free|positive|long|characters|title|name|description)$/.test(
      token.word,
    ),
  );
}

const separators = /^(?:,|\||\/|;)$/;
const choiceEnds =
  /^(?:and|or|by|with|which|that|who|it|its|default|defaults|defaulting|is|are|must|can|may|but|the|when|where|initially|at|if|for|in|to|from|only|as|unless|starting|starts)$/;

/** Two or more values: `low, normal or high`, `open/done`, `"a" | "b"`, `(new, used)`. */
function choicesAt(tokens: readonly Token[], start: number): Found[] {
  const open = /^[([{]$/.test(tokens[start]?.word ?? "");
  let at = open ? start + 1 : start;
  while (
    /^(?:one|of|either|:|the|values)$/.test(tokens[at]?.word ?? "") &&
    tokens[at]?.kind !== "string" &&
    !tokens[at]?.code
  )
    at += 1;
  const values: string[] = [];
  const listed =
    !open &&
    tokens[at - 1]?.word === ":" &&
    (/^(?:be|are|is|of|values|choices|options|these|following)$/.test(tokens[at - 2]?.word ?? "") ||
      (at === 2 && tokens[0]?.kind === "word" && !listsNoValues(tokens)));
  let joined = open;
  let barred = false;
  let exact = true;
  let end = at;
  while (at < tokens.length) {
    const value = valueAt(tokens, at, open);
    if (value === undefined) break;
    values.push(value.text);
    exact &&= value.exact;
    at = value.end;
    end = at;
    if (tokens[at]?.word === "(" && !open) {
      const close = tokens.findIndex((token, index) => index > at && token.word === ")");
      if (close > 0 && tokens[at + 1]?.word === "default") break;
    }
    if (barred && tokens[at]?.word === ",") break;
    const comma = separators.test(tokens[at]?.word ?? "");
    if (comma) {
      barred ||= tokens[at]?.word !== ",";
      at += 1;
    }
    const last = /^(?:or|and)$/.test(tokens[at]?.word ?? "") && tokens[at]?.kind === "word";
    if (last) {
      joined ||= tokens[at]?.word === "or" || exact;
      at += 1;
      const final = valueAt(tokens, at, open);
      if (final === undefined) break;
      if (tokens[at - 1]?.word === "and" && !exact && !open) break;
      values.push(final.text);
      end = final.end;
      if (tokens[end]?.word === "or" && values.length < 12) {
        at = end + 1;
        continue;
      }
      break;
    }
    if (!comma) break;
  }
  if (
    values.some((value) =>
      /^(?:\d.*|(?:more|less|fewer|longer|greater|higher|above|lower)(?: .*)?)$/.test(value),
    ) &&
    !exact
  )
    return [];
  joined ||=
    listed && values.length > 2 && (tokens[end] === undefined || /^[.;)]$/.test(tokens[end]?.word ?? ""));
  if (
    !exact &&
    values.some((value) =>
      /\b(?:per|each|every|same|case|than|is|are|must|digits?|letters?|dash|hyphen|characters?)\b/.test(
        value,
      ),
    )
  )
    return [];
  if (
    values.length < 2 ||
    !(joined || barred || exact) ||
    values.every((value) => /^-?\d+(\.\d+)?$/.test(value))
  )
    return [];
  if (open && !exact && values.some((value) => presence.test(value))) return [];
  if (open) {
    if (!/^[)\]}]$/.test(tokens[end]?.word ?? "")) return [];
    end += 1;
  }
  return [{ end, value: { kind: "choices", values: [...new Set(values)] } }];
}

function valueAt(
  tokens: readonly Token[],
  at: number,
  open: boolean,
): { text: string; end: number; exact: boolean } | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.kind === "string" || token.code) {
    return token.kind === "mark" ? undefined : { text: token.text, end: at + 1, exact: true };
  }
  if (token.kind === "number" && tokens[at + 1]?.kind !== "word")
    return { text: token.text, end: at + 1, exact: false };
  const parts: string[] = [];
  let end = at;
  while (end < tokens.length && parts.length < 4) {
    const part = tokens[end];
    if (part === undefined || (part.kind !== "word" && part.kind !== "number") || part.code) break;
    const inside = parts.length > 0 || /^(?:in|on|to|new|normal|out|not|at|off)$/.test(part.word);
    if (
      choiceEnds.test(part.word) &&
      !(open
        ? !/^(?:and|or)$/.test(part.word)
        : inside && /^(?:in|on|to|at)$/.test(part.word) && parts.length === 0)
    )
      break;
    if (
      !open &&
      parts.length === 0 &&
      /^(?:a|an|the|its|their|optional|required|each|any|other)$/.test(part.word) &&
      !(part.word === "other" && tokens[end + 1]?.kind !== "word")
    )
      return undefined;
    parts.push(part.text);
    end += 1;
  }
  return parts.length === 0 ? undefined : { text: parts.join(" "), end, exact: false };
}
