import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { budgetedModel } from "../../../lambdas/runtime/budget.ts";
import { BudgetExceededError, RunClosedError, UnknownPriceError } from "../../../lambdas/runtime/errors.ts";
import { closeRun, readRun, startRun } from "../../../lambdas/runtime/runs.ts";
import { atWork } from "../../../lambdas/runtime/work.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import type { ConverseRequest, Model, Usage } from "../../../shared/models/model.ts";
import { inputTokensAtMost, type Price } from "../../../shared/models/price.ts";
import type { BudgetRequest } from "../../../shared/runs/budget.ts";
import { childOf, contextOfRun } from "../../../shared/telemetry/trace-context.ts";
import { startTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

let run: string;
let count = 0;
beforeEach(() => {
  run = `budget-${++count}`;
});

const start = (budget: BudgetRequest) => startRun(run, run, { requirement: "a".repeat(64), budget });
const requestOf = (text: string, maxTokens: number): ConverseRequest => ({
  modelId: "m",
  system: [{ text: "You count." }],
  messages: [{ role: "user", content: [{ text }] }],
  inferenceConfig: { maxTokens },
});
const price: Price = { input: 3, output: 15, cachedInput: 0.3 };

/** A model that uses what it is told to, and never more than it was allowed. */
function modelUsing(usageOf: (request: ConverseRequest) => Usage): Model & { requests: ConverseRequest[] } {
  const requests: ConverseRequest[] = [];
  return {
    requests,
    async converse(request) {
      requests.push(request);
      // Others come in between, as they do while a model thinks.
      await new Promise((resolve) => setImmediate(resolve));
      const usage = usageOf(request);
      return { output: { message: { role: "assistant", content: [] } }, stopReason: "end_turn", usage };
    },
  };
}

const usage = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
});
const greedy = (request: ConverseRequest) =>
  usage(inputTokensAtMost(request), request.inferenceConfig.maxTokens);

const call = async (
  model: Model,
  request: ConverseRequest,
  { step = "Work", known = price }: { step?: string; known?: Price | undefined | null } = {},
) =>
  atWork({ run, step, context: childOf(await contextOfRun(run, undefined)) }, (work) =>
    budgetedModel(model, { role: "tester", name: "test:m", price: known ?? undefined, work }).converse(
      request,
    ),
  );

async function total() {
  const { budget } = await readRun(run);
  if (budget === undefined) throw new Error("The run has no budget.");
  return budget.total;
}

