import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { redriveRun } from "../../scripts/aidevos/redrive.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { specOf } from "../e2e/spec-of.ts";
import { type Fault, type FaultyCloud, startFaultyCloud } from "./faulty-cloud.ts";

let cloud: FaultyCloud;
beforeAll(async () => {
  cloud = await startFaultyCloud();
}, 120_000);
afterAll(() => cloud.stop());
afterEach(() => cloud.setFaults({}));

let count = 0;

/** Starts a run whose release no other run would make, and gives the run's id. */
async function start(name: string): Promise<string> {
  const run = `run-${++count}`;
  const requirement = specOf("Tool", "name: text, required", `label: text, at most ${20 + count} characters`);
  await cloud.controlPlane.startDevelop(run, { requirement, name });
  return run;
}

async function buildFirst(name: string): Promise<string> {
  const record = await cloud.ended(await start(name));
  expect(record).toMatchObject({ status: "live" });
  return record.release ?? "";
}

/** The control plane and the data plane agree on what is live. */
async function expectLive(name: string, release: string | null): Promise<void> {
  const service = await cloud.controlPlane.record(recordKeys.service(name), Service);
  expect(service?.live ?? null).toBe(release);
  expect((await fetch(cloud.url(name, "/tools"))).status).toBe(release === null ? 404 : 200);
}

/** With nothing in its way, a run that failed goes on and its release goes live. */
async function expectRedrive(run: string, name: string): Promise<string> {
  cloud.setFaults({});
  await redriveRun(cloud.controlPlane, run);
  await expect
    .poll(async () => (await cloud.controlPlane.run(run))?.status, { timeout: 60_000, interval: 50 })
    .toBe("live");
  const { release = "" } = (await cloud.controlPlane.run(run)) ?? {};
  await expectLive(name, release);
  // Asked once more, nothing is started.
  const { delivery = "" } = (await cloud.controlPlane.run(run)) ?? {};
  expect(await redriveRun(cloud.controlPlane, run)).toBe(cloud.controlPlane.deliverExecutionArn(delivery));
  return release;
}

const before: Fault = { fails: "before" };
const after: Fault = { fails: "after" };
const unsound: Fault = { gives: { passed: false, sound: false, mendable: true, summary: "unsound" } };

describe("when a state of Develop fails", { timeout: 120_000 }, () => {
  test.each<[string, Record<string, Fault>]>([
    ["Intake", { Intake: before }],
    ["Intake, its work done", { Intake: after }],
    ["Architect", { Architect: before }],
    ["Implement", { Implement: before }],
    ["WriteTests", { WriteTests: before }],
    ["Verify", { Verify: before }],
    ["Arbitrate", { Verify: { ...unsound, times: 1 }, Arbitrate: before }],
    ["Commit", { Commit: before }],
    ["Commit, its work done", { Commit: after }],
    ["Announce", { Announce: before }],
    ["Intake and then Abandon", { Intake: before, Abandon: { ...before, times: 1 } }],
    ["Architect and then Abandon, its work done", { Architect: before, Abandon: { ...after, times: 1 } }],
  ])("%s: the run fails, the name is free, and a redrive brings it live", async (_title, faults) => {
    const name = `develop-${count}`;
    cloud.setFaults(faults);
    const run = await start(name);
    expect(await cloud.ended(run)).toMatchObject({
      status: "failed",
      failure: { message: expect.stringMatching(/was asked to fail/) },
    });
    await expectLive(name, null);
    await expect
      .poll(() => cloud.controlPlane.record(recordKeys.service(name), Service), { timeout: 10_000 })
      .toBeUndefined();
    await expectRedrive(run, name);
  });

  test("Announce, its work done: what the run says is what is live", async () => {
    const name = `develop-${count}`;
    cloud.setFaults({ Announce: after });
    const run = await start(name);
    await cloud.ended(run);
    const { status, release = "" } = await settled(run);
    await expectLive(name, status === "live" ? release : null);
  });
});

/** The run when nothing works on it any more: what went live is watched for a minute. */
async function settled(run: string) {
  await expect
    .poll(
      async () => {
        const { execution, delivery } = (await cloud.controlPlane.run(run)) ?? {};
        const arns = [
          ...(execution === undefined ? [] : [cloud.controlPlane.developExecutionArn(execution)]),
          ...(delivery === undefined ? [] : [cloud.controlPlane.deliverExecutionArn(delivery)]),
        ];
        const statuses = await Promise.all(arns.map((arn) => cloud.controlPlane.execution(arn)));
        return statuses.every(({ status }) => status !== "RUNNING");
      },
      { timeout: 100_000 },
    )
    .toBe(true);
  return cloud.ended(run);
}

