import { counted } from "../../shared/counted.ts";
import type { GateReport } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import { adoptsTrailer } from "../runtime/history.ts";

export interface CommitMessageInput {
  run: string;
  title: string;
  first: boolean;
  /** The commit that a person has pushed, where the release adopts one. */
  pushed: string | null;
  report: GateReport;
  /** Versions of the kit: the release's own, and that of the commit before it where there is one. */
  kit: { version: string; before: string | undefined };
}

/** Most decisions that a message names. */
const mostDecisions = 20;

/**
 * What the commit says: the clauses met, unmet and not shown, tests that fail or were lost, the gates, an upgrade of the
 * kit, and as trailers what the reviewer has decided, the push that is adopted, kit and run.
 */
export function commitMessage({ run, title, first, pushed, report, kit }: CommitMessageInput): string {
  const demands = report.clauses.filter(({ trace }) => trace.outcome !== "remark");
  const met = report.clauses.filter((clause) => clause.trace.outcome === "met").length;
  const unmet = report.clauses.flatMap(({ id, trace }) =>
    trace.outcome === "unmet" ? [`- ${id} is not met: ${trace.reason}`] : [],
  );
  const notShown = demands.flatMap(({ id, trace }) =>
    trace.outcome === "not-shown" ? [`- ${id} is built, and no test shows it.`] : [],
  );
  const lost = report.lostTests.map(
    ({ test }) => `- The acceptance test "${test}" was lost: it could not be compiled.`,
  );
  const failing = report.failedTests.map(
    ({ kind, name }) => `- The ${kind} test "${name}" is known to fail.`,
  );
  return [
    `${pushed === null ? (first ? "Build" : "Change") : "Adopt a push to"} ${title.slice(0, 60)}`,
    "",
    `${met} of ${counted(demands.length, "clause")} ${met === 1 ? "is" : "are"} met and shown by a test.`,
    ...unmet,
    ...notShown,
    ...failing,
    ...lost,
    "",
    ...report.gates.map(({ gate, summary }) => `${gate}: ${summary}`),
    "",
    ...upgrade(kit),
    ...report.verdicts.slice(0, mostDecisions).map(decision),
    ...(pushed === null ? [] : [`${adoptsTrailer}: ${pushed}`]),
    `Kit: ${kit.version}`,
    `Run: ${run}`,
    "",
  ].join("\n");
}

function decision({ round, at, test, clause, reason }: GateReport["verdicts"][number]): string {
  const about = test === undefined ? clause : `"${shortened(test, 80)}"`;
  return `Decision: round ${round}, the ${at} is at fault${about === undefined ? "" : ` (${about})`}: ${shortened(reason, 200)}`;
}

function upgrade({ version, before }: CommitMessageInput["kit"]): string[] {
  if (before === undefined || before === version) return [];
  return [`Upgrades @aidevos/kit from ${before} to ${version}: see kit/CHANGELOG.md.`, ""];
}
