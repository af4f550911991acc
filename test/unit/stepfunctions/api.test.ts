import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stepFunctionsApi } from "../../../local/stepfunctions/api.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { machine } from "./machines.ts";

const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:Ask";
const definition = machine({
  Ask: {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Arguments: { FunctionName: "Ask", Payload: "{% $states.context.Task.Token %}" },
    End: true,
  },
});

let directory: string;
let server: Server;
let service: StepFunctionsService;
let client: SFNClient;
const tokens: string[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "stepfunctions-api-"));
  service = new StepFunctionsService({
    directory,
    invoke: async ({ taskToken }) => {
      tokens.push(taskToken ?? "");
      return {};
    },
  });
  service.createStateMachine({ name: "Ask", arn: stateMachineArn, definition });
  const answer = stepFunctionsApi(service);
  server = createServer(async (request, response) => {
    const { status, body } = await answer(
      String(request.headers["x-amz-target"]),
      JSON.parse(await text(request)),
    );
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await service.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

test("the SDK starts, answers, describes and reads the history of an execution", async () => {
  const { executionArn = "", startDate } = await client.send(
    new StartExecutionCommand({ stateMachineArn, name: "one", input: '{"a":1}' }),
  );
  expect(startDate).toBeInstanceOf(Date);
  await client.send(new SendTaskSuccessCommand({ taskToken: tokens.at(-1), output: '"yes"' }));
  await service.ended(executionArn);
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: "SUCCEEDED", output: '"yes"', redriveStatus: "NOT_REDRIVABLE" });
  expect(described.stopDate).toBeInstanceOf(Date);

  const first = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 2 }));
  expect(first.events?.map(({ type }) => type)).toEqual(["ExecutionStarted", "TaskStateEntered"]);
  expect(first.events?.[0]?.timestamp).toBeInstanceOf(Date);
  const rest = await client.send(
    new GetExecutionHistoryCommand({ executionArn, nextToken: first.nextToken }),
  );
  expect(rest.events?.at(-1)?.executionSucceededEventDetails?.output).toBe('"yes"');
  const newest = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
  expect(newest.events?.[0]?.type).toBe("ExecutionSucceeded");
});

test("the SDK stops and redrives an execution", async () => {
  const { executionArn = "" } = await client.send(
    new StartExecutionCommand({ stateMachineArn, name: "two" }),
  );
  await client.send(new StopExecutionCommand({ executionArn, error: "Enough", cause: "for today" }));
  const listed = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "ABORTED" }));
  expect(listed.executions?.map(({ name }) => name)).toEqual(["two"]);
  const { redriveDate } = await client.send(new RedriveExecutionCommand({ executionArn }));
  expect(redriveDate).toBeInstanceOf(Date);
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: "RUNNING", redriveCount: 1 });
});

test("the service's errors are the SDK's exceptions", async () => {
  const start = (input: string) =>
    client.send(new StartExecutionCommand({ stateMachineArn, name: "three", input }));
  await start("1");
  await expect(start("2")).rejects.toBeInstanceOf(ExecutionAlreadyExists);
  await expect(
    client.send(new DescribeStateMachineCommand({ stateMachineArn: "arn:none" })),
  ).rejects.toMatchObject({
    name: "StateMachineDoesNotExist",
  });
});

test("an operation that is not there, or a body that does not fit, is a 400", async () => {
  const answer = stepFunctionsApi(service);
  expect((await answer("AWSStepFunctions.CreateActivity", {})).body).toMatchObject({
    __type: "UnknownOperationException",
  });
  expect((await answer("AWSStepFunctions.StartExecution", {})).body).toMatchObject({
    __type: "ValidationException",
  });
});

