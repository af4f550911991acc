import { describe, expect, test } from "vitest";
import { coverClauses } from "../../../lambdas/verify/clause-coverage.ts";

const clauses = [
  { id: "c1", text: "Books have a title" },
  { id: "c2", text: "Titles are unique" },
];
const trace = [
  { clause: "c1", outcome: "met" as const, by: ["entities/book"] },
  { clause: "c2", outcome: "met" as const, by: ["entities/book/fields/title"] },
];
const covers = [
  { clause: "c1", tests: ["books > keeps a title"] },
  { clause: "c2", tests: ["books > refuses a second title"] },
];
const all = new Set(["books > keeps a title", "books > refuses a second title"]);

describe("clause coverage", () => {
  test("counts a clause as met when the design claims it and a passing test shows it", () => {
    const { gate, clauses: judged } = coverClauses({
      clauses,
      trace,
      covers,
      passedTests: all,
      policy: "refuse",
    });
    expect(gate.passed).toBe(true);
    expect(judged.map(({ trace }) => trace.outcome)).toEqual(["met", "met"]);
  });

  test("does not believe a claim that no passing test shows", () => {
    const passedTests = new Set(["books > keeps a title"]);
    const { gate, clauses: judged } = coverClauses({ clauses, trace, covers, passedTests, policy: "refuse" });
    expect(gate).toMatchObject({ passed: false, repairable: false, summary: "1 met, 1 unmet" });
    expect(judged[1]?.trace).toMatchObject({
      outcome: "unmet",
      reason: "no acceptance test that passes shows it",
    });
  });

  test("counts a clause that nobody traced as unmet", () => {
    const { clauses: judged } = coverClauses({
      clauses,
      trace: trace.slice(0, 1),
      covers,
      passedTests: all,
      policy: "deliver",
    });
    expect(judged[1]?.trace).toMatchObject({ outcome: "unmet", reason: "the design does not mention it" });
  });

  test("lets an unmet clause through under the policy to deliver, and names it", () => {
    const passedTests = new Set(["books > keeps a title"]);
    const { gate } = coverClauses({ clauses, trace, covers, passedTests, policy: "deliver" });
    expect(gate.passed).toBe(true);
    expect(gate.failures).toEqual([
      'c2 "Titles are unique" is not met: no acceptance test that passes shows it',
    ]);
  });

  test("never delivers a service that meets nothing", () => {
    const { gate } = coverClauses({ clauses, trace: [], covers: [], passedTests: all, policy: "deliver" });
    expect(gate.passed).toBe(false);
  });
});
