import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../../local/stepfunctions/clock.ts";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import type { InvokeTask } from "../../../local/stepfunctions/interpreter.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { functionArn, heldClock, jumpingClock, machine, settled } from "./machines.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stepfunctions-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const never: InvokeTask = () => new Promise(() => undefined);

function open(machines: { [name: string]: JsonObject }, invoke: InvokeTask, clock: Clock = jumpingClock()) {
  const service = new StepFunctionsService({ directory, invoke, clock });
  for (const [name, definition] of Object.entries(machines)) {
    service.createStateMachine({ name, arn: arnOf(name), definition });
  }
  return service;
}

const work = machine({
  Prepare: { Type: "Pass", Assign: { ready: "{% $states.input %}" }, Next: "Work" },
  Work: { Type: "Task", Resource: functionArn, Next: "Report" },
  Report: { Type: "Pass", Output: ["{% $states.input %}", "{% $ready %}"], End: true },
});

describe("executions", () => {
  test("one that is started is described, listed and told event by event", async () => {
    const service = open({ Work: work }, async () => "done");
    const { executionArn } = service.startExecution({
      stateMachineArn: arnOf("Work"),
      name: "one",
      input: "7",
    });
    expect(executionArn).toBe("arn:aws:states:us-east-1:000000000000:execution:Work:one");
    const description = await service.ended(executionArn);
    expect(description).toMatchObject({
      status: "SUCCEEDED",
      input: "7",
      output: '["done",7]',
      redriveCount: 0,
    });
    expect(service.listExecutions({ statusFilter: "SUCCEEDED" }).executions).toHaveLength(1);
    const { events } = service.getExecutionHistory(executionArn);
    expect(events[0]).toMatchObject({ id: 1, previousEventId: 0, type: "ExecutionStarted" });
    expect(events.at(-1)?.executionSucceededEventDetails).toMatchObject({ output: '["done",7]' });
  });

  test("the same name and input is the same running execution; a name is used once", async () => {
    const service = open({ Work: work }, never);
    const request = { stateMachineArn: arnOf("Work"), name: "one", input: "7" };
    const first = service.startExecution(request);
    expect(service.startExecution(request)).toEqual(first);
    expect(() => service.startExecution({ ...request, input: "8" })).toThrow("Execution Already Exists");
    await service.stopExecution(first.executionArn, "Stopped", "by hand");
    expect(service.describeExecution(first.executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Stopped",
      cause: "by hand",
    });
    expect(() => service.startExecution(request)).toThrow("Execution Already Exists");
  });

  test("every change of status is told", async () => {
    const told: string[] = [];
    const service = new StepFunctionsService({
      directory,
      invoke: async () => "done",
      onStatusChange: ({ name, status }) => told.push(`${name} ${status}`),
    });
    service.createStateMachine({ name: "Work", arn: arnOf("Work"), definition: work });
    const { executionArn } = service.startExecution({ stateMachineArn: arnOf("Work"), name: "one" });
    await service.ended(executionArn);
    expect(told).toEqual(["one RUNNING", "one SUCCEEDED"]);
  });

  test.each([
    ["a machine that is not there", { stateMachineArn: arnOf("Other") }, "StateMachineDoesNotExist"],
    ["an input that is no JSON", { stateMachineArn: arnOf("Work"), input: "{" }, "InvalidExecutionInput"],
    ["a name with a slash", { stateMachineArn: arnOf("Work"), name: "a/b" }, "InvalidName"],
  ])("%s is refused", (_, request, code) => {
    const service = open({ Work: work }, never);
    expect(() => service.startExecution(request)).toThrow(expect.objectContaining({ code }));
  });
});

describe("a process that dies", () => {
  test("leaves its executions to be redriven from their last checkpoint", async () => {
    const dying = open({ Work: work }, never);
    const { executionArn } = dying.startExecution({
      stateMachineArn: arnOf("Work"),
      name: "one",
      input: "7",
    });
    await settled();
    const journal = join(directory, "Work", "one.jsonl");
    appendFileSync(journal, '{"kind":"event","ev');

    const calls: unknown[] = [];
    const service = open({ Work: work }, async (request) => {
      calls.push(request.arguments);
      return "late";
    });
    expect(service.interrupted().map(({ name }) => name)).toEqual(["one"]);
    expect(service.describeExecution(executionArn)).toMatchObject({
      status: "ABORTED",
      error: "States.Interrupted",
      redriveStatus: "REDRIVABLE",
    });
    service.redriveExecution(executionArn);
    const description = await service.ended(executionArn);
    expect(description).toMatchObject({ status: "SUCCEEDED", output: '["late",7]', redriveCount: 1 });
    expect(calls).toEqual([7]);
    const { events } = service.getExecutionHistory(executionArn);
    expect(events.map(({ id }) => id)).toEqual(events.map((__, index) => index + 1));
    expect(events.filter(({ type }) => type === "PassStateEntered")).toHaveLength(2);
    expect(events.some(({ type }) => type === "ExecutionRedriven")).toBe(true);
  });

  test("keeps what had ended", async () => {
    const first = open({ Work: work }, async () => "done");
    const { executionArn } = first.startExecution({ stateMachineArn: arnOf("Work"), input: "7" });
    const before = await first.ended(executionArn);
    const second = open({ Work: work }, never);
    expect(second.describeExecution(executionArn)).toEqual(before);
    expect(second.interrupted()).toEqual([]);
    expect(() => second.redriveExecution(executionArn)).toThrow("cannot be redriven: it succeeded");
    expect(readdirSync(join(directory, "Work"))).toHaveLength(1);
  });

  test("a closed service leaves its executions as a killed one does", async () => {
    const first = open({ Work: work }, never);
    first.startExecution({ stateMachineArn: arnOf("Work"), name: "one" });
    await first.close();
    const second = open({ Work: work }, async () => "done");
    expect(second.interrupted()).toHaveLength(1);
    const again = second.startExecution({ stateMachineArn: arnOf("Work"), name: "one" });
    expect((await second.ended(again.executionArn)).status).toBe("SUCCEEDED");
  });

  test("a failed execution is redriven at the state that failed", async () => {
    let broken = true;
    const service = open({ Work: work }, async () => {
      if (broken) throw new TaskFailure("Broken", "for now");
      return "mended";
    });
    const { executionArn } = service.startExecution({ stateMachineArn: arnOf("Work"), input: "7" });
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "Broken" });
    broken = false;
    service.redriveExecution(executionArn);
    expect(await service.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '["mended",7]' });
  });
});

