import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { getRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import { emitScaled } from "../../../lambdas/scale/emit.ts";
import { provisionedOf } from "../../../lambdas/scale/provisioned.ts";
import { type Scaled, scaleFunctions } from "../../../lambdas/scale/scale.ts";
import { readEmbeddedMetrics } from "../../../local/cloudwatch/metrics.ts";
import { CloudWatchService } from "../../../local/cloudwatch/service.ts";
import { messageOf, ServiceError } from "../../../local/errors.ts";
import { LambdaHost } from "../../../local/lambda/host.ts";
import { ProvisionedConcurrency } from "../../../local/lambda/provisioned-concurrency.ts";
import type { Json } from "../../../local/stepfunctions/json.ts";
import {
  type ConcurrencyPolicy,
  concurrencyKeys,
  SavedConcurrency,
} from "../../../shared/telemetry/concurrency.ts";
import { startTables } from "../../unit/lambdas/tables.ts";
import { type Answering, answering, type Received, type Reply } from "../../unit/models/wire.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = "AIDevOS";
  process.env.POWERTOOLS_SERVICE_NAME = "Scale";
  // Metrics go to the console as it is when it is asked for, so that a test sees them.
  process.env.POWERTOOLS_DEV = "true";
  process.env.POWERTOOLS_METRICS_DISABLED = "false";
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const slot = 5 * minute;
/** A Monday. */
const start = Date.UTC(2026, 10, 2);
const policy: ConcurrencyPolicy = { ahead: 1_800, quantile: 0.9, calm: 900, least: 0, most: 6 };

const directory = mkdtempSync(join(tmpdir(), "aidevos-scale-"));
let tables: Awaited<ReturnType<typeof startTables>>;
let metricsApi: Answering;
let lambdaApi: Answering;
let cloudWatch: CloudWatchService;
let lambda: LambdaHost;
/** Folder of the function's code. */
let taskRoot: string;
let provisioned: ProvisionedConcurrency;
/** How a service refuses calls, if it does. */
let refusal: ((request: Received) => ServiceError | undefined) | undefined;
let now: number;
let emitted: Scaled[];
/** Of the function; another in each test. */
let state: string;

function answered(request: Received, call: () => { status: number; body: Json }): Reply {
  try {
    const refused = refusal?.(request);
    if (refused !== undefined) throw refused;
    const { status, body } = call();
    return { status, body: status === 204 ? "" : JSON.stringify(body) };
  } catch (error) {
    const { code, status } = error instanceof ServiceError ? error : { code: "InternalFailure", status: 500 };
    const headers = { "x-amzn-errortype": code };
    return { status, headers, body: JSON.stringify({ __type: code, message: messageOf(error) }) };
  }
}

beforeAll(async () => {
  tables = await startTables();
  metricsApi = await answering((request) =>
    answered(request, () => {
      const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
      return { status: 200, body: cloudWatch.call(operation, request.body) };
    }),
  );
  lambdaApi = await answering((request) =>
    answered(request, () => {
      const url = new URL(request.path, "http://lambda");
      return provisioned.call({
        method: request.method,
        functionName: url.pathname.split("/")[3] ?? "",
        qualifier: url.searchParams.get("Qualifier") ?? "",
        body: request.body,
      });
    }),
  );
  vi.stubEnv("AWS_ENDPOINT_URL_CLOUDWATCH", metricsApi.url);
  vi.stubEnv("AWS_ENDPOINT_URL_LAMBDA", lambdaApi.url);
});

beforeEach(() => {
  taskRoot = mkdtempSync(join(directory, "function-"));
  mkdirSync(join(taskRoot, "logs"));
  writeFileSync(join(taskRoot, "index.mjs"), "export const handler = () => 1;");
  lambda = new LambdaHost({
    functions: [
      {
        name: "verify",
        arn: "arn:aws:lambda:us-east-1:000000000000:function:verify",
        taskRoot,
        handler: "index.handler",
        runtime: "nodejs24.x",
        timeoutSeconds: 30,
        memoryMegabytes: 128,
        reservedConcurrency: undefined,
        environment: {},
      },
    ],
    logs: join(taskRoot, "logs"),
    compileCache: join(directory, "compile-cache"),
    variables: {},
    onMetrics: () => {},
    onInvocation: () => {},
    onWarning: () => {},
  });
  const alias = {
    stack: "Agents",
    logicalId: "Alias",
    name: "alias",
    arn: "alias",
    type: "AWS::Lambda::Alias",
    properties: { FunctionName: "verify", Name: "live" },
    assets: new Map(),
  };
  provisioned = new ProvisionedConcurrency([alias], (name, environments) =>
    lambda.provision(name, environments),
  );
  cloudWatch = new CloudWatchService({
    alarms: [],
    now: () => now,
    onStateChange: () => {},
    interval: 0,
    retention: 15 * day,
  });
  refusal = undefined;
  emitted = [];
  state = `Verify${expect.getState().currentTestName}`;
});

afterEach(() => lambda.close());
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([tables.stop(), metricsApi.stop(), lambdaApi.stop()]);
  rmSync(directory, { recursive: true, force: true });
});