describe("a budgeted model", () => {
  test("counts what a call has used, for the run and for the role, and gives the rest back", async () => {
    await start({ tokens: 100_000 });
    await call(
      modelUsing(() => ({ ...usage(100, 20), cacheReadInputTokens: 1_000 })),
      requestOf("a", 900),
    );
    const expected = {
      calls: 1,
      tokens: 1_120,
      inputTokens: 100,
      outputTokens: 20,
      cachedTokens: 1_000,
      nanodollars: 100 * 3_000 + 20 * 15_000 + 1_000 * 300,
      committed: { tokens: 1_120, nanodollars: 900_000 },
    };
    expect(await total()).toMatchObject(expected);
    const { budget } = await readRun(run);
    expect(budget?.roles.tester).toMatchObject(expected);
    expect(budget?.roles.developer).toMatchObject({ calls: 0, tokens: 0 });
    expect(budget?.open).toEqual({});
  });

  test("is bounded to the token and the nanodollar, whoever calls at the same time", {
    timeout: 60_000,
  }, async () => {
    const callers = fc.array(
      fc.record({ length: fc.nat(400), maxTokens: fc.integer({ min: 1, max: 3_000 }), part: fc.nat(100) }),
      { minLength: 2, maxLength: 8 },
    );
    const limits = fc.record({
      tokens: fc.integer({ min: 1_500, max: 12_000 }),
      dollars: fc.double({ min: 0.005, max: 0.1, noNaN: true }),
      calls: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(callers, limits, async (calls, { tokens, dollars, calls: mostCalls }) => {
        run = `budget-${++count}`;
        await start({ tokens, dollars, calls: mostCalls, roles: { tester: { tokens: tokens - 100 } } });
        let used = 0;
        let cost = 0;
        const outcomes = await Promise.allSettled(
          calls.map(({ length, maxTokens, part }, index) => {
            const model = modelUsing((request) => {
              const most = greedy(request);
              const share = (amount: number) => Math.floor((amount * part) / 100);
              const found = usage(share(most.inputTokens), share(most.outputTokens));
              used += found.totalTokens;
              cost += found.inputTokens * 3_000 + found.outputTokens * 15_000;
              return found;
            });
            return call(model, requestOf("x".repeat(length), maxTokens), { step: `Work-${index}` });
          }),
        );
        for (const outcome of outcomes)
          if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(BudgetExceededError);
        const spent = await total();
        expect(spent.tokens).toBe(used);
        expect(spent.committed.tokens).toBe(used);
        expect(spent.nanodollars).toBe(cost);
        expect(used).toBeLessThanOrEqual(tokens - 100);
        expect(cost).toBeLessThanOrEqual(dollars * 1e9);
        expect(spent.calls).toBeLessThanOrEqual(mostCalls);
        expect(spent.calls).toBe(outcomes.filter(({ status }) => status === "fulfilled").length);
      }),
      { numRuns: 12 },
    );
  });

  test("cuts an answer to what is left, and makes no call that would be left too little", async () => {
    const request = requestOf("a", 5_000);
    const input = inputTokensAtMost(request);
    await start({ tokens: input + 2_000 });
    const model = modelUsing(greedy);
    await call(model, request);
    expect(model.requests[0]?.inferenceConfig.maxTokens).toBe(2_000);
    expect((await total()).tokens).toBe(input + 2_000);
    const refused = call(model, request);
    await expect(refused).rejects.toThrow(BudgetExceededError);
    await expect(refused).rejects.toThrow(/run has used \d+ of its \d+ tokens/);
    expect(model.requests).toHaveLength(1);
  });

  test("waits for calls at work instead of cutting an answer short or giving up", async () => {
    const request = requestOf("a", 2_000);
    await start({ tokens: inputTokensAtMost(request) + 2_300 });
    const gate = Promise.withResolvers<void>();
    const slow: Model = {
      async converse() {
        await gate.promise;
        return modelUsing(() => usage(10, 10)).converse(request);
      },
    };
    const first = call(slow, request, { step: "First" });
    await expect.poll(async () => (await total()).calls).toBe(1);
    const quick = modelUsing(() => usage(10, 10));
    const second = call(quick, request, { step: "Second" });
    gate.resolve();
    await Promise.all([first, second]);
    expect(quick.requests[0]?.inferenceConfig.maxTokens).toBe(2_000);
    expect((await total()).tokens).toBe(40);
  });

  test("holds a role to its own limits", async () => {
    await start({ roles: { tester: { calls: 1 } } });
    const model = modelUsing(() => usage(1, 1));
    await call(model, requestOf("a", 10));
    await expect(call(model, requestOf("a", 10))).rejects.toThrow(/tester has used 1 of its 1 calls/);
    expect((await total()).calls).toBe(1);
  });

  test("keeps what a lost connection may have cost committed, and nothing of a refusal", async () => {
    await start({ tokens: 100_000 });
    const failing = (kind: "connection" | "throttled"): Model => ({
      converse: () => Promise.reject(new ModelError("no", { kind })),
    });
    await expect(call(failing("throttled"), requestOf("a", 700))).rejects.toThrow("no");
    expect(await total()).toMatchObject({ calls: 1, tokens: 0, committed: { tokens: 0 } });
    const request = requestOf("a", 700);
    await expect(call(failing("connection"), request)).rejects.toThrow("no");
    expect(await total()).toMatchObject({
      calls: 2,
      tokens: 0,
      committed: { tokens: inputTokensAtMost(request) + 700 },
    });
  });

  test("cuts a call off when the run's time for models is over", async () => {
    await start({ seconds: 0.05 });
    const hanging: Model = {
      converse: (_request, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new ModelError("cut off", { kind: "time" })));
        }),
    };
    await expect(call(hanging, requestOf("a", 10))).rejects.toThrow(/no time left/);
    await expect(call(hanging, requestOf("a", 10))).rejects.toThrow(/of its 0.05 seconds/);
  });

  test("does not ask a model of unknown price under a limit of dollars; else says that it is unknown", async () => {
    await start({ dollars: 1 });
    const model = modelUsing(() => usage(1, 1));
    await expect(call(model, requestOf("a", 10), { known: null })).rejects.toThrow(UnknownPriceError);
    run = `budget-${++count}`;
    await start({});
    await call(model, requestOf("a", 10), { known: null });
    expect(await total()).toMatchObject({ unpriced: 1, nanodollars: 0 });
  });

  test("asks nothing for a run that was ended", async () => {
    await start({});
    const failure = { error: "Stopped", message: "Stopped by a person" };
    await closeRun(run, { machine: "Develop", execution: run }, { status: "failed", failure });
    const model = modelUsing(() => usage(1, 1));
    await expect(call(model, requestOf("a", 10))).rejects.toThrow(RunClosedError);
    expect(model.requests).toEqual([]);
  });

  test("a run that goes on has the latest request's limits, and has spent what it had spent", async () => {
    await start({ calls: 1 });
    const model = modelUsing(() => usage(5, 5));
    await call(model, requestOf("a", 10));
    await expect(call(model, requestOf("a", 10))).rejects.toThrow(BudgetExceededError);
    await start({ calls: 2 });
    await call(model, requestOf("a", 10));
    expect(await total()).toMatchObject({ calls: 2, tokens: 20 });
  });
});
