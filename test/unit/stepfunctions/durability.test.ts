import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import type { InvokeTask } from "../../../local/stepfunctions/interpreter.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { functionArn, jumpingClock, machine, settled } from "./machines.ts";

let directory: string;
let problems: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stepfunctions-"));
  problems = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const executionArnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:Work:${name}`;
const never: InvokeTask = () => new Promise(() => undefined);
const work = machine({ Work: { Type: "Task", Resource: functionArn, End: true } });

function open(definition: JsonObject = work, invoke: InvokeTask = async () => "done") {
  const onProblem = (message: string) => problems.push(message);
  const service = new StepFunctionsService({ directory, invoke, clock: jumpingClock(), onProblem });
  service.createStateMachine({ name: "Work", arn: arnOf("Work"), definition });
  return service;
}

const journalOf = (name: string) => join(directory, "Work", `${name}.jsonl`);

async function perform(service: StepFunctionsService, name: string) {
  const { executionArn } = service.startExecution({ stateMachineArn: arnOf("Work"), name });
  return service.ended(executionArn);
}

describe("a journal that can't be read", () => {
  const damages: [string, (path: string) => void][] = [
    ["whose last line is no record", (path) => appendFileSync(path, "rubbish\n")],
    ["whose last line is of no known kind", (path) => appendFileSync(path, '{"kind":"other"}\n')],
    ["whose first line is damaged", (path) => writeFileSync(path, `#${readFileSync(path, "utf8")}`)],
    ["that begins with something else", (path) => writeFileSync(path, '{"kind":"redrive","at":1}\n')],
    ["that ends in the zeros of a crash of the machine", (path) => truncateSync(path, 600 * 1024 * 1024)],
    [
      "that is a folder",
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ];

  test.each(damages)("%s is set aside and named, and the others are there", async (_, damage) => {
    const first = open();
    await perform(first, "good");
    await perform(first, "bad");
    damage(journalOf("bad"));
    const second = open(work, never);
    expect(problems).toEqual([expect.stringContaining(journalOf("bad"))]);
    expect(existsSync(`${journalOf("bad")}.damaged`)).toBe(true);
    expect(second.describeExecution(executionArnOf("good")).status).toBe("SUCCEEDED");
    expect(second.listExecutions().executions.map(({ name }) => name)).toEqual(["good"]);
    expect(() => second.describeExecution(executionArnOf("bad"))).toThrow("Execution Does Not Exist");
    open(work, never);
    expect(problems).toHaveLength(1);
  });

  test("in the middle of a finished execution stops neither a start nor what is known of its end", async () => {
    await perform(open(), "one");
    const lines = readFileSync(journalOf("one"), "utf8").split("\n");
    writeFileSync(journalOf("one"), lines.with(2, '{"kind":"event",rubbish').join("\n"));
    const service = open();
    expect(service.describeExecution(executionArnOf("one"))).toMatchObject({ output: '"done"' });
    expect(() => service.getExecutionHistory(executionArnOf("one"))).toThrow(
      `The journal ${journalOf("one")} is damaged: the line at byte`,
    );
  });
});

describe("an execution at the end of its history", () => {
  const endless = machine({
    A: { Type: "Pass", Next: "B" },
    B: { Type: "Choice", Choices: [{ Condition: false, Next: "C" }], Default: "A" },
    C: { Type: "Succeed" },
  });

  test("fails, can't be redriven, and lets the service start again", async () => {
    const service = open(endless);
    expect(await perform(service, "one")).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution history event limit exceeded",
    });
    const { events } = service.getExecutionHistory(executionArnOf("one"), { reverseOrder: true });
    expect(events[0]).toMatchObject({ id: 25_000, type: "ExecutionFailed" });
    expect(() => service.redriveExecution(executionArnOf("one"))).toThrow(
      expect.objectContaining({ code: "ExecutionNotRedrivable" }),
    );
    expect(open(endless).interrupted()).toEqual([]);
  });

  test("ends when it was redriven by a version that allowed it", async () => {
    await perform(open(endless), "one");
    appendFileSync(journalOf("one"), '{"kind":"redrive","at":1}\n');
    const service = open(endless);
    expect(service.interrupted()).toHaveLength(1);
    service.redriveExecution(executionArnOf("one"));
    expect(await service.ended(executionArnOf("one"))).toMatchObject({ status: "FAILED" });
    expect(open(endless).interrupted()).toEqual([]);
  });
});

