import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { Implementation } from "../../shared/agents/source.ts";
import { ReleaseRecord, recordKeys, Service } from "../../shared/runs/run.ts";
import { approverOf } from "./approval.ts";
import { only, parse, portOf } from "./arguments.ts";
import { budgetOf, budgetOptions } from "./budget.ts";
import {
  build,
  buildTimeout,
  checkRequest,
  describeResult,
  followWithAnswers,
  readRequirement,
  resultOf,
} from "./build.ts";
import { CommandError, UsageError } from "./errors.ts";
import { exportRepository } from "./export.ts";
import { readHandFolder } from "./hand.ts";
import { chosenModels, modelOption, modelsInUse } from "./models.ts";
import { readPolicyOption } from "./policy.ts";
import { redriveRun } from "./redrive.ts";
import { root, stateDirectory } from "./root.ts";
import type { Session, SessionOptions } from "./session.ts";
import { readDesignFile, refuseUnreadable } from "./spec.ts";
import { type Command, printResult, type Terminal, table } from "./terminal.ts";
import { consentOf } from "./unmet.ts";

/** What somebody who gives no requirement gets. */
const example = join(root, "examples", "library.md");

/** Exit status of a command that a signal has ended, as shells have it for Ctrl-C. */
const interruptedStatus = 130;

/** Exit status of a build whose service is live but does not meet every clause. */
const unmetStatus = 3;

export const up: Command = async (args, terminal) => {
  const { values } = parse(args, modelOption);
  chosenModels(values.model);
  const interrupted = interruption();
  const session = await openSession(values, terminal);
  if (!session.own) {
    throw new CommandError(`A local cloud runs on this directory already: ${session.workerUrl}`);
  }
  printResult(values.json, { url: session.workerUrl }, `Ready at ${session.workerUrl}. Ctrl-C ends it.`);
  await interrupted;
  await session.stop();
  return 0;
};

const buildOptions = {
  ...modelOption,
  file: { type: "string" },
  name: { type: "string" },
  design: { type: "string" },
  hand: { type: "string" },
  exit: { type: "boolean", default: false },
  mutation: { type: "boolean", default: false },
  unmet: { type: "string", default: "ask" },
  policy: { type: "string" },
  approve: { type: "boolean", default: false },
  ...budgetOptions,
} as const;

export const buildCommand: Command = (args, terminal) => buildAndServe(args, terminal, undefined);
export const startCommand: Command = (args, terminal) => buildAndServe(args, terminal, example);

async function buildAndServe(args: string[], terminal: Terminal, usual: string | undefined): Promise<number> {
  const { values, positionals } = parse(args, buildOptions);
  const file = positionals.length === 0 ? (values.file ?? usual) : values.file;
  const budget = await budgetOf(values);
  const request = checkRequest({
    requirement: await readRequirement(positionals, file),
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(budget === undefined ? {} : { budget }),
    ...(values.design === undefined ? {} : { design: await readDesignFile(values.design) }),
    ...(values.hand === undefined ? {} : { hand: await readHandFolder(values.hand) }),
    ...(values.mutation && { mutation: true }),
    ...(values.policy === undefined ? {} : { policy: await readPolicyOption(values.policy) }),
    unmetClauses: values.unmet === "deliver" ? "deliver" : "refuse",
  });
  const approver = approverOf(values.approve, terminal);
  const consent = consentOf(values.unmet, terminal);
  const modelOf = await modelsInUse(stateDirectory(values.directory), values.model);
  refuseUnreadable(request, { file, modelOf });
  return withSession(
    values,
    terminal,
    async (session) => {
      const result = await build(session.controlPlane, terminal, request, { consent, approver });
      printResult(values.json, result, describeResult(result));
      return result.clauses.unmet.length === 0 ? 0 : unmetStatus;
    },
    !values.exit,
  );
}

export const services: Command = async (args, terminal) => {
  const { values } = parse(args, {});
  return withSession(values, terminal, async ({ controlPlane, workerUrl }) => {
    // The record's address is where the release went live; the cloud may listen elsewhere now.
    const list = (await controlPlane.list("service", Service)).map((service) =>
      service.url === undefined ? service : { ...service, url: `${workerUrl}/services/${service.name}` },
    );
    const rows = list.map(({ name, live, url }) => [
      name,
      live?.slice(0, 12) ?? "-",
      live === null ? "" : (url ?? ""),
    ]);
    printResult(
      values.json,
      list,
      list.length === 0 ? "No services yet." : table([["SERVICE", "LIVE", "URL"], ...rows]),
    );
    return 0;
  });
};

export const rollback: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {
    reason: { type: "string", default: "asked for at the command line" },
    release: { type: "string" },
  });
  const name = only(positionals, "rollback <service> [--release <release>]");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const service = await controlPlane.record(recordKeys.service(name), Service);
    const release = values.release ?? service?.live;
    if (service === undefined || release == null) throw notLive(name);
    const execution = `rollback-${name}-${randomBytes(4).toString("hex")}`;
    const arn = await controlPlane.startRollback(execution, {
      service: name,
      release,
      reason: values.reason,
    });
    await untilSucceeded(controlPlane, arn);
    const after = await controlPlane.record(recordKeys.service(name), Service);
    const live = after?.live ?? null;
    const text = live === null ? "nothing is live now" : `${live.slice(0, 12)} is live`;
    printResult(
      values.json,
      { service: name, rolledBack: release, live },
      `${release.slice(0, 12)} taken back: ${text}.`,
    );
    return 0;
  });
};

