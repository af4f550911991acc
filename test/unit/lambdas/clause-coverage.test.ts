import { describe, expect, test } from "vitest";
import { type CoverageInput, coverClauses } from "../../../lambdas/verify/clause-coverage.ts";
import type { FailedTest } from "../../../shared/runs/run.ts";

const clauses = [
  { id: "c1", text: "Books have a title" },
  { id: "c2", text: "Titles are unique" },
];
const trace = [
  { clause: "c1", outcome: "met" as const, by: ["entities/book"] },
  { clause: "c2", outcome: "met" as const, by: ["entities/book/fields/title"] },
];
const failed = (kind: FailedTest["kind"], name: string): FailedTest => ({
  kind,
  file: "test/books.test.ts",
  name,
  message: "expected 201 to be 409",
  exchanges: [],
});
const outcomes = (input: CoverageInput) => coverClauses(input).clauses.map((clause) => clause.trace);

describe("the clauses of a spec", () => {
  const input: CoverageInput = {
    list: { clauses, written: "spec" },
    trace,
    covers: [
      { clause: "c1", tests: ["books > keeps a title"] },
      { clause: "c2", tests: ["books > refuses a second title"] },
    ],
    passedTests: new Set(["books > keeps a title", "books > refuses a second title"]),
    failedTests: [],
    verdicts: [],
  };

  test("are met when a test of their statement passes", () => {
    expect(outcomes(input).map(({ outcome }) => outcome)).toEqual(["met", "met"]);
    expect(coverClauses(input).gate).toMatchObject({ passed: true, summary: "2 met, 0 unmet" });
  });

  test("are not shown when no test could try them, which stops nothing", () => {
    const { gate, clauses: judged } = coverClauses({ ...input, covers: input.covers.slice(0, 1) });
    expect(judged[1]?.trace).toEqual({
      clause: "c2",
      outcome: "not-shown",
      by: ["entities/book/fields/title"],
    });
    expect(gate).toMatchObject({ passed: true, summary: "1 met, 0 unmet, 1 not shown", failures: [] });
  });

  test("are unmet when their test fails", () => {
    const name = "books > refuses a second title";
    const passedTests = new Set(["books > keeps a title"]);
    const failing = { ...input, passedTests, failedTests: [failed("statement", name)] };
    expect(outcomes(failing)[1]).toMatchObject({ outcome: "unmet", reason: `its test fails: ${name}` });
    expect(coverClauses(failing).gate.passed).toBe(false);
  });

  test("are nothing to deliver when none is met", () => {
    expect(coverClauses({ ...input, passedTests: new Set() }).gate.passed).toBe(false);
  });
});

describe("the clauses of a text in free words", () => {
  const title = "books > keeps a title [c1]";
  const unique = "books > refuses a second title [c1 c2]";
  const input: CoverageInput = {
    list: { clauses, written: "text" },
    trace,
    covers: [],
    passedTests: new Set([title, unique]),
    failedTests: [],
    verdicts: [],
  };

  test("are met when a statement cites them and a test that names them passes", () => {
    const { gate, clauses: judged } = coverClauses(input);
    expect(judged.map(({ trace: { outcome }, tests }) => [outcome, tests])).toEqual([
      ["met", [title, unique]],
      ["met", [unique]],
    ]);
    expect(gate.passed).toBe(true);
  });

  test("are unmet when no statement cites them, whatever passes", () => {
    const uncited = { clause: "c2", outcome: "unmet" as const, reason: "no statement of the spec says it" };
    expect(outcomes({ ...input, trace: [...trace.slice(0, 1), uncited] })[1]).toEqual(uncited);
    expect(outcomes({ ...input, trace: trace.slice(0, 1) })[1]).toMatchObject({
      outcome: "unmet",
      reason: "the spec does not mention it",
    });
  });

  test("are unmet when no test names them", () => {
    expect(outcomes({ ...input, passedTests: new Set([title]) })[1]).toMatchObject({
      outcome: "unmet",
      reason: "no acceptance test shows it",
    });
  });

  test("are unmet when one test that names them fails, though another passes", () => {
    const judged = outcomes({
      ...input,
      passedTests: new Set([title]),
      failedTests: [failed("acceptance", unique)],
    });
    expect(judged.map(({ outcome }) => outcome)).toEqual(["unmet", "unmet"]);
    expect(judged[0]).toMatchObject({ reason: `its acceptance test fails: ${unique}` });
  });

  test("are unmet by AIDevOS's own fault when a test of a statement fails that cites them", () => {
    const name = "books > has a unique title";
    const covers = [{ clause: "c2", tests: [name, "books > keeps a title"] }];
    const judged = outcomes({ ...input, covers, failedTests: [failed("statement", name)] });
    expect(judged.map(({ outcome }) => outcome)).toEqual(["met", "unmet"]);
    expect(judged[1]).toMatchObject({ reason: `a fault of AIDevOS, please report it: ${name} fails` });
  });

  test("are unmet without a sound test when the test was found wrong and fails still", () => {
    const verdict = {
      at: "test" as const,
      test: unique,
      reason: "the text says nothing of it",
      evidence: "",
    };
    const judged = outcomes({
      ...input,
      passedTests: new Set([title]),
      failedTests: [failed("acceptance", unique)],
      verdicts: [{ ...verdict, round: 1 }],
    });
    expect(judged[1]).toMatchObject({
      reason: "no sound test shows it: the text says nothing of it",
    });
  });

  test("are unmet by AIDevOS's own fault when the reviewer found that the spec says what they demand", () => {
    const verdict = {
      at: "compiler" as const,
      test: unique,
      reason: "`unique` was answered with 201.",
      evidence: "",
    };
    const judged = outcomes({
      ...input,
      passedTests: new Set([title]),
      failedTests: [failed("acceptance", unique)],
      verdicts: [{ ...verdict, round: 1 }],
    });
    expect(judged[1]).toMatchObject({
      reason: "a fault of AIDevOS, please report it: `unique` was answered with 201.",
    });
  });

  test("are not touched by a failing test of a statement that happens to end like a citation", () => {
    expect(outcomes({ ...input, failedTests: [failed("statement", "odd [c2]")] })[1]?.outcome).toBe("met");
  });

  test("count neither way where they are remarks", () => {
    const remark = { id: "c3", text: "Thanks, Ada", kind: "remark" as const };
    const { gate, clauses: judged } = coverClauses({
      ...input,
      list: { clauses: [...clauses, remark], written: "text" },
    });
    expect(judged[2]?.trace).toEqual({ clause: "c3", outcome: "remark" });
    expect(gate).toMatchObject({ passed: true, summary: "2 met, 0 unmet" });
  });
});
