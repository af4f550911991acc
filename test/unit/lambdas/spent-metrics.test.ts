import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
import { stateFunction } from "../../../lambdas/runtime/state-function.ts";
import { currentWork } from "../../../lambdas/runtime/work.ts";
import { readEmbeddedMetrics } from "../../../local/cloudwatch/metrics.ts";
import { startTables } from "./tables.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_NAMESPACE = "AIDevOS";
  process.env.POWERTOOLS_SERVICE_NAME = "Work";
  // Metrics go to the console as it is when it is asked for, so that a test sees them.
  process.env.POWERTOOLS_DEV = "true";
  process.env.POWERTOOLS_METRICS_DISABLED = "false";
});

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

/** What a state emits whose models have been asked so often. */
async function emittedAfter(step: string, calls: number) {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const handler = stateFunction({
    state: "Work",
    role: "architect",
    input: z.strictObject({}),
    perform: async () => {
      Object.assign(currentWork().spent, { calls, tokens: 700 * calls, nanodollars: 25e7 * calls });
      return { result: {}, said: "worked" };
    },
  });
  const context = { getRemainingTimeInMillis: () => 120_000 } as Parameters<typeof handler>[1];
  await handler({ execution: "e", step, run: "r" }, context);
  log.mockRestore();
  return lines.flatMap(readEmbeddedMetrics);
}

test("what is spent on models is emitted of the function, and of all together", async () => {
  const data = await emittedAfter("spending", 2);
  const spent = (dimensions: object) =>
    Object.fromEntries(
      data
        .filter((one) => one.name.includes("Model"))
        .filter((one) => JSON.stringify(one.dimensions) === JSON.stringify(dimensions))
        .map(({ name, value }) => [name, value]),
    );
  const expected = { ModelCalls: 2, ModelTokens: 1400, ModelDollars: 0.5, UnpricedModelCalls: 0 };
  expect(spent({ service: "Work" })).toEqual(expected);
  expect(spent({})).toEqual(expected);
});

test("a state that asks no model emits its duration alone", async () => {
  expect((await emittedAfter("thrifty", 0)).map(({ name }) => name)).toEqual(["Duration"]);
});
