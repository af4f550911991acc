import type { FailedMatchResult } from "ohm-js";
import { read } from "./grammar.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import type { Sentence } from "./sentence.ts";
import type { Place } from "./statement.ts";
import { statements } from "./statements/index.ts";

/** How many problems of one spec are explained in full: each costs one try of every statement. */
const explainedInFull = 20;

/** Says how far a sentence could be read, what was expected there, and what it is nearest to. */
export function explain(
  sentence: Sentence,
  place: Place,
  failure: FailedMatchResult,
  earlier: number,
): Problem {
  const { text, start } = sentence;
  const at = Math.min(failure.getRightmostFailurePosition(), text.length);
  const rest = text.slice(at);
  const word = /^\s*(`[^`]*`|[\p{L}\p{N}_-]+|\S)?/u.exec(rest)?.[1] ?? "";
  const expected = expectedWords(failure.getExpectedText());
  const suggestion = nearest(word, expected);
  const example = earlier < explainedInFull ? nearestExample(text, place) : undefined;
  const from = start + at + (rest.length - rest.trimStart().length);
  const isRead = at > 0;
  return {
    start: isRead ? from : start,
    end: isRead && word !== "" ? from + word.length : start + text.length,
    message: messageOf(isRead, word),
    ...(isRead && expected.length > 0 && { expected }),
    ...(suggestion !== undefined && { suggestion }),
    ...(example !== undefined && { example }),
  };
}

function messageOf(isRead: boolean, word: string): string {
  if (!isRead) return "This is no statement of the language.";
  return word === ""
    ? "The statement ends too early."
    : `The statement can't be read from \`${word.replaceAll("`", "")}\` on.`;
}

/** What could have stood there: keywords, and the descriptions of other rules. */
function expectedWords(text: string): string[] {
  const words = text
    .split(/,? or |, /)
    .map((word) => word.replace(/^"(.*)"$/, "$1").replace(/^end of input$/, "the end"))
    .filter((word) => word !== "" && !word.startsWith("not "));
  return [...new Set(words)];
}

/** The first example of the statement that reads furthest into the text; where none does, of the one most like it. */
function nearestExample(text: string, place: Place): string | undefined {
  let best: { example: string; score: number } | undefined;
  for (const { rule, places, examples } of statements) {
    const example = examples[0];
    if (!places.includes(place) || example === undefined) continue;
    const result = read(rule, text);
    const furthest = "failure" in result ? result.failure.getRightmostFailurePosition() : text.length;
    const score = furthest + likeness(text, example);
    if (best === undefined || score > best.score) best = { example: lineOf(example), score };
  }
  return best?.example;
}

/** A few characters' worth for each word that both have. */
function likeness(text: string, example: string): number {
  const words = new Set(text.toLowerCase().match(/[a-z]{3,}/g));
  const shared = [...new Set(example.toLowerCase().match(/[a-z]{3,}/g))].filter((word) => words.has(word));
  return shared.length * 2;
}

/** Of an example of several lines, the last: those before it only set the scene. */
function lineOf(example: string): string {
  return example.trimEnd().split("\n").at(-1) ?? example;
}
