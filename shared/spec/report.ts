import { exampleLine, likestStatements } from "./likeness.ts";
import { type Problem, positionOf } from "./problem.ts";

/** Most words of what was expected that a report shows for one problem. */
const mostExpected = 6;

/** Most problems that are shown in full. */
const mostProblems = 50;

/** Longest part of a line that is shown. */
const widest = 100;

/** Most characters of a text in free words that are compared with the statements. */
const mostCompared = 4000;

/** Most lines of the report on a text that is no spec: one screen. */
const screen = 24;

/**
 * What is wrong with a spec, for a terminal: each problem with its line, the words at fault marked below it, what was
 * expected there and the nearest example; in the order of the text. A text that is for the most part no spec at all gets
 * directions in one screen instead.
 */
export function reportProblems(text: string, problems: readonly Problem[], name = "spec"): string {
  const foreign = problems.filter(({ isForeign }) => isForeign === true);
  if (foreign.length * 2 > sentencesIn(text) && foreign.length * 2 >= problems.length) {
    return directions(text, foreign);
  }
  const shown = problems.slice(0, mostProblems).map((problem) => reportOf(text, problem, name));
  const more = problems.length - shown.length;
  const count = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}; nothing was built.`;
  return [...shown, ...(more > 0 ? [`and ${more} more like these.`] : []), count].join("\n\n");
}

function reportOf(text: string, problem: Problem, name: string): string {
  const { line, column } = positionOf(text, problem.start);
  const { expected, suggestion, example } = problem;
  const meant = suggestion === undefined ? "" : ` Did you mean ${quoted(suggestion)}?`;
  const gutter = String(line).length + 1;
  const side = `${" ".repeat(gutter)} |`;
  const { shown, mark } = excerpt(text, problem);
  const hints = [
    ...(suggestion === undefined && expected !== undefined && expected.length > 0
      ? [`could stand here: ${listed(expected)}`]
      : []),
    ...(example === undefined ? [] : [`for example: ${example}`]),
  ];
  return [
    `${name}:${line}:${column}: ${problem.message}${meant}`,
    ...(shown === "" ? [] : [`${String(line).padStart(gutter)} | ${shown}`, `${side} ${mark}`]),
    ...hints.map((hint) => `${side} ${hint}`),
  ].join("\n");
}

function quoted(word: string): string {
  return word.includes("`") ? word : `\`${word}\``;
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, mostExpected).join(", ");
  return words.length > mostExpected ? `${shown}, or more` : shown;
}

/** The line that a problem begins in, cut to what is around it, and the carets below the words at fault. */
function excerpt(text: string, { start, end }: Problem): { shown: string; mark: string } {
  const begin = text.lastIndexOf("\n", start - 1) + 1;
  const stop = text.indexOf("\n", begin);
  const line = text
    .slice(begin, stop < 0 ? text.length : stop)
    .replace(/\r$/, "")
    .replaceAll("\t", " ");
  const at = start - begin;
  const cut = line.length <= widest ? 0 : Math.max(0, Math.min(at - 40, line.length - widest));
  const part = line.slice(cut, cut + widest);
  const before = cut > 0 ? "..." : "";
  const shown = `${before}${part}${cut + widest < line.length ? "..." : ""}`;
  const room = before.length + part.length - (before.length + at - cut);
  const length = Math.max(1, Math.min(end - start, room));
  return { shown, mark: " ".repeat(before.length + at - cut) + "^".repeat(length) };
}

function sentencesIn(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "" && !line.trimStart().startsWith(">")).length;
}

/** What somebody needs to know who wrote free English. */
function directions(text: string, foreign: readonly Problem[]): string {
  const parts = foreign.slice(0, 4).map(({ start, end }) => {
    const words = text.slice(start, end).replace(/\s+/g, " ");
    return `  line ${positionOf(text, start).line}: ${cutTo(words, 80)}`;
  });
  const said = foreign.map(({ start, end }) => text.slice(start, end)).join(" ");
  const examples = likestStatements(said.slice(0, mostCompared)).slice(0, 4).map(exampleLine);
  const more = foreign.length - parts.length;
  const lines = [
    "This is free English, and without a language model only specs are read. Not understood:",
    ...parts,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(examples.length > 0 ? ["", "What comes nearest in the language of specs:"] : []),
    ...examples.map((example) => `  ${cutTo(example, 100)}`),
    "",
    "In one line:  Books: each has a title (required), an isbn (unique) and a price of at least 0",
    "As a file:    # Lending library",
    "              ## Book",
    "              - title: text, required",
    "",
    "The whole language stands in docs/spec.md.",
    "For free English, connect a language model: README.md, and docs/operations/aws.md for Bedrock.",
  ];
  return lines.slice(0, screen).join("\n");
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}