/** Has so many executions of the function been at once in each slot from one time to another. */
function executed(from: number, to: number, load: (at: number) => number): void {
  const slots = Array.from({ length: Math.round((to - from) / slot) }, (_, index) => from + index * slot);
  cloudWatch.record(
    slots.flatMap((at) =>
      load(at) === 0
        ? []
        : [
            {
              namespace: "AWS/Lambda",
              name: "ConcurrentExecutions",
              dimensions: { FunctionName: "verify" },
              value: load(at),
              at: at + minute,
            },
          ],
    ),
  );
}

/** Runs the function at a time; gives what it said. */
async function runAt(at: number, changed: Partial<ConcurrencyPolicy> = {}): Promise<Scaled | undefined> {
  now = at;
  const before = emitted.length;
  await scaleFunctions({
    functions: { [state]: "verify" },
    policy: { ...policy, ...changed },
    now: () => now,
    emit: (_, scaled) => emitted.push(scaled),
  });
  return emitted[before];
}

/** Whether a slot begins at a time, in seconds. */
function isSlot(seconds: number): boolean {
  return (seconds * 1000) % slot === 0;
}

/** The environments that the Lambda service keeps started. */
async function environments(): Promise<number> {
  return (await provisionedOf("verify")).environments;
}

/** On working days four at once from nine to five, else none. */
function office(at: number): number {
  const date = new Date(at);
  const works = date.getUTCDay() >= 1 && date.getUTCDay() <= 5;
  return works && date.getUTCHours() >= 9 && date.getUTCHours() < 17 ? 4 : 0;
}

describe("a load of days and weeks", () => {
  test("finds environments started before it comes, and goes with them", { timeout: 120_000 }, async () => {
    const monday = start + 14 * day;
    executed(start, monday, office);
    const seen = new Map<number, number>();
    for (let at = monday; at < monday + day; at += 3 * slot) {
      executed(at - 3 * slot, at, office);
      const said = await runAt(at + minute);
      seen.set(at - monday, said?.provisioned ?? Number.NaN);
      expect(await environments()).toBe(said?.provisioned);
    }
    const at = (hours: number) => seen.get(Math.round((hours * hour) / slot) * slot);
    expect(at(4)).toBe(0);
    // Half an hour ahead, before anything was measured.
    expect([at(8), at(8.75), at(9), at(12), at(16.75)]).toEqual([0, 4, 4, 4, 4]);
    expect(at(18)).toBe(0);
  });

  test("keeps what is there while it is measured, whatever the forecast says", async () => {
    const monday = start + 14 * day;
    executed(start, monday, office);
    await runAt(monday + 12 * hour - slot);
    executed(monday, monday + 12 * hour, office);
    // It lasts into an evening in which there never was one.
    executed(monday + 12 * hour, monday + 22 * hour, () => 4);
    expect((await runAt(monday + 22 * hour))?.provisioned).toBeGreaterThanOrEqual(4);
  });
});

