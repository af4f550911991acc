import type { Statement } from "./statement.ts";
import { statements } from "./statements/index.ts";

/** Statements that say what a text in free words is likely about, the likeliest first. */
export function likestStatements(text: string): Statement[] {
  const words = [...wordsOf(text)];
  return statements
    .flatMap((statement) => {
      const about = wordsOf(statement.about ?? "");
      const score = words.filter((word) => about.has(word)).length;
      return score > 0 ? [{ statement, score }] : [];
    })
    .sort((one, other) => other.score - one.score)
    .map(({ statement }) => statement);
}

/**
 * The line of a statement's first example that shows it: a heading, of a whole spec the first below its title, else the
 * last, since those before set the scene.
 */
export function exampleLine({ examples, places }: Statement): string {
  const lines = (examples[0] ?? "").split("\n");
  const isHeading = places.some((place) => place.endsWith("heading"));
  const line = isHeading
    ? lines.findLast((one) => one.startsWith("##"))
    : lines[0]?.startsWith("# ") && places.includes("service")
      ? lines.find((one) => !/^(#|$)/.test(one))
      : undefined;
  return line ?? lines.at(-1) ?? "";
}

/** The words of a text, without the endings that English gives them. */
function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[a-z]{2,}/g) ?? [];
  return new Set(words.map((word) => word.replace(/(?<=...)(es|s|ing|ed|d)$/, "")));
}
