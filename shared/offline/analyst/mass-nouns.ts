import { nameKey, wordsOf } from "./text/names.ts";
import type { Token } from "./text/tokens.ts";

const pieces = /^(?:entry|record|item|piece|element|object|article)$/;

/**
 * Of what cannot be counted, a text keeps entries: "a feedback entry" of the collection at `/feedback` is no second
 * thing beside the feedback. Gives the noun that a phrase of two words is a piece of; undefined where they are two.
 */
export function massNounOf(
  words: readonly string[],
  tokens: readonly (readonly Token[])[],
): string | undefined {
  const [mass, piece] = words;
  if (words.length !== 2 || mass === undefined || piece === undefined || !pieces.test(piece))
    return undefined;
  const key = nameKey(mass);
  let placed = false;
  for (const own of tokens) {
    for (let at = 0; at < own.length; at += 1) {
      const token = own[at];
      if (token?.kind === "path") {
        const parts = token.text.split("/").filter((part) => /^[A-Za-z]/.test(part));
        if (parts.some((part) => pieces.test(nameKey(wordsOf(part).join(" "))))) return undefined;
        placed ||= parts.some((part) => part.toLowerCase() === mass);
      } else if (token?.kind === "word" && nameKey(token.word) === key) {
        if (token.word !== mass) return undefined;
        const next = nameKey(own[at + 1]?.word ?? "");
        if (/^(?:a|an|each|every|one|another)$/.test(own[at - 1]?.word ?? "") && next !== piece)
          return undefined;
      }
    }
  }
  return placed ? mass : undefined;
}
