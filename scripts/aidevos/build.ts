import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import {
  DevelopRequest,
  GateReport,
  ReleaseRecord,
  type Run,
  recordKeys,
  unmetClausesError,
} from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import { type Approver, approvalOf, describeApproval, sendAnswer } from "./approval.ts";
import { readText } from "./arguments.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError, UsageError, WaitingError } from "./errors.ts";
import { type FollowOptions, followRun } from "./follow-run.ts";
import { describeSpending, spendingOf } from "./spending.ts";
import type { Terminal } from "./terminal.ts";

/** Milliseconds that a build may take before the command stops waiting for it: longer than Develop itself may take. */
export const buildTimeout = 7 * 60 * 60_000;

/** What `build --json` prints. */
export interface BuildResult {
  run: string;
  service: string;
  /** Base URL of the live service, with no slash at its end. */
  url: string;
  release: string;
  /** Of the bundle. */
  digest: string;
  clauses: {
    met: ClauseResult[];
    unmet: UnmetClause[];
    /** Statements of a spec that no test could try. */
    notShown: ClauseResult[];
  };
  /** Clauses at odds with each other, and how they were read. */
  contradictions: { clauses: string[]; reading: string }[];
  /** What was decided on failures on the way. */
  verdicts: { at: string; test?: string | undefined; clause?: string | undefined; reason: string }[];
  /** What was tried; `failures` is what went wrong, also where all clauses are met: of statements it is a fault of AIDevOS. */
  gates: { gate: string; passed: boolean; summary: string; failures: string[] }[];
  decisions: { what: string; by: string; choice: string; evidence: string }[];
  /** Spent on models: tokens of requests and answers, calls, and dollars, null where a model's price is unknown. */
  tokens: number;
  calls: number;
  dollars: number | null;
  seconds: number;
}

interface ClauseResult {
  id: string;
  text: string;
}
type UnmetClause = ClauseResult & { reason: string };

/** Reads a requirement from the words of the command line, or from a file (`-` is standard input). */
export async function readRequirement(words: readonly string[], file: string | undefined): Promise<string> {
  if (file === undefined) return words.join(" ");
  if (words.length > 0) throw new UsageError("Give the requirement as words or with --file, not both.");
  return readText(file, `The requirement cannot be read from ${file}`);
}

/** Checks a request before anything is started for it. */
export function checkRequest(request: z.input<typeof DevelopRequest>): z.input<typeof DevelopRequest> {
  const parsed = DevelopRequest.safeParse(request);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      issue.path[0] === "name" ? `--name: ${issue.message}` : issue.message,
    );
    throw new UsageError(problems.join("\n"));
  }
  return request;
}

/** Says whether a service is to be delivered although some clauses are not met. */
export type Consent = (unmet: readonly UnmetClause[]) => Promise<boolean>;

/**
 * Builds a service from a requirement and waits until it is live. One that is withheld for clauses that are not met is
 * delivered where `consent` says so; by the same run, which does nothing again.
 *
 * @throws CommandError when nothing went live, with the run's own reason
 * @throws WaitingError when a person is asked and none is there: the release stays waiting
 */
export async function build(
  controlPlane: ControlPlane,
  terminal: Terminal,
  request: z.input<typeof DevelopRequest>,
  { consent, approver = async () => undefined }: { consent?: Consent | undefined; approver?: Approver } = {},
): Promise<BuildResult> {
  const run = `run-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}-${randomBytes(3).toString("hex")}`;
  const executionArn = await controlPlane.startDevelop(run, request);
  const follow = { controlPlane, terminal, run, timeout: buildTimeout };
  const record = await followWithAnswers({ ...follow, executionArn }, approver);
  if (consent === undefined || record.failure?.error !== unmetClausesError)
    return resultOf(controlPlane, record);
  const { unmet } = outcomesOf(
    record.report === undefined ? { clauses: [] } : await controlPlane.artifact(record.report, GateReport),
  );
  if (!(await consent(unmet))) return resultOf(controlPlane, record);
  const allowed = await controlPlane.startDevelop(`${run}-deliver-${randomBytes(3).toString("hex")}`, {
    ...request,
    run,
    unmetClauses: "deliver",
  });
  const since = record.endedAt ?? "";
  return resultOf(
    controlPlane,
    await followWithAnswers({ ...follow, executionArn: allowed, since }, approver),
  );
}

/** Follows a run to its end, and hands on what a person says when one is asked. */
export async function followWithAnswers(options: FollowOptions, approver: Approver): Promise<Run> {
  const record = await followRun({ ...options, untilAsked: true });
  if (record.question === undefined) return record;
  const { controlPlane } = options;
  const approval = await approvalOf(controlPlane, record);
  const answer = await approver(approval);
  if (answer === undefined) {
    throw new WaitingError(
      `${describeApproval(approval)}\nThe release waits: npx aidevos approve ${record.id}, or npx aidevos reject ${record.id} --reason <text>`,
    );
  }
  const since = new Date().toISOString();
  await sendAnswer(controlPlane, record, { token: approval.token, answer });
  return followRun({ ...options, since });
}

