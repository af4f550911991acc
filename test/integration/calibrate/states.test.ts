import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readCalibrations } from "../../../lambdas/runtime/calibrations.ts";
import { changeRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import { readAlarm } from "../../../local/cloudwatch/alarm.ts";
import { readCompositeAlarm } from "../../../local/cloudwatch/composite.ts";
import { CloudWatchService } from "../../../local/cloudwatch/service.ts";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import type { Calibration } from "../../../shared/calibration/calibration.ts";
import { type Policy, policies } from "../../../shared/delivery/policy.ts";
import type { Stop } from "../../../shared/improvement/improvement.ts";
import { recordKeys } from "../../../shared/runs/run.ts";
import { alarmNamed, alarms, composites } from "../../unit/aws/deployed-alarms.ts";
import { definitionOf, type Engine, startEngine } from "../improve/engine.ts";

const wrong = vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_NAMESPACE = "AIDevOS";
  process.env.POWERTOOLS_SERVICE_NAME = "Calibrate";
  // Metrics go to the console as it is when it is asked for, so that a test sees them.
  process.env.POWERTOOLS_DEV = "true";
  process.env.POWERTOOLS_METRICS_DISABLED = "false";
  return { isSafeAlways: false, isBenefitAlways: false };
});
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});
// The judges themselves, until a test has them be wrong.
vi.mock("../../../shared/delivery/judge/judge.ts", async (original) => {
  const real = await original<typeof import("../../../shared/delivery/judge/judge.ts")>();
  const judge: typeof real.judge = (input) =>
    wrong.isSafeAlways && input.evidence.generating !== true
      ? { outcome: "safe", measures: [], text: "Safe, always." }
      : real.judge(input);
  return { ...real, judge };
});
vi.mock("../../../shared/improvement/evaluate.ts", async (original) => {
  const real = await original<typeof import("../../../shared/improvement/evaluate.ts")>();
  const evaluate: typeof real.evaluate = (...input) => {
    const outcome = real.evaluate(...input);
    return wrong.isBenefitAlways ? { ...outcome, outcome: "benefit" } : outcome;
  };
  return { ...real, evaluate };
});
vi.setConfig({ testTimeout: 240_000 });

/** Few calls are enough where what is made up does not matter. */
const quick: Policy = { ...policies.local, shadow: { ...policies.local.shadow, generated: 60 } };

