import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { putEvent } from "../../../lambdas/runtime/bus.ts";
import { callDataPlane } from "../../../lambdas/runtime/data-plane.ts";
import { getRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import { keepTrace } from "../../../lambdas/runtime/run-trace.ts";
import { stateFunction } from "../../../lambdas/runtime/state-function.ts";
import { handler as withdraw } from "../../../lambdas/withdraw/handler.ts";
import { ControlPlane } from "../../../scripts/aidevos/control-plane.ts";
import { spansOf } from "../../../scripts/aidevos/spans.ts";
import type { Improvement } from "../../../shared/improvement/improvement.ts";
import { RunTrace, recordKeys } from "../../../shared/runs/run.ts";
import { contextOfRun, readTraceparent } from "../../../shared/telemetry/trace-context.ts";
import { type Answering, answering } from "../models/wire.ts";
import { startTables } from "./tables.ts";

// Read when the loggers and metrics are made, which is when the functions are imported.
vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const asked = `00-${traceId}-${parentId}-01`;

let tables: Awaited<ReturnType<typeof startTables>>;
let secrets: Answering;
let bus: Answering;
let plane: Answering;
let status = 200;
let controlPlane: ControlPlane;
beforeAll(async () => {
  tables = await startTables();
  const headers = { "content-type": "application/x-amz-json-1.1" };
  secrets = await answering(() => ({ headers, body: JSON.stringify({ SecretString: "secret" }) }));
  bus = await answering(() => ({ headers, body: JSON.stringify({ FailedEntryCount: 0, Entries: [] }) }));
  plane = await answering(() => ({ status, body: "{}" }));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    CONTROL_SECRET_ID: "control",
    DATA_PLANE_URL: plane.url,
    EVENT_BUS: "bus",
  });
  const arns = { DevelopArn: "", DeliverArn: "", ImproveArn: "", CalibrateArn: "", ControlSecretArn: "" };
  const outputs = { ...arns, RecordsTable: "Records", ArtifactsTable: "Artifacts" };
  controlPlane = new ControlPlane({ outputs, environment: {} });
});
afterAll(() => Promise.all([tables, secrets, bus, plane].map((one) => one.stop())));

let run: string;
let count = 0;
beforeEach(() => {
  run = `traced-${++count}`;
  status = 200;
  plane.received.length = 0;
  bus.received.length = 0;
});

const handler = stateFunction({
  state: "Work",
  role: "operator",
  input: z.strictObject({}),
  async perform() {
    await callDataPlane({ method: "POST", path: "/bench?secret=1", body: {}, answer: z.object({}) });
    await putEvent("release.ready", {});
    return { result: {}, said: "worked" };
  },
});
const context = { getRemainingTimeInMillis: () => 120_000 } as Parameters<typeof handler>[1];
const work = (step: string, traceparent?: unknown) =>
  handler({ execution: run, step, run, ...(traceparent === undefined ? {} : { traceparent }) }, context);
const told = () => plane.received.map(({ headers }) => readTraceparent(headers.traceparent));

test("a call to the data plane names the trace of the run's caller, and a span of its own", async () => {
  await work("one", asked);
  const [context] = told();
  expect(context).toMatchObject({ traceId, flags: 1 });
  const [whole, state, call, ...more] = await spansOf(controlPlane, run);
  expect(more).toEqual([]);
  expect(whole).toMatchObject({ kind: "run", traceId, parentSpanId: parentId });
  expect(state).toMatchObject({ kind: "state", name: "one", traceId, parentSpanId: whole?.spanId });
  expect(call).toMatchObject({
    kind: "call",
    name: "POST /control/bench",
    spanId: context?.spanId,
    parentSpanId: state?.spanId,
    attributes: { "http.response.status_code": 200 },
  });
  expect(call?.error).toBeUndefined();
});

test("an event carries the trace in X-Ray's words", async () => {
  await work("one", asked);
  expect(bus.received[0]?.body).toMatchObject({
    Entries: [{ TraceHeader: "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1" }],
  });
});

