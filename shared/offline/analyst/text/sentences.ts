import { endsParagraphNumber } from "./numbering.ts";

const abbreviation =
  /(?:^|[\s(])(?:e\.?g|i\.?e|etc|vs|max|min|approx|resp|cf|incl|no|nr|mr|mrs|ms|dr|st|ca|char|chars|opt|req)$/i;
const opening = new Set(["(", "[", "{"]);
const closing = new Set([")", "]", "}"]);
/** A bracket that is still open after so many characters was never closed. */
const longestBracket = 600;

/** No demand is longer; what is, is cut at blanks, so that the time to read it stays linear. */
const longestSentence = 1200;

function withinReach(sentence: string): string[] {
  if (sentence.length <= longestSentence) return [sentence];
  const parts: string[] = [];
  let start = 0;
  while (sentence.length - start > longestSentence) {
    const blank = sentence.lastIndexOf(" ", start + longestSentence);
    const end = blank > start ? blank : start + longestSentence;
    parts.push(sentence.slice(start, end));
    start = end;
  }
  return [...parts, sentence.slice(start)];
}

/** Splits prose into sentences, at full stops and semicolons outside brackets, quotes and code. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  let depth = 0;
  let opened = 0;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === quote || at - opened > longestBracket) quote = "";
      continue;
    }
    if (character === "`" || (character === '"' && text.indexOf('"', at + 1) > 0)) {
      quote = character;
      opened = at;
    } else if (opening.has(character)) {
      depth += 1;
      opened = at;
    } else if (closing.has(character)) depth = Math.max(0, depth - 1);
    if (depth > 0 && at - opened > longestBracket) depth = 0;
    if (depth === 0 && endsSentence(text, at)) {
      sentences.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  sentences.push(text.slice(start));
  return sentences
    .flatMap(withinReach)
    .map((sentence) => sentence.trim().replace(/[;,]$/, "").trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** ", where I can add …": what is done with a thing that has been described is another demand. */
const turn =
  /^,\s+(?:(?:and|but)\s+)?(?:where|with which|in which)\s+(?:i|we|you|one|users|people|they|callers|clients|anyone|everyone)\s+(?:can|may|could|should|must|want)\b/i;

function endsSentence(text: string, at: number): boolean {
  const character = text[at] ?? "";
  const next = text[at + 1];
  if (character === "," && turn.test(text.slice(at, at + 60))) return true;
  if (character === ";") return next === undefined || /\s/.test(next);
  if (/[。！？]/.test(character)) return true;
  if (!/[.!?]/.test(character)) return false;
  if (next !== undefined && !/[\s"'”’)*]/.test(next)) return false;
  const before = text.slice(Math.max(0, at - 12), at);
  if (character === "." && endsParagraphNumber(text.slice(Math.max(0, at - 24), at))) return false;
  if (character === "." && /\bno$/i.test(before) && /^\s+[A-Z]/.test(text.slice(at + 1, at + 4))) return true;
  return (
    character !== "." ||
    !(abbreviation.test(before) || (/(?:^|[\s(])[a-z]$/i.test(before) && !/\b(?:I|[Tt]o Z)$/.test(before)))
  );
}
