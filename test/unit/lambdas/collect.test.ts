import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { collect } from "../../../lambdas/collect/collect.ts";
import { emitAll, emitService } from "../../../lambdas/collect/emit.ts";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { readEmbeddedMetrics } from "../../../local/cloudwatch/metrics.ts";
import type { MeterList } from "../../../shared/delivery/control.ts";
import { latencyBounds, type Meter } from "../../../shared/delivery/evidence.ts";
import { collectedKeys, StoodOut } from "../../../shared/telemetry/collected.ts";
import { noServiceCounts, type ServiceCounts } from "../../../shared/telemetry/service-counts.ts";
import { type Answering, answering } from "../models/wire.ts";
import { startTables } from "./tables.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = "AIDevOS";
  process.env.POWERTOOLS_SERVICE_NAME = "Collect";
  // Metrics go to the console as it is when it is asked for, so that a test sees them.
  process.env.POWERTOOLS_DEV = "true";
  process.env.POWERTOOLS_METRICS_DISABLED = "false";
});

let tables: Awaited<ReturnType<typeof startTables>>;
let secrets: Answering;
let plane: Answering;
/** The data plane's totals: requests of each service, in the order of their last change. */
let totals: { service: string; requests: number }[];
/** Changes that there have been before these. */
let forgotten: number;
/** Services in one answer. */
let page: number;

beforeAll(async () => {
  tables = await startTables();
  secrets = await answering(() => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ ARN: "control", Name: "control", SecretString: "secret" }),
  }));
  plane = await answering(({ path }) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify(listAfter(Number(new URL(path, "http://plane").searchParams.get("after")))),
  }));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    CONTROL_SECRET_ID: "control",
    DATA_PLANE_URL: plane.url,
  });
});
afterAll(() => Promise.all([tables.stop(), secrets.stop(), plane.stop()]));

function listAfter(after: number): MeterList {
  const newest = forgotten + totals.length;
  const changed = totals.map((one, index) => ({ ...one, sequence: forgotten + index + 1 }));
  const later = changed.filter(({ sequence }) => sequence > after);
  const listed = later.slice(0, page);
  return {
    services: listed.map(({ service, requests }) => ({ service, meters: [meterOf(requests)] })),
    next: listed.at(-1)?.sequence ?? after,
    newest,
    more: later.length > listed.length,
  };
}

function meterOf(requests: number): Meter {
  return {
    release: "r1",
    route: "GET /",
    requests,
    refusals: 0,
    failures: 0,
    rowsRead: requests * 5,
    rowsWritten: 0,
    latency: [...latencyBounds.map(() => 0), requests],
  };
}

/** `requests` more of a service. */
function called(service: string, requests: number): void {
  const before = totals.findIndex((one) => one.service === service);
  const total = totals[before]?.requests ?? 0;
  if (before >= 0) {
    totals.splice(before, 1);
    forgotten++;
  }
  totals.push({ service, requests: total + requests });
}

/** Runs once; gives the requests that were emitted of each service. */
async function run(): Promise<Record<string, number>> {
  const emitted: Record<string, number> = {};
  await collect({
    slow: 500,
    now: () => new Date("2026-01-01T00:00:00Z"),
    emitAll: () => {},
    emitService: (service, { requests }) => {
      emitted[service] = (emitted[service] ?? 0) + requests;
    },
  });
  return emitted;
}

let names = 0;
let a: string;
let b: string;
beforeEach(async () => {
  // Tables outlive a test: its services are others, and changes go on being numbered.
  forgotten = (names + 1) * 1_000;
  names++;
  [a, b] = [`a${names}`, `b${names}`];
  totals = [];
  page = 100;
  tables.fault = () => undefined;
});

test("each difference is emitted once", async () => {
  called(a, 5);
  called(b, 2);
  expect(await run()).toEqual({ [a]: 5, [b]: 2 });
  expect(await run()).toEqual({});
  called(a, 3);
  expect(await run()).toEqual({ [a]: 3 });
});