describe("what is measured", () => {
  test("has environments started at once, within the most", async () => {
    executed(start, start + hour, () => 3);
    expect(await runAt(start + hour)).toEqual({ forecast: undefined, needed: 3, provisioned: 3 });
    executed(start + hour, start + hour + slot, () => 40);
    expect(await runAt(start + hour + slot)).toMatchObject({ provisioned: 6 });
  });

  test("has none taken away until it was calm for a while, and no more than to the least", async () => {
    executed(start, start + hour, () => 3);
    await runAt(start + hour);
    expect(await runAt(start + hour + 10 * minute)).toMatchObject({ provisioned: 3 });
    expect(await runAt(start + hour + 25 * minute, { least: 1 })).toMatchObject({ provisioned: 1 });
    expect(await runAt(start + hour + 30 * minute)).toMatchObject({ provisioned: 0 });
  });

  test("has none taken away where CloudWatch does not tell it, and that is a failure", async () => {
    executed(start, start + hour, () => 3);
    await runAt(start + hour);
    refusal = ({ headers }) =>
      headers["x-amz-target"] === undefined
        ? undefined
        : new ServiceError("InternalServiceFault", "away", 500);
    await expect(runAt(start + 5 * hour)).rejects.toThrow(/away/);
    expect(emitted.at(-1)).toMatchObject({ provisioned: 3 });
    refusal = undefined;
    expect(await runAt(start + 5 * hour + slot)).toMatchObject({ provisioned: 0 });
  });
});

describe("a calm that ends within a slot", () => {
  test("asks CloudWatch from the beginning of a slot on, since that is where its periods begin", async () => {
    executed(start, start + hour, () => 3);
    await runAt(start + hour, { calm: 100 });
    await runAt(start + hour + 4 * minute, { calm: 400 });
    const asked = metricsApi.received.slice(-2).map(({ body }) => body);
    for (const body of asked) expect(body).toMatchObject({ StartTime: expect.toSatisfy(isSlot) });
  });

  test("counts the load of that slot", async () => {
    executed(start, start + hour, () => 3);
    await runAt(start + hour, { calm: 301 });
    expect(await runAt(start + hour + 8 * minute, { calm: 301 })).toMatchObject({ provisioned: 3 });
    expect(await runAt(start + hour + 13 * minute, { calm: 301 })).toMatchObject({ provisioned: 0 });
  });
});

describe("what was learned", () => {
  const kept = () => getRecord(concurrencyKeys.function(state), SavedConcurrency);

  test("is the same after a doubled event, and so is what is kept started", async () => {
    executed(start, start + 2 * hour, () => 2);
    await runAt(start + 2 * hour);
    const once = await kept();
    const asked = lambdaApi.received.length;
    await Promise.all([runAt(start + 2 * hour + 1_000), runAt(start + 2 * hour + 1_000)]);
    expect(await kept()).toEqual(once);
    expect(lambdaApi.received.slice(asked).map(({ method }) => method)).toEqual(["GET", "GET"]);
  });

  test("has no gap where runs were left out", async () => {
    executed(start, start + 6 * hour, (at) => (at / slot) % 3);
    await runAt(start + hour);
    await runAt(start + 6 * hour);
    const late = await kept();
    state = "Lost";
    await runAt(start + 6 * hour);
    expect(await kept()).toEqual(late);
  });

  test.each([
    ["is no state", {}],
    ["is no gzip", { state: new Uint8Array([1, 2, 3]) }],
    ["is of another version", { state: gzipSync('{"interval":300000}') }],
  ])("where it %s is learned again from CloudWatch", async (_, wrong) => {
    executed(start, start + 3 * hour, (at) => 1 + ((at / slot) % 2));
    await runAt(start + 3 * hour);
    const right = await kept();
    await putRecord(concurrencyKeys.function(state), wrong);
    await runAt(start + 3 * hour);
    expect(await kept()).toEqual(right);
  });

  test("of two weeks without any order fits into an item of DynamoDB", { timeout: 60_000 }, async () => {
    let seed = 1;
    executed(start, start + 14 * day, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return 1 + (seed % 1_000);
    });
    await runAt(start + 14 * day);
    expect((await kept())?.state.length).toBeLessThan(300 * 1024);
  });
});

