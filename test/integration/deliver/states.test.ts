import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { readRun } from "../../../lambdas/runtime/runs.ts";
import { recordKeys, Service } from "../../../shared/runs/run.ts";
import { evidenceOf } from "./control-server.ts";
import { type Delivery, definitions, former, fresh, quick, startDelivery } from "./delivery.ts";
import { broken, cautious, lost, Runs, tasks } from "./runs.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

// Dozens of executions at the side of whatever else the machine does.
vi.setConfig({ testTimeout: 120_000 });

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery.stop());
const runs = new Runs(() => delivery);

/** Those that call none can't fail: each is passed by one of the cases below, and named here. */
const others = [
  "Request",
  "Standing",
  "Healthy",
  "Verdict",
  "Wait",
  "NextStep",
  "Spared",
  "Approval",
  "Answered",
  "Promoted",
  "Watch",
  "Unmended",
  "RolledBack",
  "Done",
  "Failed",
];

/** Where each function's error leaves the release: harm is taken back with patience, and what is live stays. */
describe.each(Object.entries(tasks))("%s", (state, { harmful }) => {
  const once = (fault: () => void) => {
    let left = 1;
    return () => {
      if (left-- > 0) fault();
    };
  };

  test("fails for good", () => runs.to(state, () => delivery.faults.set(state, { before: broken }), "ends"));

  test("is cut off once in the middle, after its work", () =>
    runs.to(state, () => delivery.faults.set(state, { after: once(lost) }), harmful ? "ends" : "goes on"));

  test("is aborted when it has done its work", () =>
    runs.to(state, (arn) =>
      delivery.faults.set(state, { after: () => void delivery.service.stopExecution(arn) }),
    ));

  test("is entered by a doubled event", async () => {
    const { policy = quick } = tasks[state] ?? {};
    const { run, name, input } = await delivery.prepare({ policy });
    Object.assign(delivery.plane, { objects: 8, evidence: evidenceOf(500, harmful ? 1 : 0) });
    const names = [runs.name("twice"), runs.name("twice")];
    const ends = names.map((execution) => delivery.ended(delivery.start(input, execution)));
    const answers =
      policy.approval === "always" ? names.map((execution) => delivery.approve(run, execution)) : [];
    await Promise.all(ends);
    await Promise.all(answers);
    const record = await readRun(run);
    expect(record.status).toBe(harmful ? "rolled-back" : "live");
    const service = await getRecord(recordKeys.service(name), Service);
    expect(service?.live).toBe(delivery.plane.live);
    expect(delivery.plane.live).toBe(harmful ? former : fresh);
  });
});

describe("Recover", () => {
  test.each([
    ["Find", "delivering"],
    ["Rollback", "failed"],
    ["Abandon", "delivering"],
    ["Settle", "live"],
  ])("whose %s fails leaves what is live, and the run %s", async (state, expected) => {
    const { run, name, input } = await delivery.prepare();
    delivery.plane.evidence = evidenceOf(500);
    const byHand = state === "Find";
    if (byHand) {
      delivery.faults.set("Smoke", { before: broken });
      await delivery.deliver(input, runs.name("by-event"));
    }
    if (!byHand) delivery.faults.set(`Recover.${state}`, { before: broken });
    if (state === "Abandon") delivery.faults.set("Recover.Rollback", { before: broken });
    const arn = delivery.start(byHand ? { service: name } : input, runs.name("recovered"));
    const stopped = state === "Settle" ? "Settle" : "Smoke";
    delivery.faults.set(stopped, {
      before() {
        if (byHand) delivery.faults.set("Find", { before: broken });
        void delivery.service.stopExecution(arn);
      },
    });
    await delivery.ended(arn);
    expect((await readRun(run)).status).toBe(expected);
    expect(delivery.plane.live).toBe(state === "Settle" ? fresh : former);
  });
});

test("a request that comes from nobody's event ends and leaves nothing", async () => {
  await delivery.prepare();
  const ended = await delivery.deliver(
    { service: "lamps", rollback: { reason: "none" } },
    runs.name("requested"),
  );
  for (const each of ended.visited) runs.visited.add(each);
  expect(ended).toMatchObject({ status: "FAILED" });
});

test("an execution that is aborted while it waits between two looks is rolled back", async () => {
  const { run, input } = await delivery.prepare({
    policy: { ...quick, shadow: { ...quick.shadow, seconds: 600 } },
  });
  delivery.plane.evidence = evidenceOf(10);
  const arn = delivery.start(input, runs.name("waiting"));
  delivery.clock.onWait = () => void delivery.service.stopExecution(arn);
  const ended = await delivery.ended(arn);
  for (const each of ended.visited) runs.visited.add(each);
  expect(ended.status).toBe("ABORTED");
  expect(await readRun(run)).toMatchObject({ status: "rolled-back" });
  expect(delivery.plane).toMatchObject({ live: former, compared: null });
});

test("a lost callback ends in a rollback", async () => {
  const { run, input } = await delivery.prepare({ policy: cautious });
  delivery.plane.evidence = evidenceOf(500);
  const execution = runs.name("lost-callback");
  const arn = delivery.start(input, execution);
  await delivery.question(run, execution);
  delivery.clock.expire();
  expect(await delivery.ended(arn)).toMatchObject({ status: "FAILED", error: "Unanswered" });
  expect(await readRun(run)).toMatchObject({ status: "rolled-back" });
});

test("every state has its case: those that call a function above, and each other one was passed by one of them", () => {
  const functions = Object.entries(definitions.Deliver.States).filter(([, { Type }]) => Type === "Task");
  const recovering = Object.entries(definitions.Recover.States).filter(([, { Type }]) => Type === "Task");
  // Learn's is among the cases of Improve.
  expect(recovering.map(([name]) => name).sort()).toEqual(["Abandon", "Find", "Learn", "Rollback", "Settle"]);
  expect(Object.keys(tasks).sort()).toEqual(functions.map(([name]) => name).sort());
  expect([...Object.keys(tasks), ...others].sort()).toEqual(Object.keys(definitions.Deliver.States).sort());
  expect(Object.keys(definitions.Deliver.States).filter((name) => !runs.visited.has(name))).toEqual([]);
});
