import { describe, expect, test } from "vitest";
import {
  sourceOfTest,
  testsIn,
  withKnownFailures,
  withoutTests,
} from "../../../lambdas/runtime/test-source.ts";
import { clausesOfTest } from "../../../shared/agents/acceptance.ts";

const source = `import { describe, expect, test } from "vitest";
import { call } from "./service.ts";

const make = () => call("POST", "/books", { title: "Emma" });

describe("books", () => {
  test("are made [c1]", async () => {
    expect((await make()).status).toBe(201);
  });

  describe("once made", () => {
    // Of the clauses, in turn.
    it("are listed [c2, c3]", async () => {
      expect((await call("GET", "/books")).status).toBe(200);
    });
  });
});

test("nothing else is there [c4]", async () => {});
`;

describe("the tests in a file", () => {
  test("are found by their full names, with their clauses and lines", () => {
    const { tests, problems } = testsIn(source);
    expect(problems).toEqual([]);
    expect(tests.map(({ name, clauses, lines }) => [name, clauses, lines])).toEqual([
      ["books > are made [c1]", ["c1"], { first: 7, last: 9 }],
      ["books > once made > are listed [c2, c3]", ["c2", "c3"], { first: 13, last: 15 }],
      ["nothing else is there [c4]", ["c4"], { first: 19, last: 19 }],
    ]);
    expect(sourceOfTest(source, "nothing else is there [c4]")).toBe(
      'test("nothing else is there [c4]", async () => {});',
    );
  });

  test("can be taken away with what is said of them, and the rest stays letter by letter", () => {
    const left = withoutTests(source, ({ clauses }) => clauses.includes("c2"));
    expect(left).not.toContain("in turn");
    expect(testsIn(left).tests.map(({ clauses }) => clauses)).toEqual([["c1"], ["c4"]]);
    expect(left).toContain('const make = () => call("POST", "/books", { title: "Emma" });');
  });

  test("can be marked as known to fail", () => {
    const marked = withKnownFailures(source, ({ clauses }) => !clauses.includes("c1"));
    expect(marked).toContain('it.fails("are listed [c2, c3]"');
    expect(marked).toContain('test.fails("nothing else is there [c4]"');
    expect(marked).toContain('  test("are made [c1]"');
  });

  test.each([
    ["test(`${1} is made [c1]`, () => {});", "plain string"],
    ['test("is made", () => {});', "does not end with the clauses"],
    ['test.each([1, 2])("%s is made [c1]", () => {});', "no test.each"],
    ['test.skip("is made [c1]", () => {});', "test.skip"],
    ['for (const n of [1, 2]) test("is made [c1]", () => {});', "There"],
    ['describe(`${1}`, () => { test("is made [c1]", () => {}); });', "describe's title"],
    ['describe("books");', "A describe has"],
    ['const later = [test("is made [c1]", () => {})];', "never in a loop"],
    ['test("is made [c1]", () => {}); test("is made [c1]", () => {});', "two tests"],
  ])("are told what is wrong with %s", (code, message) => {
    const { problems } = testsIn(code);
    if (message === "There") expect(testsIn(code).tests).toHaveLength(1);
    else expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
  });
});

test.each([
  ["a book needs a title [c3]", ["c3"]],
  ["books > a book needs a title [c3 c14]", ["c3", "c14"]],
  ["books [c3,c4,  c3] ", ["c3", "c4"]],
  ["books [c3] are kept", []],
  ["books [c0]", []],
  ["books [s1]", []],
  ["books [c1 and c2]", []],
])("%s shows %s", (name, clauses) => {
  expect(clausesOfTest(name)).toEqual(clauses);
});