test.each([
  ["none", undefined],
  ["null", null],
  ["an invalid one", `00-${"0".repeat(32)}-${parentId}-01`],
  ["what is no text", { traceparent: asked }],
])("a run whose input has %s has a trace of its own", async (_, traceparent) => {
  await work("one", traceparent);
  expect(told()).toMatchObject([{ traceId: (await contextOfRun(run, undefined)).traceId }]);
  expect((await spansOf(controlPlane, run))[0]).not.toHaveProperty("parentSpanId");
});

test("a run stays in the trace that it began in, whatever a later execution's input says", async () => {
  await work("one", asked);
  await work("two", `00-${"a".repeat(32)}-${parentId}-01`);
  await work("three");
  expect(new Set(told().map((context) => context?.traceId))).toEqual(new Set([traceId]));

  run = `${run}-own`;
  await work("one");
  await work("two", asked);
  const ids = told().slice(3);
  expect(ids[1]?.traceId).toBe(ids[0]?.traceId);
});

test("whoever names a run puts it into a trace before it begins; of what came after the ids nothing is kept", async () => {
  await keepTrace(run, `cc-${traceId}-${parentId}-01-${"x".repeat(10_000)}`);
  await work("one");
  expect(told()).toMatchObject([{ traceId }]);
  expect(await getRecord(recordKeys.trace(run), RunTrace)).toEqual({ traceparent: asked });
});

test("a run that the engine asks for is in the trace of the one that asked, as a part of its state", async () => {
  const withdrawn = { service: "lamps", release: "r1", reason: "harm" };
  await withdraw({ execution: run, step: "Withdraw", run, traceparent: asked, ...withdrawn }, context);
  const [, state] = await spansOf(controlPlane, run);
  const { context: whole, parent } = await controlPlane.traceOf(`withdraw-${run}`);
  expect(whole.traceId).toBe(traceId);
  expect(parent?.spanId).toBe(state?.spanId);
});

test("each attempt is a span, and what failed says so", async () => {
  status = 503;
  await expect(work("one", asked)).rejects.toMatchObject({ name: "ServiceUnavailableError" });
  status = 200;
  await work("one", asked);
  const [, first, refused, second, call] = await spansOf(controlPlane, run);
  expect(first?.error).toContain("503");
  expect(refused).toMatchObject({ error: "503", parentSpanId: first?.spanId });
  expect(second).toMatchObject({ name: "one", kind: "state" });
  expect(second?.error).toBeUndefined();
  expect(call).toMatchObject({ parentSpanId: second?.spanId });
});

test("nothing is known of a run that has done nothing", async () => {
  await expect(spansOf(controlPlane, "nobody")).rejects.toThrow(/There is no run nobody/);
});

describe("an improvement", () => {
  const improve = async (status: Improvement["status"]) => {
    await work("Choose");
    const at = new Date().toISOString();
    const facts = { service: "lamps", by: "person", alarm: null, text: "", startedAt: at } as const;
    await putRecord(recordKeys.improvement(run), { id: run, ...facts, status, run: `${run}-made` });
  };

  test("whose run has not begun, or never will, has its own spans; with it, those of the run follow", async () => {
    await improve("failed");
    const own = await spansOf(controlPlane, run);
    expect(own.map(({ name }) => name)).toEqual([run, "Choose", "POST /control/bench"]);
    const improvement = run;
    run = `${run}-made`;
    await work("Intake");
    const all = await spansOf(controlPlane, improvement);
    expect(all.slice(0, 3)).toEqual(own);
    expect(all.slice(3).map(({ name }) => name)).toEqual([run, "Intake", "POST /control/bench"]);
  });

  test("at work lasts until now, and one that has ended until its last line", async () => {
    const later = Date.now() + 60_000;
    const clock = vi.spyOn(Date, "now").mockReturnValue(later);
    onTestFinished(() => clock.mockRestore());
    await improve("open");
    expect((await spansOf(controlPlane, run))[0]?.end).toBe(later);
    await improve("improved");
    expect((await spansOf(controlPlane, run))[0]?.end).toBeLessThan(later);
  });
});
