import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  LambdaClient,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type LocalCloud, runningCloud, startLocalCloud } from "../../../local/cloud.ts";
import { synthesizeFixture } from "./fixture.ts";

const directory = mkdtempSync(join(tmpdir(), "aidevos-cloud-"));
const options = {
  ...synthesizeFixture(directory),
  directory: join(directory, "state"),
  ports: { worker: 0, aws: 0 },
};
let cloud: LocalCloud;
let sfn: SFNClient;

beforeAll(async () => {
  cloud = await startLocalCloud(options);
  sfn = new SFNClient(client());
});

afterEach(() => void vi.unstubAllEnvs());

afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

function client() {
  return {
    endpoint: cloud.awsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
}

function output(stack: string, name: string): string {
  const value = cloud.outputs[stack]?.[name];
  if (value === undefined) throw new Error(`no output ${name}`);
  return value;
}

async function invoke(payload: unknown) {
  const response = await fetch(
    `${cloud.awsEndpoint}/2015-03-31/functions/${output("Work", "WorkerName")}/invocations`,
    { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(payload) },
  );
  const body: { left: number; trace: string[] } = JSON.parse(await response.text());
  return { error: response.headers.get("x-amz-function-error"), body };
}

/** The inputs of all executions that have succeeded. */
async function succeeded(): Promise<unknown[]> {
  const stateMachineArn = output("Work", "MachineArn");
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: "SUCCEEDED" }),
  );
  const descriptions = executions.map(({ executionArn }) =>
    sfn.send(new DescribeExecutionCommand({ executionArn })),
  );
  return (await Promise.all(descriptions)).map(({ input }) => JSON.parse(input ?? "null"));
}

const patient = { timeout: 10_000, interval: 20 };

describe("the data plane", () => {
  test("gets its secret from the control plane's stack, and the loader that the provider can't declare", async () => {
    const { SecretString: secret } = await new SecretsManagerClient(client()).send(
      new GetSecretValueCommand({ SecretId: output("State", "ControlSecretArn") }),
    );
    expect(secret).toMatch(/^[A-Za-z0-9]{64}$/);
    const environment = await (await fetch(`${cloud.workerUrl}/environment`)).json();
    expect(environment).toEqual({ secret, previous: "", loader: "function" });
    expect(statSync(join(options.directory, "secrets.json")).mode & 0o777).toBe(0o600);
  });
});

test("the Worker's address is where it listens, whatever host a caller names", async () => {
  const seen = await new Promise<string>((resolve, reject) => {
    get(`${cloud.workerUrl}/url?x=1`, { headers: { host: "localhost" } }, (answer) => {
      answer.setEncoding("utf8").on("data", resolve);
    }).on("error", reject);
  });
  expect(seen).toBe(`${cloud.workerUrl}/url?x=1`);
});

test("what the runtime keeps while it runs lies in the state directory, and goes when the cloud stops", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "aidevos-temporary-"));
  vi.stubEnv("TMPDIR", temporary);
  const state = join(directory, "short");
  mkdirSync(join(state, "runtime", "miniflare-left-by-a-killed-process"), { recursive: true });
  const short = await startLocalCloud({ ...options, directory: state });
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(join(state, "runtime"))).toEqual([expect.stringMatching(/^miniflare-[0-9a-f]{32}$/)]);
  await short.stop();
  expect(readdirSync(state)).not.toContain("runtime");
});

