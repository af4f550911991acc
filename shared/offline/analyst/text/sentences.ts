const abbreviation = /(?:^|[\s(])(?:e\.?g|i\.?e|etc|vs|max|min|approx|resp|cf|incl|no|nr|mr|mrs|ms|dr|st|ca|char|chars|opt|req)$/i;
const opening = new Set(["(", "[", "{"]);
const closing = new Set([")", "]", "}"]);
/** A bracket that is still open after so many characters was never closed. */
const longestBracket = 600;

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
    .map((sentence) => sentence.trim().replace(/;$/, "").trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function endsSentence(text: string, at: number): boolean {
  const character = text[at] ?? "";
  const next = text[at + 1];
  if (character === ";") return next === undefined || /\s/.test(next);
  if (/[。！？]/.test(character)) return true;
  if (!/[.!?]/.test(character)) return false;
  if (next !== undefined && !/[\s"'”’)*]/.test(next)) return false;
  const before = text.slice(Math.max(0, at - 12), at);
  return character !== "." || !(abbreviation.test(before) || /(?:^|[\s(])[a-z]$/i.test(before) && !/\bI$/.test(before));
}
