import { type Problem, positionOf } from "./problem.ts";

/** All that is wrong with a spec, for people: line and column, what was expected there, the nearest example. */
export function reportProblems(text: string, problems: readonly Problem[], name = "spec"): string {
  return problems
    .map(({ start, end, message, expected, suggestion, example }) => {
      const { line, column } = positionOf(text, start);
      const words = text.slice(start, end);
      return [
        `${name}:${line}:${column}: ${message}`,
        ...(words.trim() === "" ? [] : [`    ${words.slice(0, 100).replaceAll("\n", " ")}`]),
        ...(suggestion === undefined ? [] : [`  did you mean \`${suggestion}\`?`]),
        ...(expected === undefined ? [] : [`  expected: ${expected.slice(0, 12).join(", ")}`]),
        ...(example === undefined ? [] : [`  for example: ${example}`]),
      ].join("\n");
    })
    .join("\n");
}
