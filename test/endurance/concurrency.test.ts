import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { specOf } from "../e2e/spec-of.ts";
import { type FaultyCloud, startFaultyCloud } from "./faulty-cloud.ts";

let cloud: FaultyCloud;
beforeAll(async () => {
  cloud = await startFaultyCloud();
}, 120_000);
afterAll(() => cloud.stop());

const bound = 240_000;

/** The longest label that a run's release takes: no two runs have the same. */
const limits = new Map<string, number>();

async function start(run: string, name: string): Promise<string> {
  limits.set(run, 20 + limits.size);
  const requirement = specOf(
    "Tool",
    "name: text, required",
    `label: text, at most ${limits.get(run)} characters`,
  );
  await cloud.controlPlane.startDevelop(run, { requirement, name });
  return run;
}

/** Over a connection of its own: one that is kept and was idle for too long may be closed, which is no fault. */
function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    }).on("error", reject);
  });
}

/** Calls the services as fast as they answer until `work` is done, and gives the statuses. */
async function calledDuring(names: readonly string[], work: Promise<unknown>): Promise<Set<number>> {
  const statuses = new Set<number>();
  let done = false;
  const end = work.finally(() => {
    done = true;
  });
  while (!done) {
    for (const name of names) statuses.add(await statusOf(cloud.url(name, "/tools")));
  }
  await end;
  return statuses;
}

/** The release that both planes call live, and the service's own document. */
async function liveOf(name: string): Promise<{ release: string; document: string }> {
  const service = await cloud.controlPlane.record(recordKeys.service(name), Service);
  const document = await (await fetch(cloud.url(name, "/openapi.json"))).text();
  return { release: service?.live ?? "", document };
}

const letters = [
  "amber",
  "beryl",
  "coral",
  "dolomite",
  "emerald",
  "fluorite",
  "garnet",
  "hematite",
  "iolite",
  "jade",
];

describe.each([2, 5, 10])("%i runs at once", (count) => {
  test("on one service: each ends, one after another goes live or none, and the rest say why", {
    timeout: bound + 60_000,
  }, async () => {
    const name = `one-${count}`;
    const runs = await Promise.all(letters.slice(0, count).map((letter) => start(`${name}-${letter}`, name)));
    const ended = Promise.all(runs.map((run) => cloud.ended(run, bound)));
    const statuses = await calledDuring([name], ended);
    expect([...statuses].filter((status) => status !== 200 && status !== 404)).toEqual([]);

    const records = await ended;
    const { release, document } = await liveOf(name);
    const live = records.filter(({ status }) => status === "live");
    expect(live.map((record) => record.release)).toContain(release);
    const [winner] = live.filter((record) => record.release === release);
    expect(document).toContain(`"maxLength":${limits.get(winner?.id ?? "")}`);
    for (const { status, failure } of records.filter((record) => !live.includes(record))) {
      expect(status, failure?.message).toBe("rolled-back");
      expect(failure?.message).toMatch(/was built upon .* is live now\. Build it again, on top of/);
    }
    // Each that went live was built upon the one before it: none was lost on the way.
    const previous = live.map((record) => record.previous);
    expect(new Set(previous).size).toBe(live.length);
  });

  test("on services of their own: each goes live", { timeout: bound + 60_000 }, async () => {
    const names = letters.slice(0, count).map((letter) => `own-${count}-${letter}`);
    const runs = await Promise.all(names.map((name) => start(name, name)));
    const ended = Promise.all(runs.map((run) => cloud.ended(run, bound)));
    const statuses = await calledDuring(names, ended);
    expect([...statuses].filter((status) => status !== 200 && status !== 404)).toEqual([]);
    for (const record of await ended) {
      expect(record, record.failure?.message).toMatchObject({ status: "live" });
      expect((await liveOf(record.service ?? "")).release).toBe(record.release);
    }
  });
});
