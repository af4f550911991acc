import { describe, expect, test } from "vitest";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { TestSuite } from "../../../shared/agents/source.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec, specs } from "./specs.ts";

describe.each(Object.entries(specs))("%s", (_, spec) => {
  const { blueprint, clauses } = readSpec(spec);
  const suite = TestSuite.parse(writeTestsOfReading(blueprint, clauses));
  const titles = suite.files.flatMap(({ content }) => [...content.matchAll(/^ {2}test\(/gm)]);

  test("every statement is shown by a test", () => {
    const shown = suite.covers.map(({ clause }) => clause);
    expect(clauses.filter(({ id }) => !shown.includes(id))).toEqual([]);
  });

  test("there are at most 60 tests beside those of races, the same each time", () => {
    expect(titles.length - (suite.races?.length ?? 0)).toBeLessThanOrEqual(60);
    expect(writeTestsOfReading(blueprint, clauses)).toEqual(suite);
  });

  test("the files are sound under strict types", async () => {
    expect(checkTypes({ files: suite.files, toolbox: await loadToolbox(), tidy: true })).toEqual([]);
  });

  test("a service made from the same spec passes", async () => {
    const results = await runSuite(suite.files, blueprint);
    expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
    expect(results.size).toBe(titles.length);
  });
});
