import { clausesOfTest } from "../../shared/agents/acceptance.ts";
import type { Verdict } from "../../shared/agents/finding.ts";
import type { TestSuite } from "../../shared/agents/source.ts";
import type { ClauseTrace } from "../../shared/blueprint/clause.ts";
import type { ClauseOutcome, FailedTest, GateReport, GateResult } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import type { ClauseList } from "../runtime/clause-list.ts";
import { untested } from "../runtime/mending.ts";

export interface CoverageInput {
  list: Pick<ClauseList, "clauses" | "written">;
  trace: readonly ClauseTrace[];
  covers: TestSuite["covers"];
  /** Full names of the tests that passed. */
  passedTests: ReadonlySet<string>;
  failedTests: readonly FailedTest[];
  verdicts: readonly Verdict[];
}

/**
 * Holds every clause against the spec's trace and the tests. Of a requirement in free words, a clause is met only when a
 * statement cites it, an acceptance test that names it passes, and none that names it fails, nor one of its statement. Of one that is a spec, a clause
 * is met when a test of its statement passes and none fails; one that no test could try is not shown. Remarks count neither way. The gate
 * passes when some clause is met and none is unmet.
 */
export function coverClauses(input: CoverageInput): { gate: GateResult; clauses: GateReport["clauses"] } {
  const judge = input.list.written === "spec" ? judgeStatement : judgeClause;
  const clauses = input.list.clauses.map(({ id, text, kind }) => {
    const judged =
      kind === "remark" ? { trace: { clause: id, outcome: "remark" as const }, tests: [] } : judge(id, input);
    return { id, text, ...judged };
  });
  const count = (outcome: ClauseOutcome["outcome"]) =>
    clauses.filter(({ trace }) => trace.outcome === outcome).length;
  const failures = clauses.flatMap(({ id, text, trace }) =>
    trace.outcome === "unmet"
      ? [`${id} "${shortened(text, 80)}" is not met: ${trace.reason.replace(/\s+/g, " ")}`]
      : [],
  );
  if (count("met") === 0)
    failures.push("No clause is met and shown by a test, so there is nothing to deliver.");
  const notShown = count("not-shown");
  return {
    gate: {
      gate: "clauses",
      passed: failures.length === 0,
      summary: `${count("met")} met, ${count("unmet")} unmet${notShown === 0 ? "" : `, ${notShown} not shown`}`,
      failures,
    },
    clauses,
  };
}

type Judged = Pick<GateReport["clauses"][number], "trace" | "tests">;

function judgeStatement(id: string, { trace, covers, passedTests, failedTests }: CoverageInput): Judged {
  const claimed = claimOf(id, trace);
  const names = testsOf(id, covers);
  const tests = names.filter((name) => passedTests.has(name));
  if (claimed.outcome !== "met") return { trace: claimed, tests };
  const failing = failedTests.find(({ name }) => names.includes(name));
  if (failing !== undefined) return { trace: unmet(id, `its test fails: ${failing.name}`), tests };
  if (tests.length > 0) return { trace: claimed, tests };
  return { trace: { clause: id, outcome: "not-shown", by: claimed.by }, tests };
}

function judgeClause(
  id: string,
  { trace, covers, passedTests, failedTests, verdicts }: CoverageInput,
): Judged {
  const claimed = claimOf(id, trace);
  const tests = [...passedTests].filter((name) => clausesOfTest(name).includes(id));
  if (claimed.outcome !== "met") return { trace: claimed, tests };
  const failing = failedTests.find(
    ({ kind, name }) => kind === "acceptance" && clausesOfTest(name).includes(id),
  );
  if (failing !== undefined) {
    const verdict = verdicts.findLast(({ test }) => test === failing.name);
    return { trace: unmet(id, whyFailing(failing, verdict)), tests };
  }
  const ofStatements = testsOf(id, covers);
  const broken = failedTests.find(({ kind, name }) => kind === "statement" && ofStatements.includes(name));
  if (broken !== undefined)
    return { trace: unmet(id, `a fault of AIDevOS, please report it: ${broken.name} fails`), tests };
  if (tests.length === 0) return { trace: unmet(id, untested), tests };
  return { trace: claimed, tests };
}

/** The tests of the statements that cite a clause. */
function testsOf(id: string, covers: CoverageInput["covers"]): string[] {
  return covers.filter(({ clause }) => clause === id).flatMap(({ tests }) => tests);
}

function whyFailing({ name }: FailedTest, verdict: Verdict | undefined): string {
  switch (verdict?.at) {
    case "test":
      return `no sound test shows it: ${verdict.reason}`;
    case "compiler":
      return `a fault of AIDevOS, please report it: ${verdict.reason}`;
    default:
      return `its acceptance test fails: ${name}`;
  }
}

function claimOf(id: string, trace: readonly ClauseTrace[]): ClauseTrace {
  return trace.find(({ clause }) => clause === id) ?? unmet(id, "the spec does not mention it");
}

function unmet(clause: string, reason: string) {
  return { clause, outcome: "unmet" as const, reason };
}