test("several answers are read where one does not hold all", async () => {
  page = 1;
  called(a, 5);
  called(b, 2);
  expect(await run()).toEqual({ [a]: 5, [b]: 2 });
});

test("runs at the same time emit together what one alone would", async () => {
  called(a, 5);
  await run();
  called(a, 7);
  called(b, 1);
  const runs = await Promise.all([run(), run(), run()]);
  const sum = (service: string) => runs.reduce((all, emitted) => all + (emitted[service] ?? 0), 0);
  expect([sum(a), sum(b)]).toEqual([7, 1]);
});

test("a run that ends before the cursor has moved is repeated without a second emission", async () => {
  called(a, 5);
  await run();
  called(a, 4);
  tables.fault = ({ operation, body }) =>
    operation === "UpdateItem" && body.includes("cursor") ? "hang up" : undefined;
  await expect(run()).rejects.toThrow();
  tables.fault = () => undefined;
  expect(await run()).toEqual({});
  called(a, 1);
  expect(await run()).toEqual({ [a]: 1 });
});

test("totals of a data plane that has lost its data count anew", async () => {
  called(a, 50);
  expect(await run()).toEqual({ [a]: 50 });
  totals = [];
  forgotten = 0;
  called(a, 3);
  expect(await run()).toEqual({ [a]: 3 });
  called(b, 1);
  called(a, 2);
  expect(await run()).toEqual({ [a]: 2, [b]: 1 });
});

test("who stood out is kept, until others do", async () => {
  called(a, 20);
  await run();
  expect(await getRecord(collectedKeys.worst, StoodOut)).toEqual({
    at: "2026-01-01T00:00:00.000Z",
    worst: {
      rowsReadPerRequest: { service: a, value: 5 },
      failureShare: { service: a, value: 0 },
      slowShare: { service: a, value: 1 },
    },
  });
  called(b, 1);
  await run();
  expect((await getRecord(collectedKeys.worst, StoodOut))?.worst.slowShare?.service).toBe(a);
});

test("metrics stand under the service, and of all together under no dimension, with the worst service named", () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const counts: ServiceCounts = { ...noServiceCounts, requests: 20, failures: 1, rowsRead: 600 };
  emitService("books", counts);
  emitAll(
    new Map([
      ["books", counts],
      ["lamps", { ...noServiceCounts, requests: 5, rowsRead: 10 }],
    ]),
  );
  log.mockRestore();
  const data = lines.flatMap(readEmbeddedMetrics);
  const value = (name: string, dimensions: object) =>
    data.find((one) => one.name === name && JSON.stringify(one.dimensions) === JSON.stringify(dimensions))
      ?.value;
  expect(new Set(data.map(({ namespace }) => namespace))).toEqual(new Set(["AIDevOS"]));
  expect(value("RowsReadPerRequest", { Service: "books" })).toBe(30);
  expect(value("Failures", { Service: "books" })).toBe(1);
  expect(value("Requests", {})).toBe(25);
  expect(value("RowsReadPerRequest", {})).toBe(24.4);
  expect(value("WorstRowsReadPerRequest", {})).toBe(30);
  expect(value("WorstFailureShare", {})).toBe(0.05);
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({
    WorstRowsReadPerRequestService: "books",
    _aws: { CloudWatchMetrics: [{ Dimensions: [[]] }] },
  });
});

test("where nothing was asked, zeros are emitted: no data would be something else", () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  emitAll(new Map());
  log.mockRestore();
  const data = lines.flatMap(readEmbeddedMetrics);
  expect(data.map(({ name, value }) => [name, value])).toEqual([
    ["Requests", 0],
    ["Failures", 0],
    ["Refusals", 0],
    ["SlowAnswers", 0],
    ["RowsRead", 0],
    ["RowsWritten", 0],
  ]);
});