describe("a refusal of Lambda", () => {
  const refusing = (code: string) => {
    refusal = ({ method }) =>
      method === "PUT"
        ? new ServiceError(code, `${code}: no`, code.endsWith("Conflict") ? 409 : 400)
        : undefined;
  };

  test("leaves what is there, is a failure, and is asked again by the next run", async () => {
    executed(start, start + hour, () => 3);
    refusing("InvalidParameterValueException");
    await expect(runAt(start + hour)).rejects.toThrow(/Not all functions could be scaled: .*no/);
    expect(await environments()).toBe(0);
    refusal = undefined;
    expect(await runAt(start + hour + slot)).toMatchObject({ provisioned: 3 });
  });

  test("while the function is deployed is none", async () => {
    executed(start, start + hour, () => 3);
    refusing("ResourceConflictException");
    expect(await runAt(start + hour)).toMatchObject({ needed: 3, provisioned: 0 });
  });

  test("of one function is not the others'", async () => {
    executed(start, start + hour, () => 2);
    now = start + hour;
    const seen: string[] = [];
    const all = scaleFunctions({
      functions: { Gone: "gone", [state]: "verify" },
      policy,
      now: () => now,
      emit: (state) => seen.push(state),
    });
    await expect(all).rejects.toThrow(/holds the alias gone:live/);
    expect(seen).toEqual([state]);
    expect(await environments()).toBe(2);
  });
});

describe("environments that could not be started", () => {
  const failed = async () => {
    writeFileSync(join(taskRoot, "index.mjs"), 'throw new Error("broken");');
    executed(start, start + hour, () => 3);
    await runAt(start + hour);
    await expect
      .poll(() => provisionedOf("verify"), { timeout: 10_000 })
      .toMatchObject({ environments: 0, failure: expect.stringMatching(/broken/) });
  };

  test("are asked for again while they are needed, and each time that is a failure", async () => {
    await failed();
    writeFileSync(join(taskRoot, "index.mjs"), "export const handler = () => 1;");
    await expect(runAt(start + hour + minute)).rejects.toThrow(/could not be started: .*broken/);
    expect(emitted.at(-1)).toMatchObject({ provisioned: 3 });
    expect(await runAt(start + hour + 2 * minute)).toMatchObject({ provisioned: 3 });
  });

  test("are given up when none is needed any more, and the next run fails no more", async () => {
    await failed();
    await expect(runAt(start + 2 * hour)).rejects.toThrow(/could not be started: .*broken/);
    expect(await provisionedOf("verify")).toEqual({ environments: 0 });
    expect(await runAt(start + 2 * hour + slot)).toMatchObject({ needed: 0, provisioned: 0 });
  });
});

test("what is kept is emitted under the state's name", () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
  emitScaled("Verify", { forecast: 2, needed: 3, provisioned: 3 });
  emitScaled("Commit", { forecast: undefined, needed: 0, provisioned: 0 });
  log.mockRestore();
  const data = lines.flatMap(readEmbeddedMetrics);
  expect(data.map(({ name, dimensions, value }) => [name, dimensions, value])).toEqual([
    ["ConcurrencyForecast", { Function: "Verify" }, 2],
    ["ConcurrencyNeeded", { Function: "Verify" }, 3],
    ["ConcurrencyProvisioned", { Function: "Verify" }, 3],
    ["ConcurrencyNeeded", { Function: "Commit" }, 0],
    ["ConcurrencyProvisioned", { Function: "Commit" }, 0],
  ]);
});