let engine: Engine;
let lines: string[];
const visited = new Set<string>();
beforeAll(async () => {
  engine = await startEngine();
}, 240_000);
afterAll(() => engine.stop());
beforeEach(() => {
  engine.reset();
  Object.assign(wrong, { isSafeAlways: false, isBenefitAlways: false });
  process.env.DELIVERY_POLICY = JSON.stringify(quick);
  process.env.CALIBRATION_POLICY = JSON.stringify({
    schedule: "rate(1 day)",
    requests: 50,
    placebos: 2,
    mistakes: 1,
  });
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

/** Those of the deployment's alarms that go off by what was emitted. */
function alarmsThatStand(): string[] {
  const cloudWatch = new CloudWatchService({
    alarms: alarms.map(readAlarm),
    composites: composites.map(readCompositeAlarm),
    now: () => Date.now(),
    onStateChange: () => {},
    interval: 0,
  });
  for (const line of lines) cloudWatch.recordEmbedded(line);
  cloudWatch.evaluate();
  cloudWatch.close();
  const ids = ["PlacebosArePromoted", "HarmlessReleasesAreStopped", "MistakesAreMissed", "LookAtIt"];
  return ids.filter((id) => cloudWatch.state(alarmNamed(id).name) === "ALARM");
}

let count = 0;
async function calibrate(befall: (arn: string) => void = () => {}, by = "person") {
  const id = `calibration-${++count}`;
  const arn = engine.start("Calibrate", { by }, id);
  befall(arn);
  const ended = await engine.ended(arn);
  for (const each of ended.visited) visited.add(each);
  const record = (await readCalibrations()).calibrations.find((one) => one.id === id);
  return { ended, record };
}

/** Whether the data plane knows nothing of it any more. */
const isGone = async ({ service }: Pick<Calibration, "service">) =>
  (await engine.plane.control("GET", `/control/services/${service}/evidence?release=sound`)).status === 404;

const broken = () => {
  throw new TypeError(`x is not a function${" at all".repeat(200)}`);
};
const lostOnce = () => {
  let left = 1;
  return () => {
    if (left-- > 0) throw new TaskFailure("Lambda.Unknown", "the environment ended");
  };
};
const tasks = ["Prepare", "Placebo", "Inject", "Inspect", "Tally"];

test("judges who are right promote no placebo, stop nothing harmless and miss no mistake", async () => {
  process.env.DELIVERY_POLICY = JSON.stringify(policies.local);
  const { ended, record } = await calibrate();
  expect(ended.status).toBe("SUCCEEDED");
  expect(record).toMatchObject({ status: "done", text: "" });
  expect(record?.tallies.map(({ question, tried, wrong }) => [question, tried, wrong])).toEqual([
    ["placebo", 1, 0],
    ["placebo", 1, 0],
    ["harmless", 1, 0],
    ["mistake", 1, 0],
  ]);
  expect(alarmsThatStand()).toEqual([]);
  expect(record && (await isGone(record))).toBe(true);
});

test("a judge to whom all is safe is told by the mistakes that are missed", async () => {
  wrong.isSafeAlways = true;
  const { record } = await calibrate();
  expect(record?.tallies.find(({ question }) => question === "mistake")).toMatchObject({ wrong: 1 });
  expect(alarmsThatStand()).toEqual(["MistakesAreMissed", "LookAtIt"]);
});

test("an evaluator who takes anything for a benefit is told by the placebos that are promoted", async () => {
  await putRecord(recordKeys.calibrations, { version: 0, calibrations: [] });
  wrong.isBenefitAlways = true;
  const { record } = await calibrate();
  expect(record?.tallies.filter(({ question }) => question === "placebo").map((one) => one.wrong)).toEqual([
    1, 1,
  ]);
  expect(alarmsThatStand()).toContain("PlacebosArePromoted");
});

test("nothing begins by itself while a person has stopped the engine; what a person starts does", async () => {
  const at = new Date().toISOString();
  const stop: Stop = { stopped: true, by: "ada", reason: "the fair", at };
  await putRecord(recordKeys.stop(null), stop);
  const { ended, record } = await calibrate(undefined, "schedule");
  expect([ended.status, record]).toEqual(["SUCCEEDED", undefined]);
  const { record: asked } = await calibrate();
  expect(asked?.status).toBe("done");
  await changeRecord(recordKeys.stop(null), { stopped: false });
});

test("a stop of a service that is named as calibrations are called is about that service", async () => {
  const at = new Date().toISOString();
  const stop: Stop = { stopped: true, by: "ada", reason: "the fair", at };
  await putRecord(recordKeys.stop("calibration"), stop);
  const { record } = await calibrate(undefined, "schedule");
  expect(record?.status).toBe("done");
});

test("what one has left that never came to its end is taken away by the next", async () => {
  const { record } = await calibrate((arn) =>
    engine.faults.set("Placebo", { after: () => void engine.service.stopExecution(arn) }),
  );
  expect(record?.status).toBe("open");
  if (record === undefined) throw new Error("It is kept.");
  expect(await isGone(record)).toBe(false);
  engine.reset();
  const { version, calibrations } = await readCalibrations();
  const startedAt = new Date(Date.now() - 7 * 3_600_000).toISOString();
  await changeRecord(recordKeys.calibrations, {
    version: version + 1,
    calibrations: calibrations.map((one) => (one.id === record.id ? { ...one, startedAt } : one)),
  });
  await calibrate();
  expect(await isGone(record)).toBe(true);
  expect((await readCalibrations()).calibrations.find(({ id }) => id === record.id)).toMatchObject({
    status: "failed",
  });
});

test("a schedule's event that reached nobody ends no run", async () => {
  const undelivered = [{ body: JSON.stringify({ by: "schedule" }) }];
  const { status, visited: passed } = await engine.ended(engine.start("Recover", undelivered));
  expect(status).toBe("SUCCEEDED");
  expect([...passed]).not.toContain("Abandon");
});

describe.each(tasks)("%s", (state) => {
  test.each([
    ["before its work", { before: broken }],
    ["when its work is done", { after: broken }],
  ])("fails for good %s: the calibration fails, and leaves nothing", async (_when, fault) => {
    const { ended, record } = await calibrate(() => engine.faults.set(state, fault));
    expect(ended).toMatchObject({ status: "FAILED", error: "TypeError" });
    if (state === "Tally") return;
    expect(record?.status).toBe("failed");
    expect(record?.text).toMatch(/^TypeError: x is not a function at all.{400,500}…$/);
    expect(record?.text.length).toBeLessThanOrEqual(500);
    expect(record && (await isGone(record))).toBe(true);
    // A mistake that was not asked about is none that was found.
    expect(lines.filter((line) => line.includes("MistakesSeeded"))).toEqual([]);
  });

  test("is cut off once when its work is done, and goes on", async () => {
    const { ended, record } = await calibrate(() => engine.faults.set(state, { after: lostOnce() }));
    expect([ended.status, record?.status]).toEqual(["SUCCEEDED", "done"]);
    expect(record?.tallies.map(({ tried }) => tried)).toEqual([1, 1, 1, 1]);
  });
});

test("every state has its case: those that call a function above, and each other one was passed by one of them", () => {
  const { States } = definitionOf("Calibrate");
  const inner = Object.values(States).flatMap(({ ItemProcessor }) =>
    Object.entries(ItemProcessor?.States ?? {}),
  );
  const all = [...Object.entries(States), ...inner];
  const functions = all.filter(([, { Type }]) => Type === "Task").map(([name]) => name);
  expect([...tasks].sort()).toEqual(functions.sort());
  expect(Object.keys(States).filter((name) => !visited.has(name))).toEqual([]);
});
