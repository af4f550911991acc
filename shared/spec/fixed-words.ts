import type { Meanings } from "./grammar.ts";

/** A rule that is one of several fixed words, each with what it means. */
export function fixedWords(
  rule: string,
  values: Readonly<Record<string, unknown>>,
): { grammar: string; meanings: Meanings } {
  // What begins like others and goes on is tried before them.
  const entries = Object.entries(values).sort(([one], [other]) => other.length - one.length);
  const alternatives = entries.map(([words], index) => {
    const keywords = words.split(" ").map((word) => `"${word}"`);
    return `${keywords.join(" ")}  -- is${index}`;
  });
  return {
    grammar: `  ${rule} = ${alternatives.join("\n    | ")}\n`,
    meanings: Object.fromEntries(entries.map(([, value], index) => [`${rule}_is${index}`, () => value])),
  };
}

/** The words that mean a value: the first, where several do. */
export function wordsFor(values: Readonly<Record<string, unknown>>, wanted: unknown): string {
  return Object.entries(values).find(([, value]) => value === wanted)?.[0] ?? "";
}
