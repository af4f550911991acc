import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { stateFunction } from "../../../lambdas/runtime/state-function.ts";
import { type Fault, startTables } from "./tables.ts";

// Read when the loggers and metrics are made, which is when the functions are imported.
vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

let performed: number;
beforeEach(() => {
  performed = 0;
  tables.fault = () => undefined;
});

const handler = stateFunction({
  state: "Work",
  role: "operator",
  input: z.strictObject({}),
  perform: async () => ({ result: { times: ++performed }, said: "worked" }),
});
type Context = Parameters<typeof handler>[1];
const context = { getRemainingTimeInMillis: () => 120_000 } as Context;
const call = (step: string) => handler({ execution: "e", step, run: "r" }, context);

const onLedger =
  (answer: ReturnType<Fault>): Fault =>
  ({ operation, body }) =>
    operation === "PutItem" && body.includes("ledger#") ? answer : undefined;

describe("a state's function", () => {
  test("does its work once, however often it is called", async () => {
    expect(await call("once")).toEqual({ times: 1 });
    expect(await call("once")).toEqual({ times: 1 });
    expect(performed).toBe(1);
  });

  test("gives all that call it at once the same result", async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => call("together")));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  test("is done when its work is done, even if the ledger takes no line", async () => {
    tables.fault = onLedger({ status: 400, error: "ProvisionedThroughputExceededException" });
    expect(await call("silent")).toEqual({ times: 1 });
    tables.fault = onLedger("hang up");
    expect(await call("cut")).toEqual({ times: 2 });
  });

  test.each(["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"])(
    "fails with %s as DynamoDB named it, by which the state machine retries",
    async (error) => {
      tables.fault = ({ operation }) => (operation === "GetItem" ? { status: 500, error } : undefined);
      await expect(call("named")).rejects.toMatchObject({ name: error });
    },
  );

  test("gives a lost connection a name by which the state machine retries", async () => {
    tables.fault = ({ operation }) => (operation === "GetItem" ? "hang up" : undefined);
    await expect(call("lost")).rejects.toMatchObject({ name: "ServiceUnavailableError" });
  });
});
