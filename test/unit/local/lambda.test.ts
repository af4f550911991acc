import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import type { FunctionConfiguration } from "../../../local/lambda/configuration.ts";
import { functionConfiguration } from "../../../local/lambda/configuration.ts";
import type { Invocation } from "../../../local/lambda/protocol.ts";
import { LambdaService } from "../../../local/lambda/service.ts";
import { parseJson } from "../../../local/stepfunctions/json.ts";

const directory = mkdtempSync(join(tmpdir(), "aidevos-lambda-"));
const services: LambdaService[] = [];
const metrics: string[] = [];
const warnings: string[] = [];
const invocations: Invocation[] = [];
let count = 0;

afterEach(async () => {
  metrics.length = 0;
  warnings.length = 0;
  invocations.length = 0;
  for (const service of services.splice(0)) await service.close();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A service with one function of this source. */
function serve(source: string, settings: Partial<FunctionConfiguration> = {}): LambdaService {
  count += 1;
  const taskRoot = join(directory, String(count));
  mkdirSync(taskRoot);
  writeFileSync(join(taskRoot, "index.mjs"), source);
  mkdirSync(join(taskRoot, "logs"));
  if (settings.name === "full") symlinkSync("/dev/full", join(taskRoot, "logs", "full.log"));
  const configuration: FunctionConfiguration = {
    name: "subject",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:subject",
    taskRoot,
    handler: "index.handler",
    runtime: "nodejs24.x",
    timeoutSeconds: 5,
    memoryMegabytes: 128,
    reservedConcurrency: undefined,
    environment: { STAGE: "test" },
    ...settings,
  };
  const service = new LambdaService({
    functions: [configuration],
    logs: join(taskRoot, "logs"),
    compileCache: join(directory, "compile-cache"),
    variables: { AWS_ENDPOINT_URL: "http://127.0.0.1:1", STAGE: "not this" },
    uuid: () => "11111111-2222-4333-8444-555555555555",
    onMetrics: (line) => metrics.push(line),
    onInvocation: (invocation) => invocations.push(invocation),
    onWarning: (message) => warnings.push(message),
  });
  services.push(service);
  return service;
}

async function answer(service: LambdaService, payload: unknown = {}) {
  const outcome = await service.invoke("subject", JSON.stringify(payload));
  return "payload" in outcome ? { payload: parseJson(outcome.payload) } : outcome;
}

test("a function keeps its module between invocations, and can be invoked by name or ARN", async () => {
  const service = serve("let n = 0; export const handler = async () => ++n;");
  expect(await answer(service)).toEqual({ payload: 1 });
  const outcome = await service.invoke("arn:aws:lambda:us-east-1:000000000000:function:subject:live", "{}");
  expect(outcome).toEqual({ payload: "2" });
});

test("the template's variables win, the machine's own are not seen", async () => {
  const service = serve("export const handler = () => process.env;");
  const { payload } = { payload: undefined, ...(await answer(service)) };
  expect(payload).toMatchObject({
    STAGE: "test",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_REGION: "us-east-1",
    AWS_LAMBDA_FUNCTION_NAME: "subject",
    _X_AMZN_TRACE_ID: expect.stringMatching(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    ),
  });
  expect(payload).not.toHaveProperty("HOME");
});

test("environments that are provisioned are started before they are asked for, and anew when one ends", async () => {
  const service = serve(
    `export const handler = ({ end }) => {
      if (end) process.exit(1);
      return process.env.AWS_LAMBDA_INITIALIZATION_TYPE;
    };`,
  );
  expect(await answer(service)).toEqual({ payload: "on-demand" });
  expect(await service.provision("subject", 2)).toEqual({ payload: "null" });
  const kinds = async () => {
    const answers = await Promise.all([answer(service), answer(service)]);
    return answers.map((one) => ("payload" in one ? one.payload : one.functionError.errorType)).toSorted();
  };
  expect(await kinds()).toEqual(["on-demand", "provisioned-concurrency"]);
  await Promise.all([answer(service, { end: true }), answer(service, { end: true })]);
  expect(await kinds()).toEqual(["provisioned-concurrency", "provisioned-concurrency"]);
});

test("environments that do nothing end at rest, but for those that are provisioned", async () => {
  const service = serve(`
    import { threadId } from "node:worker_threads";
    export const handler = () => new Promise((resolve) => setTimeout(resolve, 50, threadId));
  `);
  const threads = async () =>
    new Set(
      (await Promise.all([answer(service), answer(service), answer(service)])).map((one) =>
        JSON.stringify(one),
      ),
    );
  await service.provision("subject", 1);
  const before = await threads();
  service.rest();
  const kept = [...(await threads())].filter((thread) => before.has(thread));
  expect(before.size).toBe(3);
  expect(kept).toHaveLength(1);
});

test("a function that does not start says so when it is provisioned", async () => {
  const service = serve("throw new RangeError('not today');");
  expect(await service.provision("subject", 1)).toMatchObject({
    functionError: { errorType: "RangeError", errorMessage: "not today" },
  });
  await expect(service.provision("other", 1)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});

test("an invocation tells how many there were at once when it began", async () => {
  const service = serve(
    "export const handler = () => new Promise((resolve) => setTimeout(resolve, 50, null));",
  );
  await Promise.all([answer(service), answer(service), answer(service)]);
  await answer(service);
  expect(invocations.map(({ concurrent }) => concurrent).toSorted()).toEqual([1, 1, 2, 3]);
});

test("nothing returned is null", async () => {
  expect(await answer(serve("export const handler = async () => {};"))).toEqual({ payload: null });
});

test("concurrent invocations have environments of their own", async () => {
  const service = serve(`
    let busy = 0;
    export const handler = async () => {
      busy += 1;
      const together = busy;
      await new Promise((resolve) => setTimeout(resolve, 50));
      busy -= 1;
      return together;
    };`);
  const answers = await Promise.all([answer(service), answer(service), answer(service)]);
  expect(answers).toEqual([{ payload: 1 }, { payload: 1 }, { payload: 1 }]);
});

test("calls above the reserved concurrency are throttled", async () => {
  const service = serve("export const handler = async () => 1;", { reservedConcurrency: 1 });
  const first = answer(service);
  await expect(answer(service)).rejects.toMatchObject({ code: "TooManyRequestsException" });
  expect(await first).toEqual({ payload: 1 });
});

test("a function that takes too long is ended, even when it never yields, and the next call starts afresh", async () => {
  const service = serve("export const handler = ({ hang }) => { while (hang); return 'done'; };", {
    timeoutSeconds: 0.2,
  });
  expect(await answer(service, { hang: true })).toEqual({
    functionError: {
      errorType: "Sandbox.Timedout",
      errorMessage:
        "RequestId: 11111111-2222-4333-8444-555555555555 Error: Task timed out after 0.20 seconds",
    },
  });
  expect(await answer(service)).toEqual({ payload: "done" });
});

test.each([
  ["throws", "export const handler = async () => { throw new RangeError('no'); };", "RangeError", "no"],
  ["throws no error", "export const handler = () => { throw 'no'; };", "string", "no"],
  ["exits", "export const handler = () => process.exit(3);", "Runtime.ExitError", "exit status 3"],
  ["can't be loaded", "import 'nothing-here'; export const handler = 1;", "Error", "nothing-here"],
  [
    "has no such handler",
    "export const other = 1;",
    "Runtime.HandlerNotFound",
    "index.handler is undefined or not exported",
  ],
  [
    "leaves a rejection behind",
    "export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}); };",
    "Runtime.UnhandledPromiseRejection",
    "lost",
  ],
])("a function that %s fails with Lambda's words", async (_name, source, errorType, message) => {
  expect(await answer(serve(source))).toMatchObject({
    functionError: { errorType, errorMessage: expect.stringContaining(message) },
  });
});

test("a module that is missing is named", async () => {
  const service = serve("", { handler: "other.handler" });
  expect(await answer(service)).toMatchObject({
    functionError: {
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringContaining("Cannot find module 'other'"),
    },
  });
});

test("a function that is in no template is not found, and those that are get named", async () => {
  const service = serve("export const handler = () => 1;");
  await expect(service.invoke("other", "{}")).rejects.toThrow(
    "Function not found: other. The templates hold: subject.",
  );
});

test("output goes to the function's log, its embedded metrics to CloudWatch", async () => {
  const line = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]}}';
  const service = serve(
    `export const handler = () => { console.log(${JSON.stringify(line)}); console.error("oh"); };`,
  );
  await answer(service);
  await expect.poll(() => metrics).toEqual([line]);
  const log = () => readFileSync(join(directory, String(count), "logs", "subject.log"), "utf8");
  await expect.poll(log).toContain("oh\n");
  expect(log()).toMatch(/REPORT RequestId: \S+ Duration: [\d.]+ ms/);
});

