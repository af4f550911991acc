import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../local/stepfunctions/clock.ts";
import type { InvokeTask, TaskRequest } from "../../../local/stepfunctions/interpreter.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";
import { type ExecutionDescription, StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { taskTokenOf } from "../../../local/stepfunctions/task-token.ts";
import { branch, functionArn, heldClock, jumpingClock, machine, settled } from "./machines.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stepfunctions-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const executionOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:${name}:one`;
const journalOf = (name: string) => join(directory, name, "one.jsonl");
const never: InvokeTask = () => new Promise(() => undefined);

interface Given {
  invoke?: InvokeTask;
  clock?: Clock;
  onStatusChange?: (execution: ExecutionDescription) => void;
}

function open(machines: { [name: string]: JsonObject }, given: Given = {}) {
  const service = new StepFunctionsService({ directory, invoke: never, clock: jumpingClock(), ...given });
  for (const [name, definition] of Object.entries(machines))
    service.createStateMachine({ name, arn: arnOf(name), definition });
  return service;
}

function start(service: StepFunctionsService, name: string, input = "{}") {
  return service.startExecution({ stateMachineArn: arnOf(name), name: "one", input });
}

async function settle() {
  for (let turns = 0; turns < 8; turns += 1) await settled();
}

describe("a token", () => {
  const ask = (more: JsonObject = {}) =>
    machine({
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Arguments: { FunctionName: "Ask", Payload: "{% $states.context.Task.Token %}" },
        End: true,
        ...more,
      },
    });

  function asking(definition: JsonObject, clock: Clock = heldClock()) {
    const asked: TaskRequest[] = [];
    const invoke: InvokeTask = async (request) => {
      asked.push(request);
      return {};
    };
    return { service: open({ Ask: definition }, { invoke, clock }), asked };
  }

  async function killedWhileWaiting(more: JsonObject = {}, clock: Clock = heldClock()) {
    const { service, asked } = asking(ask(more), clock);
    start(service, "Ask");
    await settle();
    await service.close();
    expect(asked).toHaveLength(1);
    return asked[0]?.taskToken ?? "";
  }

  test("is good after the process was killed, and its call is not made again", async () => {
    const token = await killedWhileWaiting();
    const { service, asked } = asking(ask());
    service.redriveExecution(executionOf("Ask"));
    await settle();
    service.sendTaskSuccess(token, '"yes"');
    expect(await service.ended(executionOf("Ask"))).toMatchObject({ status: "SUCCEEDED", output: '"yes"' });
    expect(asked).toEqual([]);
  });

  test("can be answered before its execution goes on", async () => {
    const token = await killedWhileWaiting();
    const { service } = asking(ask());
    service.sendTaskFailure(token, "Denied", "no");
    service.redriveExecution(executionOf("Ask"));
    expect(await service.ended(executionOf("Ask"))).toMatchObject({
      status: "FAILED",
      error: "Denied",
      cause: "no",
    });
  });

  test("that was answered stays so when the process is killed before the answer is taken", async () => {
    const { service, asked } = asking(ask({ TimeoutSeconds: 60 }));
    start(service, "Ask");
    await settle();
    service.sendTaskSuccess(asked[0]?.taskToken ?? "", '"yes"');
    const acknowledged = readFileSync(journalOf("Ask"));
    await service.ended(executionOf("Ask"));
    writeFileSync(journalOf("Ask"), acknowledged);
    // Its deadline has passed meanwhile, but the answer came before.
    const later = asking(ask({ TimeoutSeconds: 60 }), jumpingClock());
    later.service.redriveExecution(executionOf("Ask"));
    expect(await later.service.ended(executionOf("Ask"))).toMatchObject({
      status: "SUCCEEDED",
      output: '"yes"',
    });
    expect(later.asked).toEqual([]);
  });

  test("can be answered before its call is over, and that answer stays too", async () => {
    const service = open(
      { Ask: ask() },
      {
        invoke: async ({ taskToken = "" }) => {
          service.sendTaskSuccess(taskToken, '"yes"');
          return {};
        },
      },
    );
    start(service, "Ask");
    await service.ended(executionOf("Ask"));
    const lines = readFileSync(journalOf("Ask"), "utf8").split("\n");
    const submitted = lines.findIndex((line) => line.includes('"submitted"'));
    expect(lines.findIndex((line) => line.startsWith('{"kind":"answer"'))).toBeLessThan(submitted);
    writeFileSync(
      journalOf("Ask"),
      lines
        .slice(0, submitted + 1)
        .join("\n")
        .concat("\n"),
    );
    const later = open({ Ask: ask() });
    await later.recover();
    await settle();
    expect(later.describeExecution(executionOf("Ask"))).toMatchObject({
      status: "SUCCEEDED",
      output: '"yes"',
    });
  });

  test("of a call that was being made is given to the call that is made again", async () => {
    const asked: (string | undefined)[] = [];
    const invoke: InvokeTask = (request) => {
      asked.push(request.taskToken);
      return never(request);
    };
    for (const again of [false, true]) {
      const service = open({ Ask: ask() }, { invoke });
      if (again) service.redriveExecution(executionOf("Ask"));
      else start(service, "Ask");
      await settle();
      await service.close();
    }
    expect(asked).toEqual([expect.any(String), asked[0]]);
  });

  const timedOut = expect.objectContaining({ code: "TaskTimedOut" });
  const invalid = expect.objectContaining({ code: "InvalidToken" });

  test("whose Task has ended is told from one that was made up", async () => {
    const clock = heldClock();
    const { service, asked } = asking(ask({ TimeoutSeconds: 60 }), clock);
    start(service, "Ask");
    await settle();
    const token = asked[0]?.taskToken ?? "";
    clock.sleepers[0]?.wake();
    expect(await service.ended(executionOf("Ask"))).toMatchObject({ error: "States.Timeout" });
    for (const current of [service, asking(ask()).service]) {
      expect(() => current.sendTaskSuccess(token, "1")).toThrow(timedOut);
      expect(() => current.sendTaskFailure(token)).toThrow(timedOut);
      expect(() => current.sendTaskHeartbeat(token)).toThrow(timedOut);
      expect(() => current.sendTaskSuccess("made up", "1")).toThrow(invalid);
      expect(() => current.sendTaskSuccess(taskTokenOf(executionOf("Ask"), "x"), "1")).toThrow(invalid);
      expect(() => current.sendTaskSuccess(taskTokenOf(executionOf("Other"), "x"), "1")).toThrow(invalid);
    }
  });

  test("is not good beyond its deadline while its execution waits to go on", async () => {
    const token = await killedWhileWaiting({ TimeoutSeconds: 60 }, heldClock(1000));
    const { service } = asking(ask({ TimeoutSeconds: 60 }), heldClock(61_000));
    expect(() => service.sendTaskSuccess(token, "1")).toThrow(timedOut);
  });
});

