import type { GateReport } from "../../shared/runs/run.ts";

export interface CommitMessageInput {
  run: string;
  title: string;
  first: boolean;
  report: GateReport;
}

/** What the commit says: the clauses met and unmet, the gates, and the run as a trailer. */
export function commitMessage({ run, title, first, report }: CommitMessageInput): string {
  const met = report.clauses.filter((clause) => clause.trace.outcome === "met").length;
  const unmet = report.clauses.flatMap(({ id, trace }) =>
    trace.outcome === "unmet" ? [`- ${id} is not met: ${trace.reason}`] : [],
  );
  return [
    `${first ? "Build" : "Change"} ${title.slice(0, 60)}`,
    "",
    `${met} of ${report.clauses.length} clauses are met and shown by a test.`,
    ...unmet,
    "",
    ...report.gates.map(({ gate, summary }) => `${gate}: ${summary}`),
    "",
    `Run: ${run}`,
    "",
  ].join("\n");
}
