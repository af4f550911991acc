import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type * as z from "zod";
import { Implementation } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { designByRule } from "../../shared/design/rule.ts";
import { parseDesign } from "../../shared/design/text.ts";
import { canonicalJson } from "../../shared/digest.ts";
import { Improvement } from "../../shared/improvement/improvement.ts";
import { ArchiveEntry } from "../../shared/improvement/proposal.ts";
import {
  type DevelopRequest,
  finalStatuses,
  ReleaseRecord,
  type Run,
  recordKeys,
} from "../../shared/runs/run.ts";
import { parse } from "../aidevos/arguments.ts";
import { build } from "../aidevos/build.ts";
import type { ControlPlane } from "../aidevos/control-plane.ts";
import { CommandError } from "../aidevos/errors.ts";
import { followImprovement } from "../aidevos/follow-improvement.ts";
import { openSession, type Session } from "../aidevos/session.ts";
import { type Command, printResult, type Terminal } from "../aidevos/terminal.ts";
import { Callers } from "./callers.ts";
import { picture, Samples } from "./samples.ts";
import { cost, helpDesk, roundedCost, warehouse } from "./spec.ts";
import { measure } from "./watch.ts";

const service = "help-desk";

/** The run of the change that does harm. */
const harmful = "harmful-change";

/** Callers at the same time, and milliseconds that each pauses between two calls. */
const load = { callers: 3, pause: 60 };

/** Seconds over which lists are measured, before and after. */
const measuring = 6;

/** Milliseconds until waiting for something is given up. */
const limit = 180_000;

/**
 * Shows all of it in one go, on a local cloud of its own that is gone afterwards: a service is built; callers use it; an
 * engineer's harmful change is stopped beside the live release; an alarm starts the engine, which finds the missing
 * index, proves it and ships it; the next service begins with what was learnt. Every figure is measured on the way.
 */
