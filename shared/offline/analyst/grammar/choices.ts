import { isFunctionWord } from "../lexicon/function-words.ts";
import type { Token } from "../text/tokens.ts";
import { isAmongExamples } from "./examples.ts";
import { type Found, isName, type Scope } from "./slots.ts";

/** What in brackets says how a value is given, so that the brackets hold no choices. */
const presence =
  /^(?:optional|required|mandatory|compulsory|unique|nullable|immutable|(?:max|min|maximum|minimum|up to|at most|at least|default|null means) .*)$/;
/** Types, expressions and sentences are said of a value; none of them is one to choose. */
const describesValue =
  /^(?:(?:a |an )?(?:string|str|integer|int|boolean|bool|decimal|float|datetime|timestamp|uuid|varchar|number|number of .*|text of .*)|\^.*\$|(?:this|it|that|which) .*|.*\b(?:supplied|generated|assigned|given|chosen|set) by .*|.* (?:is|are|must|may|can|cannot|should) .*|(?:the|an?|as) (?:id|identifier|key)|(?:primary key|identifier|id|pk))$/i;
/** What is said of a field one by one after its name, as in "required, text, unique", is no list of values. */
function listsNoValues(tokens: readonly Token[]): boolean {
  return tokens.some((token) =>
    /^(?:required|optional|mandatory|unique|string|text|integer|number|boolean|date|datetime|timestamp|email|url|uuid|array|list|default|defaults|max|min|maximum|minimum|money|decimal|flag|immutable|readonly|free|positive|long|characters|title|name|description)$/.test(
      token.word,
    ),
  );
}

const separators = /^(?:,|\||\/|;|->)$/;
const choiceEnds =
  /^(?:and|or|by|with|which|that|who|it|its|default|defaults|defaulting|is|are|must|can|may|but|the|when|where|initially|at|if|for|in|to|from|only|as|unless|starting|starts)$/;

/** Whether words cannot be a value to choose: they join, point or name a type. */
function isNoValue(text: string): boolean {
  const words = text.toLowerCase().split(" ");
  return (
    words.every(isFunctionWord) ||
    /^(?:although|because|those|these|which|whose|such|whatever|nobody|string|integer|boolean|uuid|datetime)$/.test(
      words[0] ?? "",
    ) ||
    /^[\^].*\$$/.test(text)
  );
}

/** Whether what looks like values are fields, as in "difficulty or title": they are no values of another field. */
export function namesFields(
  scope: Scope,
  tokens: readonly Token[],
  start: number,
  values: readonly string[],
): boolean {
  const names = new Set(values.map((value) => value.toLowerCase()));
  for (let at = start; at < Math.min(tokens.length, start + 40) && names.size > 0; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "word" || token.code || !names.has(token.word)) continue;
    const found = scope.fieldAt(tokens, at);
    if (found !== undefined && found.field.get("type") !== "boolean" && found.end === at + 1) return true;
  }
  return false;
}

/** Two or more values: `low, normal or high`, `open/done`, `"a" | "b"`, `(new, used)`. */
export function choicesAt(tokens: readonly Token[], start: number): Found[] {
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
  const oneOf = tokens[at - 1]?.word === "of" && tokens[at - 2]?.word === "one";
  let joined = open;
  let arrow = false;
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
      arrow ||= tokens[at]?.word === "->";
      at += 1;
    }
    const last = /^(?:or|and)$/.test(tokens[at]?.word ?? "") && tokens[at]?.kind === "word";
    if (last) {
      joined ||= tokens[at]?.word === "or" || exact || oneOf;
      at += 1;
      const final = valueAt(tokens, at, open);
      if (final === undefined) break;
      if (tokens[at - 1]?.word === "and" && !exact && !open && !oneOf) break;
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
  if (!exact && values.some(isNoValue)) return [];
  if (arrow && !exact && (values.length < 3 || values.some((value) => value.includes(" ")))) return [];
  if (
    values.length < 2 ||
    isAmongExamples(tokens, start) ||
    !(joined || barred || exact) ||
    values.every((value) => /^-?\d+(\.\d+)?$/.test(value))
  )
    return [];
  if (
    open &&
    !exact &&
    tokens[start + 1]?.kind === "word" &&
    tokens[start + 1]?.code === true &&
    isNamed(tokens[start + 1])
  )
    return [];
  if (open && !exact && values.some((value) => presence.test(value) || describesValue.test(value))) return [];
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

function isNamed(token: Token | undefined): boolean {
  return token !== undefined && isName(token);
}
