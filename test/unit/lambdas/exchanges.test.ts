import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { forgetAnswers, recordedModel, rememberedModel } from "../../../lambdas/runtime/exchanges.ts";
import { atWork, type Work } from "../../../lambdas/runtime/work.ts";
import { ControlPlane } from "../../../scripts/aidevos/control-plane.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import { KeptAnswer, KeptRequest } from "../../../shared/models/exchange.ts";
import type { ConverseRequest } from "../../../shared/models/model.ts";
import { type ScriptedTurn, scriptedModel } from "../../../shared/models/scripted.ts";
import { ExchangeRecord, recordKeys } from "../../../shared/runs/run.ts";
import { childOf, contextOfRun } from "../../../shared/telemetry/trace-context.ts";
import { startTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
let controlPlane: ControlPlane;
beforeAll(async () => {
  tables = await startTables();
  const outputs = {
    DevelopArn: "",
    DeliverArn: "",
    ImproveArn: "",
    CalibrateArn: "",
    RecordsTable: "Records",
    ArtifactsTable: "Artifacts",
    ControlSecretArn: "",
  };
  controlPlane = new ControlPlane({ outputs, environment: {} });
});
afterAll(() => tables.stop());

let run: string;
let count = 0;
beforeEach(() => {
  run = `exchanges-${++count}`;
});

const requestOf = (text: string): ConverseRequest => ({
  modelId: "m",
  system: [{ text: "You count." }],
  messages: [{ role: "user", content: [{ text }] }],
  inferenceConfig: { maxTokens: 10 },
});
const facts = {
  role: "tester",
  task: "write_tests",
  name: "test:m",
  price: { input: 1, output: 2 },
} as const;

/** One attempt of a step, whose model answers with the turns. */
async function attempt<Result>(
  turns: ScriptedTurn[],
  perform: (ask: (text: string) => Promise<string>, work: Work) => Promise<Result>,
) {
  const scripted = scriptedModel(turns);
  const context = childOf(await contextOfRun(run, undefined));
  return atWork({ run, step: "WriteTests", context }, async (work) => {
    const model = rememberedModel(recordedModel(scripted, { ...facts, work }), work);
    const ask = async (text: string) =>
      JSON.stringify((await model.converse(requestOf(text))).output.message.content);
    return { result: await perform(ask, work), asked: scripted.requests.length };
  });
}

describe("a recorded model", () => {
  test("keeps request and answer as artifacts, and what is known of them under the run, in order", async () => {
    await attempt([{ text: "one" }, { text: "two" }], async (ask) => {
      await ask("first");
      await ask("second");
    });
    const kept = await controlPlane.exchanges(run);
    expect(kept.map(({ answer }) => answer?.output.message.content)).toEqual([
      [{ text: "one" }],
      [{ text: "two" }],
    ]);
    expect(kept[0]).toMatchObject({
      role: "tester",
      task: "write_tests",
      step: "WriteTests",
      model: "test:m",
      inputTokens: 10,
      outputTokens: 5,
      cachedTokens: 0,
      dollars: 0.00002,
      request: {
        system: [{ text: "You count." }],
        messages: [{ role: "user", content: [{ text: "first" }] }],
      },
    });
  });

  test("keeps a failed exchange with the endpoint's words, without keys", async () => {
    const error = new ModelError("Incorrect key sk-abcdefghijklmnopqrst", { retryable: false });
    await expect(attempt([{ error }], (ask) => ask("first"))).rejects.toThrow(ModelError);
    expect(await controlPlane.exchanges(run)).toMatchObject([
      {
        error: { name: "ModelError", message: "Incorrect key [redacted]", retryable: false },
        inputTokens: 0,
      },
    ]);
  });

  test("names artifacts that can be read alone", async () => {
    await attempt([{ text: "one" }], (ask) => ask("first"));
    const [key] = tables.calls.filter(
      ({ body }) => body.includes(`run#${run}`) && body.includes("exchange#"),
    );
    const sk = /"(exchange#[^"]+)"/.exec(key?.body ?? "")?.[1] ?? "";
    const record = await controlPlane.record({ ...recordKeys.run(run), sk }, ExchangeRecord);
    if (record?.answer === undefined) throw new Error(`${sk} is not kept.`);
    expect((await getArtifact(record.request, KeptRequest)).messages).toHaveLength(1);
    expect((await getArtifact(record.answer, KeptAnswer)).stopReason).toBe("end_turn");
  });
});

describe("a step that is done again", () => {
  test("is given the answers that it had, and asks on from there", async () => {
    const failed = attempt([{ text: "one" }], async (ask) => {
      await ask("first");
      throw new Error("cut off");
    });
    await expect(failed).rejects.toThrow("cut off");
    const again = await attempt([{ text: "two" }], async (ask) => [await ask("first"), await ask("second")]);
    expect(again).toEqual({ result: ['[{"text":"one"}]', '[{"text":"two"}]'], asked: 1 });
    expect(await controlPlane.exchanges(run)).toHaveLength(2);
  });

  test("the same request twice in a step is two, each with its own answer", async () => {
    const first = await attempt([{ text: "one" }, { text: "two" }], async (ask) => [
      await ask("a"),
      await ask("a"),
    ]);
    const again = await attempt([], async (ask) => [await ask("a"), await ask("a")]);
    expect(again).toEqual({ result: first.result, asked: 0 });
    expect(first.result).toEqual(['[{"text":"one"}]', '[{"text":"two"}]']);
  });

  test("asks anew once the answers are forgotten", async () => {
    await attempt([{ text: "one" }], async (ask, work) => {
      await ask("first");
      await forgetAnswers(work.answers);
    });
    expect(await attempt([{ text: "better" }], (ask) => ask("first"))).toEqual({
      result: '[{"text":"better"}]',
      asked: 1,
    });
  });

  test("an error is no answer: it is asked again", async () => {
    const error = new ModelError("throttled", { kind: "throttled" });
    await expect(attempt([{ error }], (ask) => ask("first"))).rejects.toThrow("throttled");
    expect(await attempt([{ text: "one" }], (ask) => ask("first"))).toMatchObject({ asked: 1 });
  });
});
