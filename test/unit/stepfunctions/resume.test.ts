import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../local/stepfunctions/clock.ts";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import type { InvokeTask } from "../../../local/stepfunctions/interpreter.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { branch, functionArn, heldClock, jumpingClock, machine, settled } from "./machines.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stepfunctions-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:Work";
const executionArn = "arn:aws:states:us-east-1:000000000000:execution:Work:one";
const never: InvokeTask = () => new Promise(() => undefined);
const task = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: functionArn,
  End: true,
  ...more,
});
const journal = () => join(directory, "Work", "one.jsonl");

function open(definition: JsonObject, invoke: InvokeTask, clock: Clock = jumpingClock()) {
  const service = new StepFunctionsService({ directory, invoke, clock });
  service.createStateMachine({ name: "Work", arn, definition });
  return service;
}

function start(service: StepFunctionsService, input: JsonObject = {}) {
  service.startExecution({ stateMachineArn: arn, name: "one", input: JSON.stringify(input) });
}

/** A function that notes what it is asked, and fails for what is broken. */
function functionOf(broken: unknown[] = []) {
  const asked: unknown[] = [];
  const invoke: InvokeTask = async (request) => {
    asked.push(request.arguments);
    if (broken.includes(request.arguments))
      throw new TaskFailure("Broken", JSON.stringify(request.arguments));
    return request.arguments;
  };
  return { asked, invoke };
}

/** A Map of Tasks beside a branch that waits, and beside one that retries. */
const busy = machine({
  Prepare: { Type: "Pass", Assign: { kept: "kept" }, Next: "Both" },
  Both: {
    Type: "Parallel",
    Branches: [
      branch({
        Each: {
          Type: "Map",
          Items: [0, 1, 2],
          MaxConcurrency: 2,
          ItemProcessor: branch({
            Work: task({ End: false, Next: "Note", Assign: { seen: "{% $states.result %}" } }),
            Note: { Type: "Pass", Output: "{% $kept & $seen %}", End: true },
          }),
          End: true,
        },
      }),
      branch({ Wait: { Type: "Wait", Seconds: 60, Next: "Late" }, Late: task({ Arguments: "late" }) }),
      branch({ Flaky: task({ Arguments: "flaky", Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1 }] }) }),
    ],
    Next: "Report",
  },
  Report: { Type: "Pass", Output: ["{% $states.input %}", "{% $kept %}"], End: true },
});

test("wherever in its journal an execution was killed, it ends as it would have and does nothing finished again", async () => {
  const flaky = (failed: boolean) => {
    const { asked, invoke: answer } = functionOf();
    let broken = !failed;
    const invoke: InvokeTask = async (request) => {
      const value = await answer(request);
      if (value !== "flaky" || !broken) return value;
      broken = false;
      throw new TaskFailure("Broken");
    };
    return { asked, invoke };
  };
  const whole = open(busy, flaky(false).invoke);
  start(whole);
  const { output } = await whole.ended(executionArn);
  expect(output).toBe(JSON.stringify([[["kept0", "kept1", "kept2"], "late", "flaky"], "kept"]));
  const bytes = readFileSync(journal());
  const ends = bytes.reduce((all, byte, at) => (byte === 10 ? all.concat(at + 1) : all), [] as number[]);
  const waits = (text: string) => new Set(text.match(/"until":\d+/g));

  // Every other time the next line had begun.
  for (const end of ends.slice(0, -1).map((at, index) => at + (index % 2) * 9)) {
    const kept = bytes.subarray(0, end).toString();
    writeFileSync(journal(), kept);
    const { asked, invoke } = flaky(kept.includes('"tries"'));
    const service = open(busy, invoke);
    service.redriveExecution(executionArn);
    expect(await service.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output });
    const finished = [0, 1, 2].filter((item) => kept.includes(`{"kind":"finish","flow":[0,${item}]`));
    expect(asked.filter((each) => typeof each === "number")).toEqual(
      [0, 1, 2].filter(
        (item) => !finished.includes(item) && !kept.includes(`"flow":[0,${item}],"state":"Note"`),
      ),
    );
    if (kept.includes('"flow":[1],"output"')) expect(asked).not.toContain("late");
    if (kept.includes('"until"')) expect(waits(readFileSync(journal(), "utf8"))).toEqual(waits(kept));
    const { events } = service.getExecutionHistory(executionArn);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  }
});

