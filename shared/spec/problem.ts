/** What is wrong at one place of a spec, as a good compiler says it. */
export interface Problem {
  /** Offsets in the spec's text, end exclusive. */
  start: number;
  end: number;
  /** What is wrong, in one sentence. */
  message: string;
  /** What could have stood there: words of the language in backticks, and descriptions of others. */
  expected?: string[];
  /** The likeliest word that was meant. */
  suggestion?: string;
  /** The nearest example of a statement. */
  example?: string;
  /** Nothing of the sentence was understood: it is in no way a statement of the language. */
  isForeign?: boolean;
  /** It is a statement of the language that a later version compiles. */
  isLater?: boolean;
}

/** How many problems a spec may have before it is read no further. */
export const mostProblems = 200;

/** Line and column of an offset, both from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** Where the words stand in a text as whole words, or else at all; -1 where they don't. */
export function placeOfWords(text: string, words: string): number {
  const isPart = (at: number) => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!isPart(at - 1) && !isPart(at + words.length)) return at;
  }
  return text.indexOf(words);
}
