import { describe, expect, test } from "vitest";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { TestSuite } from "../../../shared/agents/source.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { readings, tracedByPart } from "./readings.ts";
import { runSuite } from "./run-suite.ts";

describe.each(Object.entries(readings))("%s", (_, reading) => {
  const { blueprint, clauses } = tracedByPart(reading);
  const suite = TestSuite.parse(writeTestsOfReading(blueprint, clauses));
  const titles = suite.files.flatMap(({ path, content }) =>
    [...content.matchAll(/^ {2}test\((.*), async \(\) => \{$/gm)].map(([, title]) => `${path} ${title}`),
  );

  test("covers every clause that the reading meets", () => {
    expect(suite.covers.map(({ clause }) => clause)).toEqual(clauses.map(({ id }) => id));
  });

  test("gives every test a name of its own, and writes at most 60", () => {
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeLessThanOrEqual(60);
  });

  test("writes the same tests each time", () => {
    expect(writeTestsOfReading(blueprint, clauses)).toEqual(suite);
  });

  test("writes files that are sound under strict types", async () => {
    expect(checkTypes({ files: suite.files, toolbox: await loadToolbox(), tidy: true })).toEqual([]);
  });

  test("is passed by a service made from the same reading, and names in its covers what ran", async () => {
    const results = await runSuite(suite.files, blueprint);
    expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
    expect(results.size).toBe(titles.length);
    expect(suite.covers.flatMap(({ tests }) => tests).filter((each) => !results.has(each))).toEqual([]);
  });
});