export const redrive: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, { unmet: { type: "string" }, ...budgetOptions });
  const run = only(positionals, "redrive <run> [--unmet deliver|refuse]");
  const { unmet } = values;
  if (unmet !== undefined && unmet !== "deliver" && unmet !== "refuse")
    throw new UsageError(`--unmet is deliver or refuse, and not "${unmet}".`);
  const budget = await budgetOf(values);
  return withSession(values, terminal, async ({ controlPlane }) => {
    const executionArn = await redriveRun(controlPlane, run, {
      ...(unmet === undefined ? {} : { unmetClauses: unmet }),
      ...(budget === undefined ? {} : { budget }),
    });
    const follow = { controlPlane, terminal, run, executionArn, timeout: buildTimeout };
    const record = await followWithAnswers(follow, approverOf(false, terminal));
    const result = await resultOf(controlPlane, record);
    printResult(values.json, result, describeResult(result));
    return 0;
  });
};

export const exportCommand: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, { output: { type: "string" } });
  const name = only(positionals, "export <service> [--output <folder>]");
  return withSession(values, terminal, async (session) => {
    const release = await liveRelease(session, name);
    const folder = resolve(values.output ?? name);
    const remote = `${session.repositoryUrl}/${name}.git`;
    const result = { service: name, release, folder };
    await exportRepository(session.controlPlane, remote, result);
    printResult(values.json, result, `The repository of ${name} is in ${folder}.`);
    return 0;
  });
};

export const specCommand = showFile("spec", "spec.md");
export const designCommand = showFile("design", "design.json");

/** Prints a file of the live release's repository. */
function showFile(what: string, path: string): Command {
  return async (args, terminal) => {
    const { values, positionals } = parse(args, {});
    const name = only(positionals, `${what} <service>`);
    return withSession(values, terminal, async (session) => {
      const { controlPlane } = session;
      const release = await liveRelease(session, name);
      const record = await controlPlane.record(recordKeys.release(name, release), ReleaseRecord);
      const source = record && (await controlPlane.artifact(record.source, Implementation));
      const text = source?.files.find((file) => file.path === path)?.content;
      if (text === undefined)
        throw new CommandError(`The release ${release} of ${name} has no ${path}. Build the service again.`);
      printResult(values.json, { service: name, release, [what]: text }, text.trimEnd());
      return 0;
    });
  };
}

async function liveRelease({ controlPlane }: Session, name: string): Promise<string> {
  const service = await controlPlane.record(recordKeys.service(name), Service);
  if (service?.live == null) throw notLive(name);
  return service.live;
}

function notLive(name: string): CommandError {
  return new CommandError(`No service ${name} is live. "npx aidevos services" lists them.`);
}

interface CommonValues {
  directory?: string | undefined;
  port?: string | undefined;
  model?: string[] | undefined;
}

/** The local cloud is loaded once it is needed, so that what is refused before is refused at once. */
async function openSession(values: CommonValues, terminal: Terminal): Promise<Session> {
  const cloud = await import("./session.ts");
  return cloud.openSession(sessionOptions(values, terminal));
}

function sessionOptions({ directory, port, model }: CommonValues, terminal: Terminal): SessionOptions {
  return {
    directory,
    port: portOf(port),
    models: chosenModels(model),
    onProgress: (line) => terminal.progress(`         ${line}`),
  };
}

/** Does the work with a cloud, which then serves until it is interrupted if `serve` says so and it is this process's. */
export async function withSession(
  values: CommonValues,
  terminal: Terminal,
  work: (session: Session) => Promise<number>,
  serve = false,
): Promise<number> {
  const start = Date.now();
  const interrupted = interruption();
  const session = await openSession(values, terminal);
  try {
    if (session.own)
      terminal.progress(`Ready in ${((Date.now() - start) / 1000).toFixed(1)} s at ${session.workerUrl}`);
    for (const execution of session.redriven)
      terminal.progress(`Interrupted before, goes on now: ${execution}`);
    const stopped = interrupted.then(() => interruptedStatus);
    const status = await Promise.race([work(session), stopped]).catch((error: unknown) => {
      if (session.own || !isLostConnection(error)) throw error;
      throw new CommandError(
        `The local cloud at ${session.workerUrl} has ended. What was begun is kept: start it again with "npx aidevos up".`,
        { cause: error },
      );
    });
    if (!serve || !session.own || status === interruptedStatus) return status;
    terminal.progress("Serving. Ctrl-C ends it; everything is kept, and the next start goes on from here.");
    await interrupted;
    return status;
  } finally {
    await session.stop();
  }
}

function isLostConnection(error: unknown): boolean {
  const codes = ["ECONNREFUSED", "ECONNRESET", "EPIPE"];
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

async function untilSucceeded(controlPlane: Session["controlPlane"], arn: string): Promise<void> {
  for (;;) {
    const { status, error, cause } = await controlPlane.execution(arn);
    if (status === "SUCCEEDED") return;
    if (status !== "RUNNING") throw new CommandError(`It ended as ${status}: ${error ?? ""} ${cause ?? ""}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Resolves when the process is asked to end; from then on the caller has to end it. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
    // Whoever started this process has been killed: nobody could end it any more.
    process.on("disconnect", () => resolve());
    process.channel?.unref();
  });
}