describe("functions", () => {
  test("have their environments kept started by their alias, and their concurrency measured", async () => {
    const lambda = new LambdaClient(client());
    const alias = { FunctionName: output("Work", "WorkerName"), Qualifier: "live" };
    const configured = () => lambda.send(new GetProvisionedConcurrencyConfigCommand(alias));
    await expect(configured()).rejects.toThrow(/No provisioned concurrency is configured/);
    await lambda.send(
      new PutProvisionedConcurrencyConfigCommand({ ...alias, ProvisionedConcurrentExecutions: 2 }),
    );
    await expect
      .poll(configured, patient)
      .toMatchObject({ Status: "READY", AvailableProvisionedConcurrentExecutions: 2 });
    await invoke({});
    const ask = () =>
      new CloudWatchClient(client()).send(
        new GetMetricDataCommand({
          MetricDataQueries: [
            {
              Id: "concurrency",
              MetricStat: {
                Metric: {
                  Namespace: "AWS/Lambda",
                  MetricName: "ConcurrentExecutions",
                  Dimensions: [{ Name: "FunctionName", Value: alias.FunctionName }],
                },
                Period: 300,
                Stat: "Maximum",
              },
            },
          ],
          StartTime: new Date(Date.now() - 600_000),
          EndTime: new Date(Date.now() + 60_000),
        }),
      );
    await expect
      .poll(async () => (await ask()).MetricDataResults, patient)
      .toMatchObject([{ Id: "concurrency", StatusCode: "Complete", Values: [1] }]);
    await lambda.send(new DeleteProvisionedConcurrencyConfigCommand(alias));
    await expect(configured()).rejects.toThrow(/No provisioned concurrency is configured/);
  });

  test("see the variables of their template and those that Lambda sets", async () => {
    const { body } = await invoke({ hello: "world" });
    expect(body).toMatchObject({
      event: { hello: "world" },
      functionName: output("Work", "WorkerName"),
      environment: {
        RECORDS_TABLE: output("State", "RecordsTable"),
        DATA_PLANE_URL: cloud.workerUrl,
        REPOSITORY_REMOTE: cloud.repositoryUrl,
        AWS_ENDPOINT_URL: cloud.awsEndpoint,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      },
    });
    expect(body.left).toBeGreaterThan(0);
    expect(body.left).toBeLessThanOrEqual(1000);
  });

  test("answer with the error's class, message and trace", async () => {
    const { error, body } = await invoke({ fail: "too far" });
    expect(error).toBe("Unhandled");
    expect(body).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    expect(body.trace[0]).toBe("RangeError: too far");
  });
});

test("a table keeps items and answers by its index", async () => {
  const dynamoDb = new DynamoDBClient(client());
  const TableName = output("State", "RecordsTable");
  await dynamoDb.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" }, kind: { S: "run" } } }));
  const { Items } = await dynamoDb.send(
    new QueryCommand({
      TableName,
      IndexName: "byKind",
      KeyConditionExpression: "kind = :kind",
      ExpressionAttributeValues: { ":kind": { S: "run" } },
    }),
  );
  expect(Items).toEqual([{ pk: { S: "a" }, kind: { S: "run" } }]);
});

test("a state machine invokes the function that its placeholder names", async () => {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: output("Work", "MachineArn"), input: '{"from":"sdk"}' }),
  );
  await vi.waitFor(async () => {
    const { status, output: result } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect({ status, result }).toEqual({ status: "SUCCEEDED", result: '{"from":"sdk"}' });
  }, patient);
});

test("an event starts the state machine of the rule that it matches, with the part that the rule passes on", async () => {
  const events = new EventBridgeClient(client());
  const EventBusName = output("State", "EventBusName");
  const entry = { EventBusName, Source: "fixture", DetailType: "requested", Detail: '{"from":"event"}' };
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({ Entries: [entry, { ...entry, DetailType: "other" }] }),
  );
  expect(FailedEntryCount).toBe(0);
  await vi.waitFor(async () => expect(await succeeded()).toContainEqual({ from: "event" }), patient);
});

test("metrics in a function's output set off an alarm, whose event starts a state machine", async () => {
  await invoke({ measure: 3 });
  const alarm = output("Work", "AlarmName");
  await vi.waitFor(async () => expect(await succeeded()).toContainEqual({ alarm }), patient);
});

