import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { readRun } from "../../../lambdas/runtime/runs.ts";
import { TaskFailure, TaskTimeout } from "../../../local/stepfunctions/failure.ts";
import { type Policy, policies } from "../../../shared/delivery/policy.ts";
import { finalStatuses, recordKeys, Service } from "../../../shared/runs/run.ts";
import { evidenceOf } from "./control-server.ts";
import { type Delivery, definitions, former, fresh, quick, startDelivery } from "./delivery.ts";

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

const cautious: Policy = {
  ...policies.local,
  shadow: { ...policies.local.shadow, seconds: 0 },
  canary: { steps: [{ share: 0.25, seconds: 1 }], ratio: 2 },
  watch: { seconds: 0 },
  approval: "always",
};

/** How a release comes to a state: what goes wrong before it, and which calls of the data plane the state makes. */
interface Way {
  policy?: Policy;
  /** The judge finds harm in the shadow. */
  harmful?: true;
  /** Started with the service's name. */
  byHand?: true;
  /** States that fail on the way there. */
  failing?: string[];
  /** What the data plane is asked for in it, as a word of the path. */
  calls?: RegExp;
}

/** Every state that calls a function, and how to come there. */
const tasks: Record<string, Way> = {
  Find: { byHand: true },
  Register: { calls: /^releases/ },
  Smoke: { calls: /^smoke/ },
  Shadow: { calls: /^shadow/ },
  Judge: { calls: /^evidence/ },
  Canary: { policy: cautious, calls: /^canary/ },
  Ask: { policy: cautious },
  Promote: { calls: /^promote/ },
  Settle: { calls: /^settle/ },
  Rollback: { harmful: true, calls: /^rollback/ },
  Abandon: { harmful: true, failing: ["Rollback"] },
};

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

const visited = new Set<string>();

const lost = () => {
  throw new TaskFailure("Lambda.Unknown", "the environment ended");
};
const broken = () => {
  throw new TypeError("x is not a function");
};
const late = () => {
  throw new TaskTimeout(false);
};

type Outcome = "goes on" | "ends";

let count = 0;
/** Runs the way to a state, with what befalls it there, answers what is asked, and holds the end against the promise. */
async function runTo(state: string, befall: (arn: string) => void, expected?: Outcome): Promise<void> {
  const { policy = quick, harmful, byHand, failing = [] } = tasks[state] ?? {};
  const { run, name, input } = await delivery.prepare({ policy });
  Object.assign(delivery.plane, { objects: 8, evidence: evidenceOf(500, harmful ? 1 : 0) });
  if (byHand) {
    delivery.faults.set("Smoke", { before: broken });
    await delivery.deliver(input, `by-event-${++count}`);
    delivery.faults.clear();
  }
  for (const each of failing) delivery.faults.set(each, { before: broken });
  const execution = `${state}-${++count}`;
  const arn = delivery.start(byHand ? { service: name } : input, execution);
  befall(arn);
  const answered = policy.approval === "always" ? delivery.approve(run, execution) : undefined;
  const ended = await delivery.ended(arn);
  await answered;
  for (const each of ended.visited) visited.add(each);

  const record = await readRun(run);
  const service = await getRecord(recordKeys.service(name), Service);
  const { live, compared, canary } = delivery.plane;
  expect(finalStatuses, ended.error).toContain(record.status);
  expect(service?.live).toBe(live);
  expect(live).toBe(record.status === "live" ? fresh : former);
  expect(record).not.toHaveProperty("question");
  if (delivery.plane.away === null && record.status !== "failed")
    expect([compared, canary]).toEqual([null, null]);
  if (expected !== undefined) expect(ended.status).toBe(expected === "goes on" ? "SUCCEEDED" : "FAILED");
}