export const demo: Command = async (args, terminal) => {
  const { values } = parse(args, { output: { type: "string", default: "." } });
  const folder = await mkdtemp(join(tmpdir(), "aidevos-demo-"));
  const start = Date.now();
  const say = (line: string) =>
    terminal.progress(`${((Date.now() - start) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const session = await openSession({ directory: join(folder, "state"), port: 0, onProgress: () => {} });
  try {
    const result = await show({ session, say, start, output: resolve(values.output) });
    printResult(values.json, result, describe(result));
    return result.wrongAnswers === 0 && result.harm.stopped && result.improved ? 0 : 1;
  } finally {
    await session.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

interface Show {
  session: Session;
  say: (line: string) => void;
  /** Milliseconds since the epoch. */
  start: number;
  /** Folder for the picture. */
  output: string;
}

type Result = Awaited<ReturnType<typeof show>>;

async function show({ session: { controlPlane, workerUrl }, say, start, output }: Show) {
  const quiet: Terminal = { progress: () => {}, status: () => {} };
  const made = (request: z.input<typeof DevelopRequest>) =>
    build(
      controlPlane,
      quiet,
      { unmetClauses: "deliver", ...request },
      { consent: async () => false, approver: async () => undefined },
    );

  const built = await made({ requirement: helpDesk, hand: cost });
  say(`${service} is live: ${built.clauses.met.length} statements met, release ${built.release.slice(0, 7)}`);
  const callers = new Callers(built.url.replace(/^https?:\/\/[^/]+/, workerUrl));
  await callers.fill();
  callers.start(load.callers, load.pause);
  const plane = await controlPlane.dataPlane(workerUrl);
  const samples = new Samples(plane, service, start);
  try {
    say(
      `${callers.served.answers} tickets made; ${load.callers} callers ask for open tickets of a team, and hold each answer against what they know`,
    );
    const before = await measure({ plane, service, callers }, measuring);
    say(`a list reads ${before.rowsReadPerRequest.toFixed(0)} rows, ${before.median.toFixed(1)} ms`);

    say("an engineer changes the function that is written by hand: no test of the spec tells the difference");
    await controlPlane.startDevelop(harmful, {
      requirement: helpDesk,
      name: service,
      hand: roundedCost,
      unmetClauses: "deliver",
    });
    const bad = await ended(controlPlane, harmful);
    say(`it is ${bad.status}: ${firstLine(bad.failure?.message ?? "nothing was wrong with it")}`);
    say(`callers had ${callers.served.answers} answers until now, ${callers.served.wrong} of them wrong`);

    say("waiting for the alarm on rows read a request, which looks once a minute");
    const begun = await alarmed(controlPlane);
    say(`the alarm ${begun.alarm ?? ""} has started the engine`);
    const terminal: Terminal = {
      ...quiet,
      progress: (line) => say(`  ${line.replace(/^\s*[\d.]+ s\s+/, "")}`),
    };
    const improvement = await followImprovement({ controlPlane, terminal, id: begun.id });
    say(`${improvement.status}: ${firstLine(improvement.text)}`);
    const after = await measure({ plane, service, callers }, measuring);
    say(`a list reads ${after.rowsReadPerRequest.toFixed(0)} rows now, ${after.median.toFixed(1)} ms`);

    const next = await made({ requirement: warehouse });
    const learnt = await learntIndexes(controlPlane, next.service, next.release);
    say(
      `the next service, ${next.service}, begins with ${counted(learnt.length, "index")} that no rule asks for`,
    );
    const path = join(output, "demo.svg");
    await writeFile(path, picture(samples.all));
    const chosen =
      improvement.chosen === undefined
        ? undefined
        : await controlPlane.record(recordKeys.proposal(service, improvement.chosen), ArchiveEntry);
    return {
      seconds: (Date.now() - start) / 1000,
      answers: callers.served.answers,
      wrongAnswers: callers.served.wrong,
      wrongAnswer: callers.served.what ?? null,
      harm: {
        stopped: bad.status === "rolled-back" || bad.status === "failed",
        status: bad.status,
        why: bad.failure?.message ?? "",
      },
      improved: improvement.status === "improved",
      change: chosen?.proposal.title ?? null,
      gains: {
        search: chosen?.search?.gain ?? null,
        heldOut: chosen?.heldOut?.gain ?? null,
        production: chosen?.production?.gain ?? null,
      },
      before,
      after,
      next: { service: next.service, indexes: learnt },
      picture: path,
    };
  } finally {
    samples.stop();
    await callers.stop();
  }
}

async function ended(controlPlane: ControlPlane, run: string): Promise<Run> {
  return until(`the run ${run} to end`, async () => {
    const record = await controlPlane.run(run);
    return record !== undefined && finalStatuses.includes(record.status) ? record : undefined;
  });
}

/** The improvement that an alarm has started. */
function alarmed(controlPlane: ControlPlane): Promise<Improvement> {
  return until("an alarm to start the engine", async () =>
    (await controlPlane.list("improvement", Improvement)).find(
      ({ by, service: of }) => by === "alarm" && of === service,
    ),
  );
}

async function until<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  for (const end = Date.now() + limit; Date.now() < end; await pause(200)) {
    const value = await look();
    if (value !== undefined) return value;
  }
  throw new CommandError(`Waited ${limit / 1000} s for ${what}.`);
}

/** The indexes of a release that the rule would not have made: what was learnt. */
async function learntIndexes(controlPlane: ControlPlane, name: string, release: string): Promise<string[]> {
  const record = await controlPlane.record(recordKeys.release(name, release), ReleaseRecord);
  if (record === undefined) return [];
  const blueprint = await controlPlane.artifact(record.blueprint, Blueprint);
  const { files } = await controlPlane.artifact(record.source, Implementation);
  const text = files.find(({ path }) => path === "design.json")?.content;
  if (text === undefined) return [];
  const byRule = new Set(designByRule(blueprint).indexes.map((index) => canonicalJson(index)));
  return parseDesign(text, blueprint)
    .indexes.filter((index) => !byRule.has(canonicalJson(index)))
    .map(({ by }) => by.map(({ field }) => field).join(" and "));
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(100 * share).toFixed(1)}%`;
}

function describe(result: Result): string {
  const { before, after, gains, next } = result;
  const times = (one: number, other: number) =>
    other === 0 ? "" : ` (${(one / other).toFixed(1)} times less)`;
  return [
    "",
    `  answers to callers        ${result.answers}, of them wrong: ${result.wrongAnswers}`,
    `  the harmful change        ${result.harm.status}`,
    `  the engine's change       ${result.change ?? "none"}`,
    `  cost saved                ${percent(gains.search)} in the search, ${percent(gains.heldOut)} on requests held out, ${percent(gains.production)} beside the live release`,
    `  rows that a list reads    ${before.rowsReadPerRequest.toFixed(1)} -> ${after.rowsReadPerRequest.toFixed(1)}${times(before.rowsReadPerRequest, after.rowsReadPerRequest)}`,
    `  a list's median time      ${before.median.toFixed(1)} ms -> ${after.median.toFixed(1)} ms`,
    `  ${`${next.service} begins with`.padEnd(25)} ${next.indexes.join("; ") || "nothing more"}`,
    `  picture                   ${result.picture}`,
    `  all of it                 ${result.seconds.toFixed(0)} s`,
  ].join("\n");
}
