import { parseSpec } from "../../../shared/spec/parse.ts";
import { positionOf } from "../../../shared/spec/problem.ts";

/** Problems of a spec as `line:column words: message [suggestion]`. */
export function problemsOf(text: string): string[] {
  const reading = parseSpec(text);
  if (reading.outcome === "read") return [];
  return reading.problems.map(({ start, end, message, suggestion }) => {
    const { line, column } = positionOf(text, start);
    const meant = suggestion === undefined ? "" : ` [${suggestion}]`;
    return `${line}:${column} ${text.slice(start, end)}: ${message}${meant}`;
  });
}

/** Problems of statements below a thing with a title, a number of copies and a date; without their line. */
export function below(...lines: string[]): string[] {
  const spec = [
    "# Library",
    "",
    "## Book",
    "- title: text",
    "- copies: whole number",
    "- dueOn: date",
    ...lines,
  ];
  return problemsOf(spec.join("\n")).map((problem) => problem.replace(/^\d+:/, ""));
}