test.skipIf(!existsSync("/dev/full"))(
  "a disk that is full costs a function's output, and nothing else",
  async () => {
    const service = serve('export const handler = () => { console.log("lost"); return 1; };', {
      name: "full",
    });
    const logs = join(directory, String(count), "logs");
    expect(await service.invoke("full", "{}")).toEqual({ payload: "1" });
    expect(await service.invoke("full", "{}")).toEqual({ payload: "1" });
    expect(warnings).toEqual([expect.stringContaining(`${join(logs, "full.log")} can't be written`)]);
  },
);

test("warm functions answer their first call from the environment that was started", async () => {
  const service = serve(
    "const started = performance.now(); export const handler = () => performance.now() - started;",
  );
  await service.warm(["subject"]);
  await service.warm(["subject"]);
  expect(await answer(service)).toEqual({ payload: expect.any(Number) });
});

test("a runtime that is not Node's is refused", () => {
  const resource = {
    stack: "Main",
    logicalId: "Python",
    type: "AWS::Lambda::Function",
    name: "python",
    arn: "",
    assets: new Map(),
    properties: { Handler: "a.b", Runtime: "python3.14", Code: { ZipFile: "" } },
  };
  expect(() => functionConfiguration(resource, directory)).toThrow(
    /Function Python of stack Main can't run locally/,
  );
});