describe("repositories", () => {
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const git = async (cwd: string, ...parameters: string[]) =>
    (await promisify(execFile)("git", [...author, ...parameters], { cwd })).stdout;

  test("come to be with the first push and can be cloned", async () => {
    const work = mkdtempSync(join(directory, "work-"));
    await git(work, "init", "--quiet", "--initial-branch=main");
    writeFileSync(join(work, "service.ts"), "x".repeat(2_000_000));
    await git(work, "add", ".");
    await git(work, "commit", "--quiet", "--message=First release");
    await git(work, "push", "--quiet", `${cloud.repositoryUrl}/library.git`, "main");
    await git(directory, "clone", "--quiet", `${cloud.repositoryUrl}/library.git`, "clone");
    expect(readFileSync(join(directory, "clone", "service.ts"), "utf8")).toHaveLength(2_000_000);
    expect(await git(join(directory, "clone"), "log", "--format=%s")).toBe("First release\n");
  });

  test("that were never pushed to are not found, and bad names are refused", async () => {
    const status = async (path: string) => (await fetch(`${cloud.repositoryUrl}/${path}`)).status;
    expect(await status("nothing.git/info/refs?service=git-upload-pack")).toBe(404);
    expect(await status("..%2Fsecrets.git/info/refs?service=git-receive-pack")).toBe(400);
  });
});

test("a call that the local cloud does not know is refused with what it has", async () => {
  const response = await fetch(cloud.awsEndpoint, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Kinesis_20131202.PutRecord" },
    body: "{}",
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    __type: "UnknownOperationException",
    message: expect.stringContaining("Kinesis_20131202.PutRecord"),
  });
});

describe("pages of the web", () => {
  const paths = () => [
    `/2015-03-31/functions/${output("Work", "WorkerName")}/invocations`,
    "/",
    "/repositories/library.git/info/refs?service=git-upload-pack",
  ];
  const targets = [
    "DynamoDB_20120810.ListTables",
    "AWSStepFunctions.ListStateMachines",
    "AWSEvents.PutEvents",
  ];

  /** A status by a client that sends the headers as they are; fetch keeps some of them to itself. */
  function status(path: string, headers: Record<string, string>, body = "{}"): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const outgoing = request(new URL(path, cloud.awsEndpoint), { method: "POST", headers });
    outgoing.on("response", (answer) => resolve(answer.resume().statusCode)).on("error", reject);
    outgoing.end(body);
    return promise;
  }
  const json = { "content-type": "application/x-amz-json-1.0" };

  test.each([
    ["another origin", { origin: "https://evil.test" }],
    ["another port of this machine", { origin: "http://localhost:3000" }],
    ["no origin that could be named", { origin: "null" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["the same site", { "sec-fetch-site": "same-site" }],
    ["a name that was bound to this machine", { host: "evil.test:8788", origin: "http://evil.test:8788" }],
  ])("of %s are refused, whatever they call", async (_name, headers) => {
    for (const path of paths()) expect(await status(path, { ...json, ...headers })).toBe(403);
    for (const target of targets)
      expect(await status("/", { ...json, ...headers, "x-amz-target": target })).toBe(403);
  });

  test("can't send a body of a type that needs no question first", async () => {
    const [invocations = ""] = paths();
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "",
    ])
      expect(await status(invocations, type === "" ? {} : { "content-type": type })).toBe(415);
    expect(await status(invocations, json)).toBe(200);
    expect(await status(invocations, { ...json, "sec-fetch-site": "none" })).toBe(200);
  });
});

test("a second cloud on the directory is refused by the first one's address, and finds it", async () => {
  await expect(startLocalCloud(options)).rejects.toThrow(cloud.awsEndpoint);
  expect(await runningCloud(options.directory)).toMatchObject({
    awsEndpoint: cloud.awsEndpoint,
    outputs: cloud.outputs,
  });
});

test("a port that was asked for and is taken is an error", async () => {
  const worker = Number(new URL(cloud.workerUrl).port);
  const other = { ...options, directory: join(directory, "other"), ports: { worker } };
  await expect(startLocalCloud(other)).rejects.toThrow(`Port ${worker} is taken`);
});