describe("a journal that can't be written", () => {
  test("interrupts its own execution, which goes on when there is room again", async () => {
    // A limit on the size of files stands in for a full disk: both end a write before its last byte.
    const script = join(import.meta.dirname, "cramped-service.ts");
    const limited = `trap '' XFSZ; ulimit -f 16; exec '${process.execPath}' '${script}' '${directory}'`;
    const child = spawn("bash", ["-c", limited], { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    const told: unknown = JSON.parse(await text(child.stdout));
    expect(await exit).toEqual([0, null]);
    expect(told).toMatchObject({
      large: { status: "ABORTED", error: "States.Interrupted", redriveStatus: "REDRIVABLE" },
      small: { status: "SUCCEEDED" },
      refused: expect.stringContaining("can't be written"),
      problems: [expect.stringContaining(`${executionArnOf("large")} was interrupted: The journal`)],
    });

    const service = open();
    expect(service.interrupted().map(({ name }) => name)).toEqual(["large"]);
    service.redriveExecution(executionArnOf("large"));
    const { status, output } = await service.ended(executionArnOf("large"));
    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: '"done"' });
    const { events } = service.getExecutionHistory(executionArnOf("large"));
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(problems).toEqual([]);
  });
});

describe("pages of a history", () => {
  const count = machine({
    Add: { Type: "Pass", Output: "{% $states.input - 1 %}", Next: "Enough" },
    Enough: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input <= 0 %}", Next: "Done" }],
      Default: "Add",
    },
    Done: { Type: "Succeed" },
  });

  async function counted() {
    const service = open(count);
    const request = { stateMachineArn: arnOf("Work"), name: "one", input: "90" };
    await service.ended(service.startExecution(request).executionArn);
    return service;
  }

  test.each([false, true])(
    "hold 100 events and follow each other without a gap, reversed: %s",
    async (reverseOrder) => {
      const service = await counted();
      const ids: number[] = [];
      const sizes: number[] = [];
      let nextToken: string | undefined;
      do {
        const page = service.getExecutionHistory(executionArnOf("one"), {
          reverseOrder,
          ...(nextToken === undefined ? {} : { nextToken }),
        });
        ids.push(...page.events.map(({ id }) => id));
        sizes.push(page.events.length);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      const all = Array.from({ length: 364 }, (_, index) => index + 1);
      expect(ids).toEqual(reverseOrder ? all.reverse() : all);
      expect(sizes).toEqual([100, 100, 100, 64]);
    },
  );

  test("belong to one execution and one order", async () => {
    const service = await counted();
    await service.ended(
      service.startExecution({ stateMachineArn: arnOf("Work"), name: "two", input: "90" }).executionArn,
    );
    const { nextToken = "" } = service.getExecutionHistory(executionArnOf("one"), { maxResults: 5 });
    const invalid = expect.objectContaining({ code: "InvalidToken" });
    expect(() => service.getExecutionHistory(executionArnOf("two"), { nextToken })).toThrow(invalid);
    expect(() =>
      service.getExecutionHistory(executionArnOf("one"), { nextToken, reverseOrder: true }),
    ).toThrow(invalid);
    expect(() => service.getExecutionHistory(executionArnOf("one"), { nextToken: "7" })).toThrow(invalid);
  });

  test("leave data out when it is not wanted", async () => {
    const service = await counted();
    const [, entered] = service.getExecutionHistory(executionArnOf("one"), {
      includeExecutionData: false,
    }).events;
    expect(entered?.stateEnteredEventDetails).toEqual({ name: "Add" });
  });
});

test("a list goes from page to page, the newest first, while executions come and go", async () => {
  const failing: InvokeTask = async ({ arguments: input }) => {
    if (input === 1) throw new TaskFailure("Broken");
    return input;
  };
  const service = open(work, failing);
  const start = (name: string, input: number) =>
    service.startExecution({ stateMachineArn: arnOf("Work"), name, input: String(input) });
  for (let index = 0; index < 7; index += 1) start(`n${index}`, index % 2);
  for (let turns = 0; turns < 20; turns += 1) await settled();
  const first = service.listExecutions({
    stateMachineArn: arnOf("Work"),
    statusFilter: "SUCCEEDED",
    maxResults: 2,
  });
  expect(first.executions.map(({ name }) => name)).toEqual(["n6", "n4"]);
  start("n7", 0);
  const { nextToken = "" } = first;
  const second = service.listExecutions({
    stateMachineArn: arnOf("Work"),
    statusFilter: "SUCCEEDED",
    nextToken,
  });
  expect(second.executions.map(({ name }) => name)).toEqual(["n2", "n0"]);
  expect(second.nextToken).toBeUndefined();
});