function outcomesOf({ clauses }: Pick<GateReport, "clauses">) {
  return {
    met: clauses.flatMap(({ id, text, trace }) => (trace.outcome === "met" ? [{ id, text }] : [])),
    unmet: clauses.flatMap(({ id, text, trace }) =>
      trace.outcome === "unmet" ? [{ id, text, reason: trace.reason }] : [],
    ),
    notShown: clauses.flatMap(({ id, text, trace }) => (trace.outcome === "not-shown" ? [{ id, text }] : [])),
  };
}

/** What a finished run has made. */
export async function resultOf(controlPlane: ControlPlane, run: Run): Promise<BuildResult> {
  const { status, service, url, release: releaseId, failure } = run;
  if (status !== "live" || service === undefined || url === undefined || releaseId === undefined) {
    const outcome = status === "rolled-back" ? "was taken back" : "made nothing live";
    const reasons = (failure?.message ?? "no reason was recorded").split("\n");
    const reason = reasons.length === 1 ? ` ${reasons[0]}` : reasons.map((line) => `\n  ${line}`).join("");
    const advice = [
      ...(run.report === undefined ? [] : [`What was tried and seen: npx aidevos runs ${run.id} --report`]),
      ...(failure?.error === unmetClausesError
        ? [`To have it all the same: npx aidevos redrive ${run.id} --unmet deliver`]
        : []),
    ];
    throw new CommandError([`The run ${run.id} ${outcome}:${reason}`, ...advice].join("\n"));
  }
  const release = await controlPlane.record(recordKeys.release(service, releaseId), ReleaseRecord);
  if (release === undefined) throw new CommandError(`The release ${releaseId} of ${service} has no record.`);
  const report = await controlPlane.artifact(release.report, GateReport);
  const blueprint = await controlPlane.artifact(release.blueprint, Blueprint);
  return {
    run: run.id,
    service,
    url,
    release: releaseId,
    digest: release.digest,
    clauses: outcomesOf(report),
    contradictions: report.contradictions,
    verdicts: report.verdicts.map(({ at, test, clause, reason }) => ({ at, test, clause, reason })),
    gates: report.gates.map(({ gate, passed, summary, failures }) => ({ gate, passed, summary, failures })),
    decisions: [
      {
        what: "design",
        by: "architect",
        choice: blueprint.entities.map((entity) => entity.plural).join(", "),
        evidence: release.blueprint,
      },
      { what: "release", by: "operator", choice: releaseId, evidence: release.report },
    ],
    ...spendingOf(run),
    seconds: run.endedAt === undefined ? 0 : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000,
  };
}

/** Most failures of a gate that are shown. */
const failuresShown = 3;

/** The same for people. */
export function describeResult(result: BuildResult): string {
  const { met, unmet, notShown } = result.clauses;
  // What the clauses say is told by themselves.
  const failed = result.gates.filter(({ gate, passed }) => !passed && gate !== "clauses");
  const counts = [
    `${counted(met.length, "clause")} met`,
    `${unmet.length} not`,
    ...(notShown.length === 0 ? [] : [`${notShown.length} not shown by a test`]),
  ];
  return [
    `${result.service} is live at ${result.url} (in ${result.seconds.toFixed(1)} s)`,
    `  ${counts.join(", ")}; ${result.gates.map(({ gate, summary }) => `${gate}: ${summary}`).join("; ")}`,
    ...unmet.map((clause) => `  ${describeUnmet(clause)}`),
    ...failed.flatMap(({ gate, failures }) => [
      ...failures.slice(0, failuresShown).map((failure) => `  ${gate} failed: ${shortened(failure, 240)}`),
      ...(failures.length > failuresShown
        ? [`  and ${failures.length - failuresShown} more of ${gate}`]
        : []),
    ]),
    ...(unmet.length + failed.length === 0
      ? []
      : [`  what was tried and seen: npx aidevos runs ${result.run} --report`]),
    ...result.contradictions.map(
      ({ clauses, reading }) => `  ${clauses.join(", ")} are at odds; read as: ${reading}`,
    ),
    `  ${describeSpending(result)}`,
    `  release ${result.release.slice(0, 12)}; API at ${result.url}/openapi.json`,
    ...notShown.map(({ text }) => `  not shown: "${text.slice(0, 100)}"`),
    ...(notShown.length === 0 ? [] : [`  ${describeNotShown(result.clauses)}`]),
  ].join("\n");
}

function describeNotShown({ met, unmet, notShown }: BuildResult["clauses"]): string {
  const all = met.length + unmet.length + notShown.length;
  return `${notShown.length} of ${counted(all, "clause")} not shown: no requests were found whose answers tell whether they hold; try them by hand`;
}

/** On a clause that is not met: its text in a line of a terminal, and the reason in two. */
export function describeUnmet({ text, reason }: { text: string; reason: string }): string {
  return `not met: "${shortened(text, 80)}" (${shortened(reason, 160)})`;
}