describe("task tokens", () => {
  const ask = machine({
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: "Ask", Payload: { token: "{% $states.context.Task.Token %}" } },
      HeartbeatSeconds: 30,
      End: true,
    },
  });

  function asking(clock: Clock = jumpingClock()) {
    const asked: { token: string; resource: string }[] = [];
    const service = open(
      { Ask: ask },
      async (request) => {
        asked.push({ token: request.taskToken ?? "", resource: request.resource });
        return {};
      },
      clock,
    );
    const { executionArn } = service.startExecution({ stateMachineArn: arnOf("Ask") });
    return { service, executionArn, asked };
  }

  test("an answer ends the wait, once", async () => {
    const { service, executionArn, asked } = asking(heldClock());
    await settled();
    const token = asked[0]?.token ?? "";
    expect(asked[0]?.resource).toBe("arn:aws:states:::lambda:invoke");
    service.sendTaskHeartbeat(token);
    service.sendTaskSuccess(token, '{"approved":true}');
    expect(await service.ended(executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: '{"approved":true}',
    });
    expect(service.getExecutionHistory(executionArn).events.map(({ type }) => type)).toContain(
      "TaskSubmitted",
    );
    expect(() => service.sendTaskSuccess(token, "1")).toThrow("No task waits for this token");
  });

  test("a failure that was sent is the Task's", async () => {
    const { service, executionArn, asked } = asking(heldClock());
    await settled();
    service.sendTaskFailure(asked[0]?.token ?? "", "Denied", "not now");
    expect(await service.ended(executionArn)).toMatchObject({
      status: "FAILED",
      error: "Denied",
      cause: "not now",
    });
  });

  test("silence for longer than the heartbeat times out", async () => {
    const { service, executionArn } = asking();
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });
});

describe("nested executions", () => {
  const child = machine({ Only: { Type: "Pass", Output: { got: "{% $states.input %}" }, End: true } });
  const failing = machine({ Only: { Type: "Fail", Error: "Broken", Cause: "inside" } });
  const parent = (resource: string, name: string) =>
    machine({
      Start: {
        Type: "Task",
        Resource: `arn:aws:states:::states:${resource}`,
        Arguments: { StateMachineArn: arnOf(name), Input: "{% $states.input %}", Name: "inner" },
        Output: "{% $states.result %}",
        End: true,
      },
    });

  async function outcome(definition: JsonObject) {
    const service = open({ Parent: definition, Child: child, Failing: failing }, never);
    const { executionArn } = service.startExecution({ stateMachineArn: arnOf("Parent"), input: "7" });
    return service.ended(executionArn);
  }

  test("sync:2 waits and gives the output as JSON", async () => {
    const { status, output } = await outcome(parent("startExecution.sync:2", "Child"));
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output ?? "")).toMatchObject({
      Status: "SUCCEEDED",
      Name: "inner",
      Output: { got: 7 },
    });
  });

  test("without sync it goes on at once", async () => {
    const { output } = await outcome(parent("startExecution", "Child"));
    expect(Object.keys(JSON.parse(output ?? ""))).toEqual(["ExecutionArn", "StartDate"]);
  });

  test("a failure inside is the Task's, with the description as its cause", async () => {
    const { error, cause } = await outcome(parent("startExecution.sync:2", "Failing"));
    expect(error).toBe("States.TaskFailed");
    expect(JSON.parse(cause ?? "")).toMatchObject({ Error: "Broken", Cause: "inside", Status: "FAILED" });
  });

  test("a machine that is not there fails the Task by the service's name for it", async () => {
    const { error } = await outcome(parent("startExecution", "Nobody"));
    expect(error).toBe("StepFunctions.StateMachineDoesNotExistException");
  });
});
