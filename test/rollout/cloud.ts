import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import * as z from "zod";
import { startLocalCloud } from "../../local/cloud.ts";
import { approvalOf, sendAnswer } from "../../scripts/aidevos/approval.ts";
import { synthesize } from "../../scripts/aidevos/assemblies.ts";
import { ControlPlane } from "../../scripts/aidevos/control-plane.ts";
import { runOfPush } from "../../shared/delivery/push.ts";
import { Approval } from "../../shared/runs/rollout.ts";
import { finalStatuses, GateReport, type Run, recordKeys } from "../../shared/runs/run.ts";
import type { Regression } from "./case.ts";

const execute = promisify(execFile);

const Outputs = z.object({
  DevelopArn: z.string(),
  DeliverArn: z.string(),
  ImproveArn: z.string(),
  CalibrateArn: z.string(),
  RecordsTable: z.string(),
  ArtifactsTable: z.string(),
  ControlSecretArn: z.string(),
});

/** Milliseconds between looks at a run. */
const interval = 50;

/** A local cloud in a temporary directory, with what a person does at one. */
export async function startCloud() {
  const folder = mkdtempSync(join(tmpdir(), "aidevos-rollout-"));
  const assemblies = await synthesize(() => {});
  const cloud = await startLocalCloud({
    assembly: assemblies.aws,
    terraform: assemblies.cloudflare,
    directory: join(folder, "state"),
    compileCache: assemblies.compileCache,
    ports: { worker: 0, aws: 0 },
  });
  const outputs = Outputs.parse(Object.assign({}, ...Object.values(cloud.outputs)));
  const controlPlane = new ControlPlane({ outputs, environment: cloud.environment });
  let builds = 0;

  /** The run once it has ended, with its release live or not; an approval that it waits for is given where `approve` says so. */
  async function ended(run: string, { approve = false, timeout = 240_000 } = {}): Promise<Run> {
    const end = Date.now() + timeout;
    for (let asked = ""; Date.now() < end; await pause(interval)) {
      const record = await controlPlane.run(run);
      if (record !== undefined && finalStatuses.includes(record.status)) return record;
      if (record?.question === undefined || record.question === asked) continue;
      asked = record.question;
      const { token } = await approvalOf(controlPlane, record);
      const answer = { approved: approve, by: "the harness", reason: `approve is ${approve}` };
      await sendAnswer(controlPlane, record, { token, answer });
    }
    throw new Error(`The run ${run} has not ended after ${timeout / 1000} s.`);
  }

  return {
    url: (service: string) => `${cloud.workerUrl}/services/${service}`,
    ended,
    run: (run: string) => controlPlane.run(run),
    /** Starts a build of a spec, and gives its run. */
    async build(service: string, requirement: string): Promise<string> {
      const run = `build-${service}-${++builds}`;
      await controlPlane.startDevelop(run, { requirement, name: service });
      return run;
    },
    async clone(service: string): Promise<Clone> {
      const directory = join(folder, `clone-${service}`);
      await execute("git", ["clone", "--quiet", `${cloud.repositoryUrl}/${service}.git`, directory]);
      const clone = new Clone(service, directory);
      await clone.git("config", "user.name", "Ada");
      await clone.git("config", "user.email", "ada@example.com");
      return clone;
    },
    /** Gates that the run has failed, each with what it first found. */
    async failedGates({ report }: Run): Promise<{ gate: string; failures: string[] }[]> {
      if (report === undefined) return [];
      const { gates } = await controlPlane.artifact(report, GateReport);
      return gates.filter(({ passed }) => !passed);
    },
    /** What a person was asked about the run, with the reasons; null where nobody was. */
    async asked({ id }: Run): Promise<string | null> {
      const [question] = await controlPlane.under(recordKeys.run(id).pk, "approval#", Approval);
      return question === undefined ? null : [question.question, ...question.reasons].join("\n");
    },
    /** When a state began for the run, in milliseconds since the epoch; undefined when it never did. */
    async began(run: string, state: string): Promise<number | undefined> {
      const entries = await controlPlane.ledger(run, "ledger#");
      const found = entries.find(({ entry }) => entry.state === state && entry.event === "started");
      return found && Date.parse(found.entry.at);
    },
    /** The last state that began. */
    async lastState(run: string): Promise<string> {
      const entries = await controlPlane.ledger(run, "ledger#");
      const states = entries.filter(({ entry }) => entry.event === "started").map(({ entry }) => entry.state);
      return states.findLast((state) => !["Rollback", "Abandon", "Recover"].includes(state)) ?? "nothing";
    },
    async stop(): Promise<void> {
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** A person's working copy of a service. */
class Clone {
  readonly #service: string;
  readonly #directory: string;

  constructor(service: string, directory: string) {
    this.#service = service;
    this.#directory = directory;
  }

  async git(...parameters: string[]): Promise<string> {
    return (await execute("git", ["-C", this.#directory, ...parameters])).stdout.trim();
  }

  /**
   * Makes the edits in the working copy.
   *
   * @throws Error when what is to be replaced is not there exactly once
   */
  async edit({ edits }: Regression): Promise<void> {
    for (const { file, find, replace } of edits) {
      const path = join(this.#directory, file);
      const text = await readFile(path, "utf8");
      const [before, after, ...more] = text.split(find);
      if (before === undefined || after === undefined || more.length > 0)
        throw new Error(
          `${this.#service}: ${file} has this not once, but ${text.split(find).length - 1} times: ${find}`,
        );
      await writeFile(path, before + replace + after);
    }
  }

  async commit(subject: string): Promise<void> {
    await this.git("commit", "--quiet", "--all", "--message", subject);
  }

  /** Pushes what is committed, and gives the run that tries it. */
  async push(): Promise<string> {
    await this.git("push", "--quiet", "origin", "HEAD:main");
    return runOfPush({ service: this.#service, commit: await this.git("rev-parse", "HEAD") });
  }
}