describe("when a state of Deliver fails", { timeout: 180_000 }, () => {
  // One service for all: what each of them leaves live is what the next one must leave alone.
  const name = "deliver";
  let first: string;
  beforeAll(async () => {
    first = await buildFirst(name);
  });
  const once = (fault: Fault): Fault => ({ ...fault, times: 1 });

  test.each<[string, Record<string, Fault>, "rolled-back" | "failed"]>([
    ["Register", { Register: before }, "rolled-back"],
    ["Register, its work done", { Register: after }, "rolled-back"],
    ["Smoke", { Smoke: before }, "rolled-back"],
    [
      "Smoke, by what it finds",
      { Smoke: { gives: { passed: false, summary: "was asked to fail" } } },
      "rolled-back",
    ],
    ["Promote", { Promote: before }, "rolled-back"],
    ["Smoke and then Rollback", { Smoke: before, Rollback: once(before) }, "failed"],
    ["Smoke and then Rollback, its work done", { Smoke: before, Rollback: once(after) }, "rolled-back"],
    [
      "Register, Rollback and Abandon",
      { Register: before, Rollback: once(before), Abandon: once(before) },
      "rolled-back",
    ],
    [
      "Smoke, Rollback, Abandon, and Rollback in Recover",
      { Smoke: before, Rollback: { ...before, times: 2 }, Abandon: once(before) },
      "failed",
    ],
  ])(
    "%s: the release before it stays live, and a redrive brings the new one live",
    async (_title, faults, status) => {
      cloud.setFaults(faults);
      const run = await start(name);
      expect(await cloud.ended(run)).toMatchObject({
        status,
        failure: { message: expect.stringMatching(/was asked to fail/) },
      });
      await expectLive(name, first);
      first = await expectRedrive(run, name);
    },
  );

  test("Promote, its work done: the release is live, and the run says so", async () => {
    cloud.setFaults({ Promote: after });
    const run = await start(name);
    const { status, release = "" } = await cloud.ended(run);
    expect(status).toBe("live");
    await settled(run);
    await expectLive(name, release);
    expect(await cloud.ended(run)).toMatchObject({ status: "live", release });
    first = release;
  });

  test("everything that could end the run: it stays open, and a redrive ends it", async () => {
    cloud.setFaults({ Smoke: before, Rollback: before, Abandon: before });
    const run = await start(name);
    await expect
      .poll(async () => (await cloud.controlPlane.run(run))?.delivery, { timeout: 30_000 })
      .toBeDefined();
    const { delivery = "" } = (await cloud.controlPlane.run(run)) ?? {};
    await expect
      .poll(
        async () =>
          (await cloud.controlPlane.execution(cloud.controlPlane.deliverExecutionArn(delivery))).status,
        { timeout: 30_000 },
      )
      .toBe("FAILED");
    expect((await cloud.controlPlane.run(run))?.status).toBe("delivering");
    first = await expectRedrive(run, name);
  });
});

describe("an execution that is aborted", { timeout: 120_000 }, () => {
  const stop = (executionArn: string) => new SFNClient({}).send(new StopExecutionCommand({ executionArn }));

  test("in Develop: its run is ended as failed, and goes on when it is redriven", async () => {
    const name = `aborted-${count}`;
    cloud.setFaults({ Verify: { waits: true } });
    const run = await start(name);
    await expect
      .poll(async () => (await cloud.controlPlane.run(run))?.service, { timeout: 30_000 })
      .toBeDefined();
    await stop(cloud.controlPlane.developExecutionArn(run));
    expect(await cloud.ended(run)).toMatchObject({
      status: "failed",
      failure: { error: "ExecutionEnded", message: expect.stringMatching(/ended as ABORTED/) },
    });
    await expectRedrive(run, name);
  });

  test("in Deliver: its release is taken back, the one before it stays live", async () => {
    const name = `aborted-${count}`;
    const first = await buildFirst(name);
    cloud.setFaults({ Smoke: { waits: true } });
    const run = await start(name);
    await expect
      .poll(async () => (await cloud.controlPlane.run(run))?.delivery, { timeout: 30_000 })
      .toBeDefined();
    const { delivery = "" } = (await cloud.controlPlane.run(run)) ?? {};
    await stop(cloud.controlPlane.deliverExecutionArn(delivery));
    expect(await cloud.ended(run)).toMatchObject({ status: "rolled-back" });
    await expectLive(name, first);
    await expectRedrive(run, name);
  });
});

describe("a rollback that a person asks for", { timeout: 120_000 }, () => {
  test("takes one release back, however often it fails and is repeated", async () => {
    const name = `rollback-${count}`;
    const first = await buildFirst(name);
    const second = await buildFirst(name);
    const third = await buildFirst(name);
    cloud.setFaults({ Rollback: { ...after, times: 2 } });
    for (const [attempt, status] of [
      [1, "FAILED"],
      [2, "FAILED"],
      [3, "SUCCEEDED"],
      [4, "SUCCEEDED"],
    ] as const) {
      const request = { service: name, release: third, reason: "test" };
      const arn = await cloud.controlPlane.startRollback(`${name}-${attempt}`, request);
      await expect
        .poll(async () => (await cloud.controlPlane.execution(arn)).status, { timeout: 30_000 })
        .toBe(status);
      await expectLive(name, second);
    }
    expect(first).not.toBe(second);
  });
});
