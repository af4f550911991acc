import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { DevelopRequest, GateReport, ReleaseRecord, type Run, recordKeys } from "../../shared/runs/run.ts";
import { readText } from "./arguments.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError, UsageError } from "./errors.ts";
import { followRun } from "./follow-run.ts";
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
  clauses: { met: ClauseResult[]; unmet: (ClauseResult & { reason: string })[] };
  gates: { gate: string; passed: boolean; summary: string }[];
  decisions: { what: string; by: string; choice: string; evidence: string }[];
  tokens: number;
  seconds: number;
}

interface ClauseResult {
  id: string;
  text: string;
}

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

/**
 * Builds a service from a requirement and waits until it is live.
 *
 * @throws CommandError when nothing went live, with the run's own reason
 */
export async function build(
  controlPlane: ControlPlane,
  terminal: Terminal,
  request: z.input<typeof DevelopRequest>,
): Promise<BuildResult> {
  const run = `run-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}-${randomBytes(3).toString("hex")}`;
  const executionArn = await controlPlane.startDevelop(run, request);
  const record = await followRun({ controlPlane, terminal, run, executionArn, timeout: buildTimeout });
  return resultOf(controlPlane, record);
}

/** What a finished run has made. */
export async function resultOf(controlPlane: ControlPlane, run: Run): Promise<BuildResult> {
  const { status, service, url, release: releaseId, failure } = run;
  if (status !== "live" || service === undefined || url === undefined || releaseId === undefined) {
    const outcome = status === "rolled-back" ? "was taken back" : "made nothing live";
    throw new CommandError(`The run ${run.id} ${outcome}: ${failure?.message ?? "no reason was recorded"}`);
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
    clauses: {
      met: report.clauses.flatMap(({ id, text, trace }) => (trace.outcome === "met" ? [{ id, text }] : [])),
      unmet: report.clauses.flatMap(({ id, text, trace }) =>
        trace.outcome === "unmet" ? [{ id, text, reason: trace.reason }] : [],
      ),
    },
    gates: report.gates.map(({ gate, passed, summary }) => ({ gate, passed, summary })),
    decisions: [
      {
        what: "design",
        by: "architect",
        choice: blueprint.entities.map((entity) => entity.plural).join(", "),
        evidence: release.blueprint,
      },
      { what: "release", by: "operator", choice: releaseId, evidence: release.report },
    ],
    tokens: run.tokensUsed,
    seconds: run.endedAt === undefined ? 0 : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000,
  };
}

/** The same for people. */
export function describeResult(result: BuildResult): string {
  const unmet = result.clauses.unmet.map(
    ({ text, reason }) => `  not met: "${text.slice(0, 100)}" (${reason})`,
  );
  return [
    `${result.service} is live at ${result.url} (in ${result.seconds.toFixed(1)} s)`,
    `  ${counted(result.clauses.met.length, "clause")} met, ${result.clauses.unmet.length} not; ${result.gates.map(({ gate, summary }) => `${gate}: ${summary}`).join("; ")}`,
    ...unmet,
    `  release ${result.release.slice(0, 12)}; API at ${result.url}/openapi.json`,
  ].join("\n");
}
