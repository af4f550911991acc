import type { Clause } from "../../../shared/blueprint/clause.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

/**
 * What fails of the tests of those statements that a service misses: it is made from the spec with some words in place of
 * others. The first failure is enough.
 *
 * @throws Error when the spec has no such words
 */
export async function failuresWhen(
  spec: string,
  words: string,
  others: string,
): Promise<[name: string, failure: string | null][]> {
  if (!spec.includes(words)) throw new Error(`The spec has no "${words}".`);
  const { clauses } = readSpec(spec);
  const wrong = readSpec(spec.replaceAll(words, others));
  const { files, covers } = testsOf(spec);
  const kept = wrong.clauses.map(({ text }) => text);
  const missed = clauses.filter(
    ({ text }) => count(clauses, text) > kept.filter((one) => one === text).length,
  );
  const shown = covers.filter(({ clause }) => missed.some(({ id }) => id === clause));
  const tests = new Set(shown.flatMap((cover) => cover.tests));
  const results = await runSuite(files, wrong.blueprint, {
    goesOn: (failure, name) => failure === null || !tests.has(name),
  });
  return [...results].filter(([name, failure]) => failure !== null && tests.has(name));
}

function count(clauses: readonly Clause[], text: string): number {
  return clauses.filter((clause) => clause.text === text).length;
}