/** Where each function's error leaves the release: harm is taken back with patience, and what is live stays. */
describe.each(Object.entries(tasks))("%s", (state, { harmful, calls }) => {
  const once = (fault: () => void) => {
    let left = 1;
    return () => {
      if (left-- > 0) fault();
    };
  };

  test("fails for good", () => runTo(state, () => delivery.faults.set(state, { before: broken }), "ends"));

  test("takes too long, each time", () =>
    runTo(state, () => delivery.faults.set(state, { before: late }), "ends"));

  test("is cut off once in the middle, after its work", () =>
    runTo(state, () => delivery.faults.set(state, { after: once(lost) }), harmful ? "ends" : "goes on"));

  test("is cut off each time after its work", () =>
    runTo(state, () => delivery.faults.set(state, { after: lost })));

  test("is aborted while it works", () =>
    runTo(state, (arn) =>
      delivery.faults.set(state, { before: () => void delivery.service.stopExecution(arn) }),
    ));

  test("is aborted when it has done its work", () =>
    runTo(state, (arn) =>
      delivery.faults.set(state, { after: () => void delivery.service.stopExecution(arn) }),
    ));

  test("is entered by a doubled event", async () => {
    const { policy = quick } = tasks[state] ?? {};
    const { run, name, input } = await delivery.prepare({ policy });
    Object.assign(delivery.plane, { objects: 8, evidence: evidenceOf(500, harmful ? 1 : 0) });
    const names = [`twice-${++count}`, `twice-${++count}`];
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

  test.runIf(calls !== undefined)("finds the data plane away, for good", () =>
    runTo(
      state,
      () => {
        delivery.plane.away = calls ?? null;
      },
      "ends",
    ),
  );

  test.runIf(calls !== undefined)("finds the data plane away, and back a moment later", () =>
    runTo(
      state,
      () => {
        delivery.plane.away = calls ?? null;
        delivery.clock.onWait = () => {
          delivery.plane.away = null;
        };
      },
      harmful ? "ends" : "goes on",
    ),
  );
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
      await delivery.deliver(input, `by-event-${++count}`);
    }
    if (!byHand) delivery.faults.set(`Recover.${state}`, { before: broken });
    if (state === "Abandon") delivery.faults.set("Recover.Rollback", { before: broken });
    const arn = delivery.start(byHand ? { service: name } : input, `recovered-${++count}`);
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
    `requested-${++count}`,
  );
  for (const each of ended.visited) visited.add(each);
  expect(ended).toMatchObject({ status: "FAILED" });
});

test("an execution that is aborted while it waits between two looks is rolled back", async () => {
  const { run, input } = await delivery.prepare({
    policy: { ...quick, shadow: { ...quick.shadow, seconds: 600 } },
  });
  delivery.plane.evidence = evidenceOf(10);
  const arn = delivery.start(input, `waiting-${++count}`);
  delivery.clock.onWait = () => void delivery.service.stopExecution(arn);
  const ended = await delivery.ended(arn);
  for (const each of ended.visited) visited.add(each);
  expect(ended.status).toBe("ABORTED");
  expect(await readRun(run)).toMatchObject({ status: "rolled-back" });
  expect(delivery.plane).toMatchObject({ live: former, compared: null });
});

test("a lost callback ends in a rollback", async () => {
  const { run, input } = await delivery.prepare({ policy: cautious });
  delivery.plane.evidence = evidenceOf(500);
  const execution = `lost-callback-${++count}`;
  const arn = delivery.start(input, execution);
  await delivery.question(run, execution);
  delivery.clock.expire();
  expect(await delivery.ended(arn)).toMatchObject({ status: "FAILED", error: "Unanswered" });
  expect(await readRun(run)).toMatchObject({ status: "rolled-back" });
});

test("every state has its case: those that call a function above, and each other one was passed by one of them", () => {
  const functions = Object.entries(definitions.Deliver.States).filter(([, { Type }]) => Type === "Task");
  const recovering = Object.entries(definitions.Recover.States).filter(([, { Type }]) => Type === "Task");
  expect(recovering.map(([name]) => name).sort()).toEqual(["Abandon", "Find", "Rollback", "Settle"]);
  expect(Object.keys(tasks).sort()).toEqual(functions.map(([name]) => name).sort());
  expect([...Object.keys(tasks), ...others].sort()).toEqual(Object.keys(definitions.Deliver.States).sort());
  expect(Object.keys(definitions.Deliver.States).filter((name) => !visited.has(name))).toEqual([]);
});
