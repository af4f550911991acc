import type { FailedMatchResult } from "ohm-js";
import { functionNames } from "../blueprint/expression.ts";
import { read } from "./grammar.ts";
import { exampleLine } from "./likeness.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import type { Sentence } from "./sentence.ts";
import { type Place, placeRule, places, type Statement } from "./statement.ts";
import { statements } from "./statements/index.ts";

/** How many problems of one spec are explained in full: each costs one try of every statement. */
const explainedInFull = 20;

/** Most words that a problem names as expected. */
const mostExpected = 40;

/** How far a sentence was read, and how many problems the spec has already. */
interface Failed {
  failure: FailedMatchResult;
  earlier: number;
}

/** Says how far a sentence could be read, what was expected there, and what it is nearest to. */
export function explain(sentence: Sentence, place: Place, { failure, earlier }: Failed): Problem {
  const { text, start } = sentence;
  const inFull = earlier < explainedInFull;
  const whole = { start, end: start + text.length };
  if (place === "action heading" && !text.includes("`"))
    return { ...whole, message: "The heading of an action has its route.", example: actionExample };
  if (/^`\w+ /.test(text) && failure.getRightmostFailurePosition() === 0)
    return {
      ...whole,
      message: text.includes("?")
        ? "A route has no query: what narrows a list is a statement of its own."
        : "This is no route: a method in capitals, a blank and a path.",
      example: text.includes("?") ? filterExample : routeExample,
    };
  const elsewhere = inFull ? otherPlace(text, place) : undefined;
  if (elsewhere !== undefined) return { ...whole, message: elsewhere };
  const near = inFull ? nearestStatement(text, place) : undefined;
  const shown = near && { example: near.example };
  const at = Math.min(failure.getRightmostFailurePosition(), text.length);
  const rest = text.slice(at);
  const word = /^\s*(`[^`]*`|"[^"]*"|[\p{L}\p{N}_-]+|\S)?/u.exec(rest)?.[1] ?? "";
  const from = start + at + (rest.length - rest.trimStart().length);
  const here = { start: from, end: from + word.length };
  const value = inFull ? valueInQuotes(text, place) : undefined;
  if (value !== undefined && /^\w+$/.test(value.words))
    return {
      start: start + value.start,
      end: start + value.start + value.words.length,
      message: `\`${value.words}\` is a word of the language: as a value it stands in quotes, \`"${value.words}"\`.`,
    };
  const missing = inFull && word !== "" ? missingBefore(text, at, place) : undefined;
  if (missing !== undefined) {
    const quotes = value === undefined ? "" : `, or quotes around \`"${value.words}"\``;
    return { ...here, message: `A ${missing} is missing before ${quoted(word)}${quotes}.` };
  }
  if (value !== undefined)
    return { ...here, message: `A value of several words stands in quotes: \`"${value.words}"\`.` };
  const { words, others } = expectedAt(failure);
  const suggestion = word === "" ? undefined : nearest(word, words);
  if (!isUnderstood(text, at) && (at === 0 || suggestion === undefined)) {
    const message = "This is no statement of the language.";
    const first = /^\S+/.exec(text)?.[0] ?? text;
    if (near?.meant === undefined) return { ...whole, message, ...shown, isForeign: true };
    return { start, end: start + first.length, message, suggestion: near.meant, ...shown };
  }
  const called = word === "(" ? /([A-Za-z]\w*)\s*$/.exec(text.slice(0, at))?.[1] : undefined;
  const meant = called && nearest(called, functionNames);
  if (called !== undefined && meant !== undefined) {
    const begin = start + text.slice(0, at).lastIndexOf(called);
    const end = begin + called.length;
    return { start: begin, end, message: `\`${called}\` is no function.`, suggestion: meant };
  }
  const ofCaller = /\bthe caller\.\w+(?=\s*$)/i.exec(text.slice(0, at));
  if (ofCaller !== null) {
    const begin = start + ofCaller.index;
    const message =
      "`the caller` has no fields: where callers sign in, name the thing first, as in `Finds me among all users where it is the caller`.";
    return { start: begin, end: begin + ofCaller[0].length, message };
  }
  const wrong = /^"/.test(word) ? /\\[^"\\/bfnrtu]/.exec(word)?.[0] : undefined;
  if (wrong !== undefined) {
    const begin = from + word.indexOf(wrong);
    const message = `\`${wrong}\` is no escape in a text: write \`\\${wrong}\`, or a pattern in backticks.`;
    return { start: begin, end: begin + 2, message };
  }
  if (word === "") {
    const end = start + text.length;
    const expected = [...others, ...words.map(quoted)].slice(0, mostExpected);
    return { start: end - 1, end, message: "The statement ends too early.", expected, ...shown };
  }
  return {
    ...here,
    message: `${quoted(word)} is not understood here.`,
    expected: [...words.map(quoted), ...others].slice(0, mostExpected),
    ...(suggestion !== undefined && { suggestion }),
    ...shown,
  };
}

