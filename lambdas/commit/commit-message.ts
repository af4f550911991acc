import { counted } from "../../shared/counted.ts";
import type { GateReport } from "../../shared/runs/run.ts";

export interface CommitMessageInput {
  run: string;
  title: string;
  first: boolean;
  report: GateReport;
  /** Versions of the kit: the release's own, and that of the commit before it where there is one. */
  kit: { version: string; before: string | undefined };
}

/** What the commit says: the clauses met, unmet and not shown, tests that fail or were lost, the gates, an upgrade of the kit, and as trailers kit and run. */
export function commitMessage({ run, title, first, report, kit }: CommitMessageInput): string {
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
    `${first ? "Build" : "Change"} ${title.slice(0, 60)}`,
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
    `Kit: ${kit.version}`,
    `Run: ${run}`,
    "",
  ].join("\n");
}

function upgrade({ version, before }: CommitMessageInput["kit"]): string[] {
  if (before === undefined || before === version) return [];
  return [`Upgrades @aidevos/kit from ${before} to ${version}: see kit/CHANGELOG.md.`, ""];
}