describe("what a killed process had under way", () => {
  async function reopened(definition: JsonObject, { before, after }: { before: number; after: number }) {
    const first = open(definition, never, heldClock(before));
    start(first);
    await settled();
    await first.close();
    const clock = heldClock(after);
    const service = open(definition, never, clock);
    service.redriveExecution(executionArn);
    await settled();
    return { service, sleeps: clock.sleepers.map(({ milliseconds }) => milliseconds), clock };
  }

  test("a Wait ends when it would have ended", async () => {
    const definition = branch({ Wait: { Type: "Wait", Seconds: 60, End: true } });
    const { sleeps } = await reopened(definition, { before: 1000, after: 41_000 });
    expect(sleeps).toEqual([20_000]);
  });

  test("a Task keeps its deadline", async () => {
    const { service, sleeps, clock } = await reopened(machine({ Work: task({ TimeoutSeconds: 60 }) }), {
      before: 1000,
      after: 41_000,
    });
    expect(sleeps).toEqual([20_000]);
    clock.sleepers[0]?.wake();
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });

  test("a machine keeps its deadline", async () => {
    const { sleeps } = await reopened(machine({ Work: task() }, { TimeoutSeconds: 100 }), {
      before: 1000,
      after: 41_000,
    });
    expect(sleeps).toEqual([60_000]);
  });

  test("a Retry keeps its count and the end of its pause", async () => {
    const definition = machine({
      Work: task({
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 30 }],
        Arguments: "{% $states.context.State.RetryCount %}",
      }),
    });
    const first = open(definition, functionOf([0]).invoke, heldClock(1000));
    start(first);
    for (let turns = 0; turns < 5; turns += 1) await settled();
    await first.close();
    const clock = heldClock(11_000);
    const { asked, invoke } = functionOf([1]);
    const service = open(definition, invoke, clock);
    service.redriveExecution(executionArn);
    await settled();
    expect(clock.sleepers.map(({ milliseconds }) => milliseconds)).toEqual([20_000]);
    clock.sleepers[0]?.wake();
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "Broken" });
    expect(asked).toEqual([1]);
  });
});

describe("a redrive of an execution that had failed", () => {
  const each = (more: JsonObject = {}): JsonObject => ({
    Type: "Map",
    Items: [0, 1, 2, 3],
    MaxConcurrency: 1,
    ItemProcessor: branch({ Work: task() }),
    End: true,
    ...more,
  });

  async function redriven(definition: JsonObject, broken: unknown[]) {
    const service = open(definition, functionOf(broken).invoke);
    start(service);
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED" });
    const { asked, invoke } = functionOf();
    const again = open(definition, invoke);
    again.redriveExecution(executionArn);
    const { status, output } = await again.ended(executionArn);
    expect(status).toBe("SUCCEEDED");
    return { asked, output: JSON.parse(output ?? "") };
  }

  test("runs only the branches of a Parallel that had not finished", async () => {
    const named = (name: string) => branch({ [name]: task({ Arguments: name }) });
    const slow = branch({
      Slow: { Type: "Wait", Seconds: 1, Next: "C" },
      C: task({ Arguments: "C" }),
    });
    const definition = machine({
      Both: { Type: "Parallel", Branches: [named("A"), named("B"), slow], End: true },
    });
    const { asked, output } = await redriven(definition, ["C"]);
    expect(asked).toEqual(["C"]);
    expect(output).toEqual(["A", "B", "C"]);
  });

  test("runs only the iterations of a Map that had not finished, from the state that failed", async () => {
    const ItemProcessor = branch({
      First: task({ End: false, Next: "Second", Output: "{% $states.result + 10 %}" }),
      Second: task(),
    });
    const { asked, output } = await redriven(machine({ Each: each({ ItemProcessor }) }), [12]);
    expect(asked).toEqual([12, 3, 13]);
    expect(output).toEqual([10, 11, 12, 13]);
  });

  test("goes into a Map inside a Parallel", async () => {
    const definition = machine({
      Both: {
        Type: "Parallel",
        Branches: [branch({ Each: each() }), branch({ Other: task() })],
        End: true,
      },
    });
    const { asked, output } = await redriven(definition, [3]);
    expect(asked).toEqual([3]);
    expect(output).toEqual([[0, 1, 2, 3], {}]);
  });

  test("gives Retry all its tries and timeouts their whole time again", async () => {
    const definition = machine(
      { Work: task({ Arguments: "x", Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] }) },
      { TimeoutSeconds: 100 },
    );
    const service = open(definition, functionOf(["x"]).invoke);
    start(service);
    await service.ended(executionArn);
    const clock = heldClock(Date.parse("2030-01-02T00:00:00Z"));
    const { asked, invoke } = functionOf(["x"]);
    const again = open(definition, invoke, clock);
    again.redriveExecution(executionArn);
    for (let turns = 0; turns < 5; turns += 1) await settled();
    expect(clock.sleepers.map(({ milliseconds }) => milliseconds)).toEqual([100_000, 1000]);
    clock.sleepers[1]?.wake();
    await again.ended(executionArn);
    expect(asked).toEqual(["x", "x"]);
  });
});

test("an execution keeps the definition that it started with, also when it is redriven; a new one gets the new one", async () => {
  const named = (name: string) => branch({ [name]: task({ Arguments: name }) });
  const both = (...names: string[]) =>
    machine({ Both: { Type: "Parallel", Branches: names.map(named), End: true } });
  const service = open(both("A", "B", "C"), functionOf(["C"]).invoke);
  start(service);
  await service.ended(executionArn);
  const { asked, invoke } = functionOf();
  const again = open(both("B", "A"), invoke);
  again.redriveExecution(executionArn);
  expect(await again.ended(executionArn)).toMatchObject({ output: '["A","B","C"]' });
  expect(asked).not.toContain("A");
  const other = again.startExecution({ stateMachineArn: arn, name: "two" });
  expect(await again.ended(other.executionArn)).toMatchObject({ output: '["B","A"]' });
});
