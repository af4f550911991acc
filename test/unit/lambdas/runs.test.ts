import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { abandon } from "../../../lambdas/abandon/abandon.ts";
import { reserveService } from "../../../lambdas/intake/reserve-service.ts";
import { changeRecord, createRecord, getRecord } from "../../../lambdas/runtime/records.ts";
import {
  announceRun,
  claimDelivery,
  closeRun,
  closeRunAsLive,
  closeRunAsRolledBack,
  holdDelivery,
  readRun,
  startRun,
} from "../../../lambdas/runtime/runs.ts";
import { recordKeys, Service } from "../../../shared/runs/run.ts";
import { startTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const digest = "a".repeat(64);
const failure = { error: "X", message: "it broke" };
const caught = { Error: "X", Cause: "it broke" };
const opening = { requirement: digest };
const release = "1".repeat(40);

let run: string;
let count = 0;
beforeEach(() => {
  run = `run-${++count}`;
});

const statusOf = async (id: string) => (await readRun(id)).status;
const develop = { machine: "Develop" } as const;
const deliver = { machine: "Deliver", execution: "deliver-1" } as const;

async function delivering(): Promise<void> {
  await startRun(run, run, opening);
  await announceRun(run, run, release);
}

describe("a run's status", () => {
  test("goes from developing over delivering to live, each step as often as it is repeated", async () => {
    for (let time = 0; time < 2; time++) await startRun(run, run, opening);
    for (let time = 0; time < 2; time++) expect(await announceRun(run, run, release)).toBe(true);
    for (let time = 0; time < 2; time++) {
      expect(await claimDelivery(run, "deliver-1", { release, reopen: false })).toBe(true);
    }
    await holdDelivery(run, "deliver-1");
    for (let time = 0; time < 2; time++) await closeRunAsLive(run, "deliver-1", "http://there");
    expect(await readRun(run)).toMatchObject({ status: "live", url: "http://there" });
    expect(await announceRun(run, run, release)).toBe(false);
  });

  test("is not failed by Develop once Deliver has taken the run over", async () => {
    await delivering();
    await claimDelivery(run, "deliver-1", { release, reopen: false });
    expect(await closeRun(run, { ...develop, execution: run }, { status: "failed", failure })).toBe(false);
    await closeRunAsLive(run, "deliver-1", "http://there");
    await abandon({ run, ...develop, execution: run, failure: caught });
    expect(await statusOf(run)).toBe("live");
  });

  test("is failed by Develop when the announcement reached nobody, and a late event delivers nothing", async () => {
    await delivering();
    await abandon({ run, ...develop, execution: run, failure: caught });
    expect(await statusOf(run)).toBe("failed");
    expect(await claimDelivery(run, "deliver-1", { release, reopen: false })).toBe(false);
    await expect(holdDelivery(run, "deliver-1")).rejects.toThrow(/is failed/);
  });

  test("is not ended by an execution that another one has followed", async () => {
    await startRun(run, run, opening);
    await closeRun(run, { ...develop, execution: run }, { status: "failed", failure });
    await startRun(run, "redrive-1", opening);
    expect(await closeRun(run, { ...develop, execution: run }, { status: "failed", failure })).toBe(false);
    expect(await readRun(run)).not.toHaveProperty("failure");

    await announceRun(run, "redrive-1", release);
    await claimDelivery(run, "deliver-2", { release, reopen: false });
    expect(await closeRun(run, deliver, { status: "rolled-back", failure })).toBe(false);
    expect(await statusOf(run)).toBe("delivering");
  });

  test("that has ended stays, unless the run is redriven", async () => {
    await delivering();
    await claimDelivery(run, "deliver-1", { release, reopen: false });
    await closeRun(run, deliver, { status: "rolled-back", failure });
    await expect(closeRunAsLive(run, "deliver-1", "http://there")).rejects.toThrow(/is rolled-back/);
    expect(await claimDelivery(run, "deliver-2", { release, reopen: false })).toBe(false);
    expect(await claimDelivery(run, "deliver-2", { release, reopen: true })).toBe(true);
    await closeRunAsLive(run, "deliver-2", "http://there");
    expect(await claimDelivery(run, "deliver-3", { release, reopen: true })).toBe(false);
    expect(await closeRunAsRolledBack(run, failure)).toBe(true);
    expect(await statusOf(run)).toBe("rolled-back");
    await expect(startRun(run, "redrive-9", opening)).rejects.toThrow(/is rolled-back/);
  });

  test("of ten that close it at once, one does", async () => {
    await delivering();
    await claimDelivery(run, "deliver-1", { release, reopen: false });
    const ends = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0
        ? closeRun(run, deliver, { status: "failed", failure })
        : closeRunAsLive(run, "deliver-1", "http://there").then(
            () => true,
            () => false,
          ),
    );
    const kinds = new Set((await Promise.all(ends)).map((done, index) => (done ? index % 2 : undefined)));
    expect(kinds.has(0) && kinds.has(1)).toBe(false);
  });
});

describe("a service's name", () => {
  const reserve = (id: string, name: string, exact = true) =>
    startRun(id, id, opening).then(() =>
      reserveService({ run: id, requirement: digest, wanted: name, exact }),
    );
  const fail = (id: string) => abandon({ run: id, ...develop, execution: id, failure: caught });
  const serviceOf = (name: string) => getRecord(recordKeys.service(name), Service);

  test("is kept while another run builds under it, and given back by the last", async () => {
    await reserve(`${run}-a`, "lamps");
    await reserve(`${run}-b`, "lamps");
    await fail(`${run}-a`);
    expect(await serviceOf("lamps")).toMatchObject({ live: null });
    await fail(`${run}-b`);
    expect(await serviceOf("lamps")).toBeUndefined();
  });

  test("is kept when something was ever live under it", async () => {
    await reserve(run, "kites");
    await changeRecord(recordKeys.service("kites"), { live: null, url: "http://there" });
    await fail(run);
    expect(await serviceOf("kites")).toBeDefined();
  });

  test("is taken by runs that come at once without one losing it", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `${run}-${index}`);
    await Promise.all(names.map((name) => reserve(name, "crates")));
    await Promise.all(names.slice(1).map(fail));
    expect(await serviceOf("crates")).toBeDefined();
    await fail(`${run}-0`);
    expect(await serviceOf("crates")).toBeUndefined();
  });

  test("that another requirement has is left to it", async () => {
    const other = { name: "boats", reservedBy: "x", requirement: "b".repeat(64), live: null, newest: null };
    await createRecord(recordKeys.service("boats"), other);
    expect(await reserve(run, "boats", false)).toEqual({ service: "boats-2", previous: null, newest: null });
  });
});

test("a run that failed before it had a record has one then", async () => {
  await abandon({ run, ...develop, execution: run, failure: caught });
  expect(await readRun(run)).toMatchObject({ status: "failed", failure });
});
