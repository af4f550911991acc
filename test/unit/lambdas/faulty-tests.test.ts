import { expect, test } from "vitest";
import { withoutFaultyTests } from "../../../lambdas/verify/faulty-tests.ts";
import type { ServiceTests } from "../../../shared/agents/source.ts";

const statements = `import { expect, test } from "vitest";

test("one", () => {
  expect(1).toBe(1);
});

test("two", () => {
  expect(two).toBe(2);
});
`;

const suite: ServiceTests = {
  files: [
    { path: "test/lamps.test.ts", content: statements },
    { path: "test/acceptance.1.test.ts", content: statements },
  ],
  covers: [],
  races: [],
  invariants: [],
  acceptance: ["test/acceptance.1.test.ts"],
  lost: [{ test: "three", reason: "before" }],
};

const at = (file: string, line: number) => ({ file, line, message: "Cannot find name 'two'." });

test("a test of a statement with a type error is lost, and named as our own fault", () => {
  const { tests, problems } = withoutFaultyTests(suite, [at("test/lamps.test.ts", 8)]);
  expect(tests.files[0]?.content).toContain('test("one"');
  expect(tests.files[0]?.content).not.toContain('test("two"');
  expect(tests.files[1]).toEqual(suite.files[1]);
  expect(tests.lost).toEqual([
    { test: "three", reason: "before" },
    { test: "two", reason: "Cannot find name 'two'. (a fault of AIDevOS: please report it)" },
  ]);
  expect(problems).toEqual([]);
});

test("what is wrong elsewhere stays a problem, and its tests stay", () => {
  const others = [at("test/lamps.test.ts", 1), at("test/acceptance.1.test.ts", 8), at("src/service.ts", 8)];
  expect(withoutFaultyTests(suite, others)).toEqual({ tests: suite, problems: others });
});
