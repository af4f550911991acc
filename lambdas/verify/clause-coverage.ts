import type { TestSuite } from "../../shared/agents/source.ts";
import type { Clause, ClauseTrace } from "../../shared/blueprint/clause.ts";
import type { GateReport, GateResult } from "../../shared/runs/run.ts";

export interface CoverageInput {
  clauses: readonly Clause[];
  trace: readonly ClauseTrace[];
  covers: TestSuite["covers"];
  /** Full names of the tests that passed. */
  passedTests: ReadonlySet<string>;
  policy: "deliver" | "refuse";
}

/**
 * Holds every clause against the design's trace and the tests. A clause that the design claims to meet counts as met
 * only when a test that passed shows it; one that nobody traced is unmet. Under the policy `refuse` an unmet clause
 * fails the gate; under `deliver` it is reported. A service that meets no clause at all is never delivered.
 */
export function coverClauses({ clauses, trace, covers, passedTests, policy }: CoverageInput): {
  gate: GateResult;
  clauses: GateReport["clauses"];
} {
  const judged = clauses.map(({ id, text }) => {
    const tests = covers.filter((cover) => cover.clause === id).flatMap((cover) => cover.tests);
    const shown = tests.filter((test) => passedTests.has(test));
    return { id, text, tests: shown, trace: judge(id, trace, shown) };
  });
  const unmet = judged.flatMap(({ id, text, trace }) =>
    trace.outcome === "unmet" ? [`${id} "${text.slice(0, 120)}" is not met: ${trace.reason}`] : [],
  );
  const met = judged.filter((clause) => clause.trace.outcome === "met").length;
  if (met === 0) unmet.push("No clause is met and shown by a test, so there is nothing to deliver.");
  return {
    gate: {
      gate: "clauses",
      passed: met > 0 && (policy === "deliver" || unmet.length === 0),
      repairable: false,
      summary: `${met} met, ${judged.filter((clause) => clause.trace.outcome === "unmet").length} unmet`,
      failures: unmet,
    },
    clauses: judged,
  };
}

function judge(id: string, trace: readonly ClauseTrace[], shown: readonly string[]): ClauseTrace {
  const claimed = trace.find((entry) => entry.clause === id);
  if (claimed === undefined)
    return { clause: id, outcome: "unmet", reason: "the design does not mention it" };
  if (claimed.outcome === "met" && shown.length === 0) {
    return { clause: id, outcome: "unmet", reason: "no acceptance test that passes shows it" };
  }
  return claimed;
}