describe("a child that a Task waits for", () => {
  const child = machine({ Work: { Type: "Task", Resource: functionArn, End: true } });
  const states = (more: JsonObject = {}) => ({
    Start: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      Arguments: { StateMachineArn: arnOf("Child"), Input: "{% $states.input %}" },
      Output: "{% $states.result.Output %}",
      End: true,
      ...more,
    },
    ...("Catch" in more ? { Rescue: { Type: "Pass", End: true } } : {}),
  });
  const parent = (more: JsonObject = {}, machineMore: JsonObject = {}) => machine(states(more), machineMore);
  const children = (service: StepFunctionsService) =>
    service.listExecutions({ stateMachineArn: arnOf("Child") }).executions.map(({ status }) => status);

  test.each([true, false])("is found again after a kill, whether it had ended: %s", async (ended) => {
    const first = open({ Parent: parent(), Child: child }, { invoke: ended ? async () => "done" : never });
    start(first, "Parent", "7");
    await settle();
    await first.close();
    if (ended) {
      // Killed just after the child had begun: all that the parent wrote later is lost.
      const lines = readFileSync(journalOf("Parent"), "utf8").split("\n");
      const noted = lines.findIndex((line) => line.startsWith('{"kind":"visit"'));
      writeFileSync(
        journalOf("Parent"),
        lines
          .slice(0, noted + 1)
          .join("\n")
          .concat("\n"),
      );
    }
    const second = open({ Parent: parent(), Child: child }, { invoke: async () => "done" });
    await second.recover();
    expect(await second.ended(executionOf("Parent"))).toMatchObject({
      status: "SUCCEEDED",
      output: '"done"',
    });
    expect(children(second)).toEqual(["SUCCEEDED"]);
  });

  test("is stopped with its parent", async () => {
    const service = open({ Parent: parent(), Child: child });
    start(service, "Parent");
    await settle();
    await service.stopExecution(executionOf("Parent"));
    await settle();
    expect(children(service)).toEqual(["ABORTED"]);
  });

  test.each([
    ["its Task", parent({ TimeoutSeconds: 60, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rescue" }] })],
    ["its parent", parent({}, { TimeoutSeconds: 60 })],
    [
      "the other branch",
      machine({
        Both: {
          Type: "Parallel",
          Branches: [
            branch(states()),
            branch({
              Wait: { Type: "Wait", Seconds: 60, Next: "Fail" },
              Fail: { Type: "Fail", Error: "Broken" },
            }),
          ],
          End: true,
        },
      }),
    ],
  ])("is stopped when %s comes to its end", async (_, definition) => {
    const clock = heldClock();
    const service = open({ Parent: definition, Child: child }, { clock });
    start(service, "Parent");
    await settle();
    expect(children(service)).toEqual(["RUNNING"]);
    clock.sleepers[0]?.wake();
    await service.ended(executionOf("Parent"));
    await settle();
    expect(children(service)).toEqual(["ABORTED"]);
  });

  test("is stopped at the next start when the process was killed before it could be", async () => {
    const first = open({ Parent: parent(), Child: child });
    start(first, "Parent");
    await settle();
    await first.close();
    const end = { kind: "end", status: "ABORTED", at: 1, lastEventId: 5, redrives: [] };
    appendFileSync(journalOf("Parent"), `${JSON.stringify(end)}\n`);
    const second = open({ Parent: parent(), Child: child });
    expect(await second.recover()).toEqual([]);
    expect(children(second)).toEqual(["ABORTED"]);
    expect(children(open({ Child: child }))).toEqual(["ABORTED"]);
  });

  test("lives on when it was only started", async () => {
    const Resource = "arn:aws:states:::states:startExecution";
    const service = open({ Parent: parent({ Resource, Output: 1 }), Child: child });
    start(service, "Parent");
    await service.ended(executionOf("Parent"));
    expect(children(service)).toEqual(["RUNNING"]);
  });
});

test("an execution that was interrupted can be stopped for good", async () => {
  const definition = machine({ Work: { Type: "Task", Resource: functionArn, End: true } });
  const first = open({ Work: definition });
  start(first, "Work");
  await settle();
  await first.close();
  const second = open({ Work: definition });
  await second.stopExecution(executionOf("Work"), "Enough", "of this");
  const third = open({ Work: definition });
  expect(third.interrupted()).toEqual([]);
  expect(third.describeExecution(executionOf("Work"))).toMatchObject({ status: "ABORTED", error: "Enough" });
  const { events } = third.getExecutionHistory(executionOf("Work"), { reverseOrder: true });
  expect(events[0]).toMatchObject({ type: "ExecutionAborted", id: events.length });
});

test("an end that nobody was told of before a kill is told at the next start, once", async () => {
  const definition = machine({ Work: { Type: "Task", Resource: functionArn, End: true } });
  const told: string[] = [];
  const onStatusChange = ({ status }: ExecutionDescription) => told.push(status);
  const first = open({ Work: definition }, { invoke: async () => "done", onStatusChange });
  start(first, "Work");
  await first.ended(executionOf("Work"));
  await open({ Work: definition }, { onStatusChange }).recover();
  expect(told).toEqual(["RUNNING", "SUCCEEDED"]);
  const lines = readFileSync(journalOf("Work"), "utf8").trimEnd().split("\n");
  writeFileSync(journalOf("Work"), lines.slice(0, -1).join("\n").concat("\n"));
  await open({ Work: definition }, { onStatusChange }).recover();
  await open({ Work: definition }, { onStatusChange }).recover();
  expect(told).toEqual(["RUNNING", "SUCCEEDED", "SUCCEEDED"]);
});
