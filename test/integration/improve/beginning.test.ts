import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type * as z from "zod";
import { openImprovement, readClaim, readImprovement } from "../../../lambdas/runtime/improvements.ts";
import { metersOf } from "../../../lambdas/runtime/meters.ts";
import { getRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import { readRun } from "../../../lambdas/runtime/runs.ts";
import type { Claim, Stop } from "../../../shared/improvement/improvement.ts";
import { ReleaseEvent } from "../../../shared/runs/rollout.ts";
import { ReleaseRecord, recordKeys } from "../../../shared/runs/run.ts";
import { collectedKeys, type StoodOut } from "../../../shared/telemetry/collected.ts";
import { brief, type Engine, endOf, holderOf, liveOf, startEngine } from "./engine.ts";
import { askWithBoth, serveShop, stock } from "./shop.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});
vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(() => engine.stop());
// A trace that is over within a second, to which nobody comes unless a test says so.
beforeEach(() => engine.reset({ trace: brief }));

const alarm = { service: null, by: "alarm", alarm: "RequestsReadManyRows", measure: "rows" } as const;

/** What stands out when the alarm goes off. */
async function standsOut(service: string): Promise<void> {
  const stoodOut: z.infer<typeof StoodOut> = {
    at: new Date().toISOString(),
    worst: { rowsReadPerRequest: { service, value: 400 } },
  };
  await putRecord(collectedKeys.worst, stoodOut);
}

async function stop(service: string | null, stopped: boolean): Promise<void> {
  const word: Stop = { stopped, by: "Ada", reason: "the fair", at: new Date().toISOString() };
  await putRecord(recordKeys.stop(service), word);
}

async function small(name: string): Promise<string> {
  const release = await serveShop(engine.plane, name);
  await standsOut(name);
  return release;
}

describe("an improvement ends with a word about why when", () => {
  test("no service stands out", async () => {
    await putRecord(collectedKeys.worst, { at: new Date().toISOString(), worst: {} });
    const { record, ended } = await engine.improve(alarm);
    expect(ended.status).toBe("SUCCEEDED");
    expect(record).toMatchObject({ status: "nothing", service: null, text: "no service stands out" });
  });

  test("too few requests come to learn from", async () => {
    await small("lonely");
    engine.clock.onWait = () => askWithBoth(engine.plane, "lonely", 1);
    const { record } = await engine.improve({ service: "lonely", by: "person" });
    expect(record).toMatchObject({
      status: "nothing",
      text: expect.stringContaining("too few to learn from"),
    });
    expect(await holderOf("lonely")).toBeNull();
  });

  test("there is nothing to improve", async () => {
    engine.reset();
    await serveShop(engine.plane, "fine");
    await stock(engine.plane, "fine", 4);
    engine.clock.onWait = () => askWithBoth(engine.plane, "fine", 30);
    const { record } = await engine.improve({ service: "fine", by: "person" });
    expect(record).toMatchObject({ status: "nothing", text: expect.stringContaining("0 proposals") });
    expect(engine.events).toEqual([]);
  });

  test("it names a service that is not there", async () => {
    const { record, ended } = await engine.improve({ service: "nobody", by: "person" });
    expect(ended).toMatchObject({ status: "FAILED", error: "MissingRecordError" });
    expect(record).toMatchObject({
      status: "failed",
      text: expect.stringContaining("There is no service nobody"),
    });
  });
});

describe("a person's stop", () => {
  test.each([
    ["of all services", null],
    ["of one service", "stopped-one"],
  ])("%s holds what an alarm starts, and not what a person starts", async (_of, of) => {
    const name = of ?? "stopped-all";
    await small(name);
    await stop(of, true);
    const held = await engine.improve(alarm);
    expect(held.record).toMatchObject({
      status: "nothing",
      text: "stopped by Ada, who wants a person for any change: the fair",
    });
    expect(held.ended.visited.has("Record")).toBe(false);
    const asked = await engine.improve({ service: name, by: "person" });
    expect(asked.ended.visited.has("Record")).toBe(true);
    await stop(of, false);
    expect(
      (await engine.improve({ ...alarm, service: name, by: "schedule" })).ended.visited.has("Record"),
    ).toBe(true);
  });

  test("that comes while the engine is at work lets nothing go live any more", async () => {
    engine.reset();
    await small("stopped-late");
    await stock(engine.plane, "stopped-late");
    engine.clock.onWait = () => askWithBoth(engine.plane, "stopped-late", 30);
    engine.faults.set("Submit", { before: () => stop("stopped-late", true) });
    const { record, tried } = await engine.improve({ ...alarm, service: "stopped-late" });
    expect(record).toMatchObject({
      status: "nothing",
      text: expect.stringContaining("stopped meanwhile by Ada"),
    });
    expect(tried).toMatchObject([{ fate: "withheld" }]);
    expect(engine.events).toEqual([]);
  });
});

test("an alarm starts nothing again in the cool-down, which does not begin anew with each alarm", async () => {
  await small("rested");
  await engine.improve(alarm);
  const { endedAt } = await readClaim("rested");
  expect(endedAt).not.toBeNull();
  for (const _ of [1, 2]) {
    const { record, ended } = await engine.improve(alarm);
    expect(record).toMatchObject({
      status: "nothing",
      text: expect.stringContaining("rested was looked at"),
    });
    expect(ended.visited.has("Record")).toBe(false);
  }
  expect(await readClaim("rested")).toMatchObject({ execution: null, endedAt });
  engine.reset({ trace: brief, coolDown: 0 });
  expect((await engine.improve(alarm)).ended.visited.has("Record")).toBe(true);
});

test("a schedule takes the service whose release has cost most, unless it was looked at lately or is stopped", async () => {
  engine.reset({ trace: brief, coolDown: 0 });
  for (const [name, requests] of [
    ["dear", 30],
    ["dearer", 60],
    ["dearest", 90],
    ["cheap", 1],
  ] as const) {
    await serveShop(engine.plane, name);
    await stock(engine.plane, name);
    await askWithBoth(engine.plane, name, requests);
  }
  const called = () => Promise.all(["dear", "dearer", "dearest", "cheap"].map((name) => metersOf(name)));
  await called();
  await stop("dearest", true);
  const scheduled = { service: null, by: "schedule" } as const;
  const held = { execution: "other", until: "2999-01-01T00:00:00.000Z", endedAt: null, proposals: [] };
  await putRecord(recordKeys.claim("dear"), held);
  expect((await engine.improve(scheduled)).record).toMatchObject({ by: "schedule", service: "dearer" });
  expect((await engine.improve(scheduled)).record).toMatchObject({
    status: "nothing",
    service: null,
    text: "no service stands out",
  });

  for (const name of ["dear", "dearer", "dearest", "cheap"]) await askWithBoth(engine.plane, name, 10);
  await called();
  expect((await engine.improve(scheduled)).record).toMatchObject({ service: "cheap" });
  await putRecord(recordKeys.claim("dear"), { ...held, execution: null });
  await askWithBoth(engine.plane, "dear", 10);
  await called();
  expect((await engine.improve(scheduled)).record).toMatchObject({ service: "dear" });
  await stop("dearest", false);
});

test("of two executions at once for one service one works, and the other leaves it alone", async () => {
  await small("twice");
  const ids = ["twice-1", "twice-2"];
  const arns = ids.map((id) => engine.start("Improve", alarm, id));
  const ends = await Promise.all(ids.map((id, at) => endOf(engine, arns[at] ?? "", id)));
  expect(ends.map(({ ended }) => ended.status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  expect(ends.filter(({ ended }) => ended.visited.has("Record"))).toHaveLength(1);
  expect(ends.filter(({ record }) => /being improved by/.test(record.text))).toHaveLength(1);
  expect(await holderOf("twice")).toBeNull();
});

test("an alarm soon after a release that reads much more has that taken back first, in the engine's name", async () => {
  const before = await serveShop(engine.plane, "fresh");
  await stock(engine.plane, "fresh", 12);
  await askWithBoth(engine.plane, "fresh", 60);
  const culprit = await serveShop(engine.plane, "fresh", { more: "- `?name` is name\n", previous: before });
  await stock(engine.plane, "fresh", 120);
  await askWithBoth(engine.plane, "fresh", 60);
  await standsOut("fresh");
  const { record, ended } = await engine.improve(alarm);
  expect(ended.visited.has("Record")).toBe(false);
  expect(record).toMatchObject({ status: "rolled-back", text: expect.stringContaining("rows each") });
  await engine.settled();
  expect(await liveOf("fresh")).toBe(before);
  const [execution = ""] = engine.events.at(-1)?.started ?? [];
  const key = recordKeys.releaseEvent("fresh", execution, { release: culprit, event: "taken-back" });
  expect(await getRecord(key, ReleaseEvent)).toMatchObject({
    by: "engine",
    reason: expect.stringContaining("rows each"),
  });
  expect(await getRecord(recordKeys.release("fresh", culprit), ReleaseRecord)).toMatchObject({
    status: "rolled-back",
  });
  expect(await readRun(`made-${culprit}`)).toMatchObject({ status: "rolled-back" });
  expect(await holderOf("fresh")).toBeNull();
});

describe("a claim that its execution never gave back", () => {
  const lost = async (service: string, until: Date) => {
    const startedAt = new Date().toISOString();
    const id = `lost-${service}`;
    await openImprovement({
      id,
      service,
      by: "alarm",
      alarm: null,
      status: "open",
      text: "",
      proposals: [],
      startedAt,
    });
    const claim: Claim = { execution: id, until: until.toISOString(), endedAt: null, proposals: [] };
    await putRecord(recordKeys.claim(service), claim);
    return id;
  };

  test("stands until its time is over", async () => {
    await small("held");
    const id = await lost("held", new Date(Date.now() + 60_000));
    const { record } = await engine.improve({ service: "held", by: "person" });
    expect(record).toMatchObject({ status: "nothing", text: `held is being improved by ${id} already` });
  });

  test("ends by itself then, and so does the improvement", async () => {
    await small("given-up");
    const id = await lost("given-up", new Date(Date.now() - 1));
    const { ended } = await engine.improve({ service: "given-up", by: "person" });
    expect(ended.visited.has("Record")).toBe(true);
    expect(await readImprovement(id)).toMatchObject({ status: "failed", endedAt: expect.any(String) });
    expect(await holderOf("given-up")).toBeNull();
  });
});
