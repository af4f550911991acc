import { setTimeout as pause } from "node:timers/promises";
import type { Run } from "../../shared/runs/run.ts";
import type { Case } from "./case.ts";
import type { Cloud } from "./cloud.ts";
import { Drivers, type DriversOptions, driveOnce, type WrongAnswer } from "./drivers.ts";

export interface Outcome {
  /** Whether callers got its answers at all. */
  shipped: boolean;
  /** What stopped it or took it back: a gate, or a state of Deliver; null where nothing did. */
  by: string | null;
  /** What was said about it. */
  reason: string;
  /** What a person was asked, and said yes to; null where nobody was. */
  asked: string | null;
  /** Seconds from the push or the request to the end, or to being live. */
  seconds: number;
  /** Seconds from being live to being taken back. */
  takenBackAfter: number | null;
  /** Answers that users got, and those that are not what was promised. */
  answers: number;
  wrong: number;
  retried: number;
  /** The first wrong answers. */
  examples: string[];
}

export interface TrialResult {
  name: string;
  kind: string;
  regression: Outcome;
  wanted: Outcome;
  /** Of the whole case. */
  seconds: number;
}

export interface TrialOptions {
  cloud: Cloud;
  seed: number;
  /** Seconds for which a regression that went live is left to the watch. */
  watched: number;
}

/** Milliseconds between two calls of one user, and users at once. */
const between = 100;
const users = 3;

/** Goes through one case: the service, the mistake, its undoing, and the change that is wanted. */
export async function tryCase(one: Case, { cloud, seed, watched }: TrialOptions): Promise<TrialResult> {
  const start = Date.now();
  const service = one.name.replace(/^[0-9-]*/, "");
  const url = cloud.url(service);
  await live(cloud, await cloud.build(service, one.live));
  const count = await usersOf({ drive: one.drive, url, count: users, seed, between: 0 });
  const options = { url, count, between, seed: seed + 1000 };
  const before = new Drivers({ ...options, drive: one.drive });
  const clone = await cloud.clone(service);
  let regression: Outcome;
  try {
    await clone.edit(one.mistake);
    await clone.commit("Tidy up");
    regression = await outcomeOf(cloud, {
      began: Date.now(),
      run: await clone.push(),
      drivers: before,
      watched,
    });
    await clone.git("pull", "--quiet", "--no-edit");
    await clone.git("revert", "--no-edit", ...(await ownCommit(clone)));
    await live(cloud, await clone.push());
  } finally {
    await before.stop();
  }
  const wanted = await tryWanted(one, { cloud, service, options: { ...options, seed: seed + 2000 } });
  return { name: one.name, kind: one.kind, regression, wanted, seconds: secondsSince(start) };
}

async function ownCommit(clone: Awaited<ReturnType<Cloud["clone"]>>): Promise<string[]> {
  return [await clone.git("log", "--author=Ada", "--max-count=1", "--format=%H")];
}

/** As many users as the case can hold at once: some count on that nobody else calls meanwhile. */
async function usersOf(options: DriversOptions): Promise<number> {
  if ((await driveOnce(options)).length === 0) return options.count;
  const alone = await driveOnce({ ...options, count: 1, seed: options.seed + 500 });
  if (alone.length === 0) return 1;
  throw new Error(`The live service does not keep what its spec promises: ${alone[0]?.what}`);
}

async function tryWanted(
  one: Case,
  { cloud, service, options }: { cloud: Cloud; service: string; options: Omit<DriversOptions, "drive"> },
): Promise<Outcome> {
  const isSame = one.driveWanted === one.drive;
  const before = new Drivers({ ...options, drive: one.drive });
  const began = Date.now();
  const run = await cloud.build(service, one.wantedSpec);
  const record = await cloud.ended(run, { approve: true });
  const seconds = secondsSince(began);
  const promotion = (await cloud.began(run, "Promote")) ?? Number.POSITIVE_INFINITY;
  if (record.status !== "live" || isSame) {
    if (record.status === "live") await pause(lookedAt);
    await before.stop();
    return told(cloud, { record, seconds, wrong: before.wrong, drivers: [before] });
  }
  await before.stop();
  const after = new Drivers({ ...options, seed: options.seed + 1000, drive: one.driveWanted });
  await pause(lookedAt);
  await after.stop();
  // Who holds the new release to the old spec is right until it is promoted.
  const wrong = [...before.wrong.filter(({ at }) => at < promotion), ...after.wrong];
  return told(cloud, { record, seconds, wrong, drivers: [before, after] });
}

/** Milliseconds for which users call what was wanted. */
const lookedAt = 5_000;

async function outcomeOf(
  cloud: Cloud,
  { began, run, drivers, watched }: { began: number; run: string; drivers: Drivers; watched: number },
): Promise<Outcome> {
  const calls = drivers.calls;
  const retried = drivers.retried;
  let record = await cloud.ended(run, { approve: false });
  const seconds = secondsSince(began);
  let takenBackAfter: number | null = null;
  if (record.status === "live") {
    const liveAt = Date.now();
    while (record.status === "live" && secondsSince(liveAt) < watched) {
      await pause(100);
      record = (await cloud.run(run)) ?? record;
    }
    if (record.status !== "live") takenBackAfter = secondsSince(liveAt);
  }
  const wrong = drivers.wrong.filter(({ at }) => at >= began);
  const outcome = await told(cloud, { record, seconds, wrong, drivers: [drivers] });
  return {
    ...outcome,
    shipped: outcome.shipped || takenBackAfter !== null,
    takenBackAfter,
    answers: drivers.calls - calls,
    retried: drivers.retried - retried,
  };
}

async function told(
  cloud: Cloud,
  {
    record,
    seconds,
    wrong,
    drivers,
  }: { record: Run; seconds: number; wrong: readonly WrongAnswer[]; drivers: readonly Drivers[] },
): Promise<Outcome> {
  const isLive = record.status === "live";
  const gates = await cloud.failedGates(record);
  const gate = gates.map((one) => one.gate).join(", ");
  return {
    shipped: isLive,
    by: isLive ? null : gate || (await cloud.lastState(record.id)),
    asked: await cloud.asked(record),
    reason: isLive ? "" : (gates[0]?.failures[0] ?? record.failure?.message ?? ""),
    seconds,
    takenBackAfter: null,
    answers: drivers.reduce((sum, { calls }) => sum + calls, 0),
    wrong: wrong.length,
    retried: drivers.reduce((sum, one) => sum + one.retried, 0),
    examples: wrong.slice(0, 3).map(({ what }) => what),
  };
}

/** @throws Error when the run does not end with its release live */
async function live(cloud: Cloud, run: string): Promise<void> {
  const record = await cloud.ended(run, { approve: true });
  if (record.status === "live") return;
  const [gate] = await cloud.failedGates(record);
  throw new Error(`The run ${run} was to go live: ${record.failure?.message}: ${gate?.failures[0] ?? ""}`);
}

function secondsSince(start: number): number {
  return Math.round((Date.now() - start) / 100) / 10;
}