describe("parameters", () => {
  const answer = (operation: string, body: JsonObject) =>
    stepFunctionsApi(service)(`AWSStepFunctions.${operation}`, body);
  const executionArn = stateMachineArn.replace(":stateMachine:", ":execution:");

  test.each([
    ["StartExecution", { stateMachineArn, versionId: "1" }, "versionId"],
    ["ListExecutions", { stateMachineArn, mapRunArn: "arn" }, "mapRunArn"],
    ["ListExecutions", { stateMachineArn, redriveFilter: "REDRIVEN" }, "redriveFilter"],
    ["ListExecutions", { stateMachineArn, statusFilter: "DONE" }, "statusFilter"],
    ["ListExecutions", {}, "stateMachineArn"],
    ["GetExecutionHistory", { executionArn: "x", maxResults: 1001 }, "maxResults"],
    ["DescribeExecution", { executionArn: "x", includedData: "SOME" }, "includedData"],
    ["StopExecution", { executionArn: "x", cause: "x".repeat(32_769) }, "cause"],
    ["SendTaskSuccess", { taskToken: "x", output: "x".repeat(262_145) }, "output"],
  ])("%s names what it does not take", async (operation, body, name) => {
    const { status, body: refusal } = await answer(operation, body);
    expect(status).toBe(400);
    expect(refusal).toMatchObject({ __type: "ValidationException", message: expect.stringContaining(name) });
  });

  test.each(["ListExecutions", "ListStateMachines"])(
    "%s refuses a token that it did not give",
    async (operation) => {
      const body = operation === "ListExecutions" ? { stateMachineArn } : {};
      expect((await answer(operation, { ...body, nextToken: "-1" })).body).toMatchObject({
        __type: "InvalidToken",
      });
    },
  );

  test("traceHeader and includedData are honoured", async () => {
    await answer("StartExecution", { stateMachineArn, name: "traced", input: "[1]", traceHeader: "Root=1" });
    const whole = await answer("DescribeExecution", { executionArn: `${executionArn}:traced` });
    expect(whole.body).toMatchObject({
      traceHeader: "Root=1",
      input: "[1]",
      inputDetails: { included: true },
    });
    const metadata = { executionArn: `${executionArn}:traced`, includedData: "METADATA_ONLY" };
    const { body } = await answer("DescribeExecution", metadata);
    expect(body).toMatchObject({ status: "RUNNING", inputDetails: { included: false } });
    expect(body).not.toHaveProperty("input");
    const machineBody = (
      await answer("DescribeStateMachine", { stateMachineArn, includedData: "METADATA_ONLY" })
    ).body;
    expect(machineBody).not.toHaveProperty("definition");
  });

  test("clientToken makes a redrive that is asked for again the same one", async () => {
    await answer("StartExecution", { stateMachineArn, name: "again" });
    const target = { executionArn: `${executionArn}:again` };
    await answer("StopExecution", target);
    const first = await answer("RedriveExecution", { ...target, clientToken: "a" });
    expect(first.status).toBe(200);
    expect(await answer("RedriveExecution", { ...target, clientToken: "a" })).toEqual(first);
    expect((await answer("RedriveExecution", { ...target, clientToken: "b" })).body).toMatchObject({
      __type: "ExecutionNotRedrivable",
    });
    await answer("StopExecution", target);
    expect(await answer("RedriveExecution", { ...target, clientToken: "a" })).toEqual(first);
    expect((await answer("DescribeExecution", target)).body).toMatchObject({
      status: "ABORTED",
      redriveCount: 1,
    });
  });

  test("ListStateMachines goes from page to page", async () => {
    const other = new StepFunctionsService({
      directory: mkdtempSync(join(directory, "other-")),
      invoke: async () => 1,
    });
    for (const name of ["A", "B", "C"]) other.createStateMachine({ name, arn: `arn:${name}`, definition });
    const list = stepFunctionsApi(other);
    const first = await list("ListStateMachines", { maxResults: 2 });
    expect(first.body).toMatchObject({ stateMachines: [{ name: "A" }, { name: "B" }], nextToken: "2" });
    const second = await list("ListStateMachines", { maxResults: 2, nextToken: "2" });
    expect(second.body).toEqual({ stateMachines: [expect.objectContaining({ name: "C" })] });
  });
});
