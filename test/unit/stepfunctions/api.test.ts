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
import { afterAll, beforeAll, expect, test } from "vitest";
import { stepFunctionsApi } from "../../../local/stepfunctions/api.ts";
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
