import { clausesOfTest } from "../../shared/agents/acceptance.ts";
import type { Finding } from "../../shared/agents/finding.ts";
import { architectSays } from "../../shared/agents/spec-draft.ts";
import type { FailedTest, GateReport } from "../../shared/runs/run.ts";
import { uncited } from "../../shared/spec/trace.ts";
import type { ClauseList } from "./clause-list.ts";

/** How work ends that nobody can go on with: no valid answer, a refusal to answer, or nothing left to spend. */
const endings = new Set(["InvalidAnswerError", "AnswerRefusedError", "BudgetExceededError"]);

/**
 * Does work that mends something, or says why it came to nothing: what stands is kept then, and the run ends with what it
 * has. Whatever else fails is thrown.
 */
export async function mend<Result>(
  work: () => Promise<Result>,
): Promise<{ outcome: "mended"; result: Result } | { outcome: "gave up"; reason: string }> {
  try {
    return { outcome: "mended", result: await work() };
  } catch (error) {
    if (!(error instanceof Error) || !endings.has(error.name)) throw error;
    return { outcome: "gave up", reason: error.message };
  }
}

/** Whether a file of a service's repository is one that a developer writes. */
export function isByHand(path: string): boolean {
  return path.startsWith("src/hand/") && path.endsWith(".ts") && !path.endsWith("/contracts.ts");
}

/**
 * Clauses that are unmet though nobody has said why: no statement cites them and no architect names a reason, or no test
 * names them though a statement does. Each goes back once to the one whose work it is.
 */
export function spuriouslyUnmet(list: ClauseList, { clauses, failedTests }: GateReport): Finding[] {
  if (list.written === "spec") return [];
  const failing = new Set(failedTests.flatMap(({ name }) => clausesOfTest(name)));
  return clauses.flatMap(({ id, text, trace, tests }): Finding[] => {
    if (trace.outcome !== "unmet" || failing.has(id)) return [];
    if (trace.reason === uncited) {
      return [
        {
          at: "spec",
          clause: id,
          reason:
            `No statement cites ${id} ("${text}"), and no line says that it is unmet` +
            `${tests.length > 0 ? ", though its acceptance tests pass" : ""}. ` +
            "Let the statements that meet it in full cite it, add what it demands, or say why it is unmet.",
          evidence: "",
        },
      ];
    }
    if (trace.reason !== untested) return [];
    return [{ at: "test", clause: id, reason: `No acceptance test names ${id}.`, evidence: "" }];
  });
}

/**
 * Failures that somebody can do something about: not those that show only what the architect has said is not met, nor
 * those that were found to be AIDevOS's own fault. A test that names no clause is one of a statement.
 */
export function judgeable<Failure extends Pick<FailedTest, "name">>(
  { clauses, verdicts }: Pick<GateReport, "clauses" | "verdicts">,
  failures: readonly Failure[],
): Failure[] {
  const own = new Set(verdicts.flatMap(({ at, test }) => (at === "compiler" && test ? [test] : [])));
  const said = new Set(
    clauses.flatMap(({ id, trace }) =>
      trace.outcome === "unmet" && trace.reason.startsWith(architectSays) ? [id] : [],
    ),
  );
  return failures.filter(({ name }) => {
    if (own.has(name)) return false;
    const named = clausesOfTest(name);
    return named.length === 0 || named.some((id) => !said.has(id));
  });
}

/** Why a clause is unmet that no acceptance test names. */
export const untested = "no acceptance test shows it";
