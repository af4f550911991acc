import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readImprovement, readProposal } from "../../../lambdas/runtime/improvements.ts";
import { getRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import { Run, recordKeys } from "../../../shared/runs/run.ts";
import { definitionOf, type Engine, holderOf, startEngine } from "./engine.ts";
import { askWithBoth, serveShop, stock } from "./shop.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});
// Dozens of executions at the side of whatever else the machine does.
vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(() => engine.stop());
beforeEach(() => {
  engine.reset();
  engine.arrives = 0;
});

/** Every state that calls a function on the way to a release; Withdraw's is another. */
const tasks = ["Observe", "Record", "Diagnose", "Trial", "Confirm", "Submit", "Follow", "Learn"];
const visited = new Set<string>();

const broken = () => {
  throw new TypeError("x is not a function");
};
const lostOnce = () => {
  let left = 1;
  return () => {
    if (left-- > 0) throw new TaskFailure("Lambda.Unknown", "the environment ended");
  };
};

let count = 0;

/** An improvement, what befalls it on the way, and its end, held against the promise. */
async function improve(befall: (arn: string) => void) {
  const name = `shop-${++count}`;
  const id = `state-${count}`;
  const release = await serveShop(engine.plane, name);
  await stock(engine.plane, name, 60);
  engine.clock.onWait = () => askWithBoth(engine.plane, name, 30);
  // Nobody makes it here: whoever asks finds it live.
  engine.onEvent = (_type, { run }) => {
    const at = new Date().toISOString();
    const made: Run = {
      id: String(run),
      status: "live",
      startedAt: at,
      endedAt: at,
      service: name,
      release,
      author: "engine",
    };
    return putRecord(recordKeys.run(made.id), made);
  };
  const arn = engine.start("Improve", { service: name, by: "person" }, id);
  befall(arn);
  const ended = await engine.ended(arn);
  await engine.settled();
  for (const each of ended.visited) visited.add(each);
  const record = await readImprovement(id).catch(() => undefined);
  expect(await holderOf(name).catch(() => null), "who holds the service").toBeNull();
  expect(record?.status ?? "failed").not.toBe("open");
  const { chosen, run } = record ?? {};
  const made = run === undefined ? undefined : await getRecord(recordKeys.run(run), Run);
  const fate = chosen === undefined ? undefined : (await readProposal(name, chosen))?.fate;
  expect(fate === "live").toBe(made?.status === "live");
  expect(record?.status === "improved").toBe(made?.status === "live");
  return { name, ended, record };
}

describe.each(tasks)("%s", (state) => {
  test("fails for good before its work", async () => {
    const { ended } = await improve(() => engine.faults.set(state, { before: broken }));
    expect(ended).toMatchObject({ status: "FAILED", error: "TypeError" });
  });

  test("fails for good when its work is done", async () => {
    const { ended } = await improve(() => engine.faults.set(state, { after: broken }));
    expect(ended).toMatchObject({ status: "FAILED", error: "TypeError" });
  });

  test("is cut off once when its work is done, and goes on", async () => {
    const { ended, record } = await improve(() => engine.faults.set(state, { after: lostOnce() }));
    expect([ended.status, record?.status]).toEqual(["SUCCEEDED", "improved"]);
  });

  test("is aborted when it has done its work", async () => {
    const { ended } = await improve((arn) =>
      engine.faults.set(state, { after: () => void engine.service.stopExecution(arn) }),
    );
    expect(ended.status).toBe("ABORTED");
  });
});

describe("Withdraw", () => {
  test.each([
    ["before its work", { before: broken }, 0],
    ["when its work is done", { after: broken }, 1],
  ])(
    "fails for good %s: the improvement says so, and the service is given back",
    async (_when, fault, asked) => {
      const name = `shop-${++count}`;
      const former = await serveShop(engine.plane, name);
      await stock(engine.plane, name, 6);
      await askWithBoth(engine.plane, name, 30);
      await serveShop(engine.plane, name, { more: "- `?name` is name\n", previous: former });
      await stock(engine.plane, name, 90);
      await askWithBoth(engine.plane, name, 30);
      engine.faults.set("Withdraw", fault);
      const id = `state-${count}`;
      const ended = await engine.ended(engine.start("Improve", { service: name, by: "alarm" }, id));
      for (const each of ended.visited) visited.add(each);
      expect(ended).toMatchObject({ status: "FAILED", error: "TypeError" });
      expect(engine.events).toHaveLength(asked);
      expect(await readImprovement(id)).toMatchObject({ status: "failed" });
      expect(await holderOf(name)).toBeNull();
    },
  );
});

test("every state has its case: those that call a function above, and each other one was passed by one of them", () => {
  const { States } = definitionOf("Improve");
  const functions = Object.entries(States).flatMap(([name, { Type, ItemProcessor }]) => [
    ...(Type === "Task" ? [name] : []),
    ...Object.keys(ItemProcessor?.States ?? {}),
  ]);
  expect([...tasks, "Withdraw"].sort()).toEqual(functions.sort());
  expect(Object.keys(States).filter((name) => !visited.has(name))).toEqual([]);
});