const actionExample = "### Pay: `POST /orders/{id}/pay`";
const filterExample = "- `?state` is state";
const routeExample = "- `GET /books/{id}` shows one";

function quoted(word: string): string {
  return word.includes("`") ? word : `\`${word}\``;
}

/** A statement is in some way understood when it is read beyond its third word: few words begin one by chance. */
function isUnderstood(text: string, at: number): boolean {
  const begin = /^(`[^`]*`|\S+[:=]|\S+(\s+[^\s:=]+)?)\s*/.exec(text)?.[0].length ?? 0;
  return at > begin || (at === begin && /^`|[:=]\s*$/.test(text.slice(0, begin)));
}

/** What could have stood where reading stopped: words of the language, and descriptions of what else. */
function expectedAt(failure: FailedMatchResult): { words: string[]; others: string[] } {
  const words = new Set<string>();
  const others = new Set<string>();
  // The library names last what it tried first.
  for (const one of failure.getRightmostFailures().toReversed()) {
    const text = one.getText().replace(/^"(.*)"$/, "$1");
    if (text === "end of input") others.add("the end");
    else if (/^(not|a-z|A-Z)\b/.test(text) || /^an? (letter|digit|alpha|space)/.test(text)) continue;
    else if (one.isStringTerminal() || !text.includes(" ")) words.add(text);
    else others.add(text);
  }
  return { words: [...words], others: [...others] };
}

const whereabouts: Record<Place, string> = {
  title: "in the heading with one `#`",
  "entity heading": "in a heading with two `##`, as in `## Book`",
  "action heading": "in a heading with three `###`",
  service: "before the first heading with two `##`: it is about the whole service",
  entity: "below the heading of a thing, as `## Book`",
  action: "below the heading of an action, as in ### Pay: `POST /orders/{id}/pay`",
};

/** Where the sentence would be a statement, if not here. */
function otherPlace(text: string, place: Place): string | undefined {
  const found = places.find(
    (other) => other !== place && !isFreeText(other) && !("failure" in read(placeRule(other), text)),
  );
  return found && `This statement belongs ${whereabouts[found]}.`;
}

/** Almost any words can be a title or a thing's name. */
function isFreeText(place: Place): boolean {
  return place === "title" || place === "entity heading";
}

/** The sign that is left out just before the place where reading stopped, if with it the sentence can be read. */
function missingBefore(text: string, at: number, place: Place): string | undefined {
  if (/^\s*[.,;:)\]}]/.test(text.slice(at))) return undefined;
  for (const [sign, name] of signs) {
    const mended = `${text.slice(0, at).trimEnd()}${sign} ${text.slice(at).trimStart()}`;
    if (!("failure" in read(placeRule(place), mended))) return name;
  }
  return undefined;
}

/** The words among the values of a choice that are one value in quotes, if the whole can be read with them. */
function valueInQuotes(text: string, place: Place): { words: string; start: number } | undefined {
  const begin = /\b(?:one|state)\s+of\s+/i.exec(text);
  if (begin === null) return undefined;
  const from = begin.index + begin[0].length;
  for (const { 0: words, index } of text.slice(from).matchAll(/(?!or\b)\w[\w-]*(?: (?!or\b)\w[\w-]*)*/gi)) {
    const start = from + index;
    const mended = `${text.slice(0, start)}"${words}"${text.slice(start + words.length)}`;
    if (!("failure" in read(placeRule(place), mended))) return { words, start };
  }
  return undefined;
}

const signs = [
  [",", "comma"],
  [":", "colon"],
] as const;

interface Near {
  example: string;
  /** What the first word was likely meant to be. */
  meant: string | undefined;
}

/** The statement that reads furthest into the text; where none does, the one most like it. */
function nearestStatement(text: string, place: Place): Near | undefined {
  let best: (Near & { score: number }) | undefined;
  const [first = ""] = /^[\p{L}]+/u.exec(text) ?? [];
  for (const statement of statements) {
    const { rule, places: its, examples } = statement;
    const example = examples[0];
    if (!its.includes(place) || example === undefined) continue;
    const result = read(rule, text);
    const furthest = "failure" in result ? result.failure.getRightmostFailurePosition() : text.length;
    const meant = nearest(first, firstWords(statement));
    const isAbout = first !== "" && statement.about?.split(" ").includes(first.toLowerCase()) === true;
    const hint = meant !== undefined || isAbout ? first.length * 2 : 0;
    const score = furthest + likeness(text, example) + hint;
    if (best === undefined || score > best.score) best = { example: exampleLine(statement), meant, score };
  }
  return best;
}

/** The words that a statement may begin with. */
function firstWords({ ways }: Statement): string[] {
  return ways.flatMap((way) => /^(?:- )?([A-Z]?[a-z]+)\b/.exec(way)?.[1] ?? []);
}

/** A few characters' worth for each word that both have. */
function likeness(text: string, example: string): number {
  const words = new Set(text.toLowerCase().match(/[a-z]{3,}/g));
  const shared = [...new Set(example.toLowerCase().match(/[a-z]{3,}/g))].filter((word) => words.has(word));
  return shared.length * 2;
}
