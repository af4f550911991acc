import { describe, expect, test } from "vitest";
import { canonicalText, firstDifference } from "../../../shared/models/canonical-request.ts";
import { type Exchange, keptRequest, type Recording, redact } from "../../../shared/models/exchange.ts";
import type { ConverseRequest, Json, Message } from "../../../shared/models/model.ts";
import { replayModel } from "../../../shared/models/replay.ts";

const asker = { role: "architect", task: "draft_spec", step: "Architect-lean" };

const requestOf = (text: string, more: Message[] = [], system = "You design."): ConverseRequest => ({
  modelId: "m",
  system: [{ text: system }],
  messages: [{ role: "user", content: [{ text }] }, ...more],
  toolConfig: { tools: [], toolChoice: { tool: { name: "draft_spec" } } },
  inferenceConfig: { maxTokens: 1_000 },
});

const turn = (toolUseId: string): Message[] => [
  { role: "assistant", content: [{ toolUse: { toolUseId, name: "draft_spec", input: {} } }] },
  { role: "user", content: [{ toolResult: { toolUseId, content: [{ text: "wrong" }], status: "error" } }] },
];

function exchangeOf(
  request: ConverseRequest,
  said: Json | { failed: string },
  facts: Partial<Exchange> = {},
): Exchange {
  const failed =
    said !== null && typeof said === "object" && "failed" in said ? String(said.failed) : undefined;
  return {
    ...asker,
    at: "2026-01-01T00:00:00.000Z",
    model: "test:m",
    inputTokens: 1,
    outputTokens: 1,
    cachedTokens: 0,
    dollars: null,
    milliseconds: 1,
    request: keptRequest(request),
    ...(failed === undefined
      ? {
          answer: {
            output: { message: { role: "assistant", content: [{ text: JSON.stringify(said) }] } },
            stopReason: "end_turn",
            usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
          },
        }
      : { error: { name: "ModelError", message: failed, retryable: true } }),
    ...facts,
  };
}

const recordingOf = (...exchanges: Exchange[]): Recording => ({
  run: "run-1",
  requirement: "Books.",
  exchanges,
});
const ask = async (
  recording: Recording,
  request: ConverseRequest,
  miss: "fail" | "nearest" = "fail",
  who = asker,
) => (await replayModel(recording, { miss, asker: who }).converse(request)).output.message.content;

describe("a canonical request", () => {
  test("leaves out the model, the answer's length, ids, times and ports, and nothing else", () => {
    const id = "0b3e9d1c-5a7f-4c2e-9f10-3d2a1b4c5d6e";
    const left = requestOf(`at 2026-01-01T10:00:00Z on http://127.0.0.1:8787 see ${id}, ${id}`, turn("a"));
    const right = {
      ...requestOf(
        "at 2027-02-03T11:12:13.456Z on http://127.0.0.1:9999 see " +
          "1b3e9d1c-5a7f-4c2e-9f10-3d2a1b4c5d6e, 1b3e9d1c-5a7f-4c2e-9f10-3d2a1b4c5d6e",
        turn("b"),
      ),
      modelId: "other",
      inferenceConfig: { maxTokens: 7 },
    };
    expect(canonicalText(keptRequest(left))).toBe(canonicalText(keptRequest(right)));
    const others = [
      requestOf(`at 2026-01-01T10:00:00Z on http://127.0.0.1:8787 see ${id}`, turn("a")),
      requestOf(`at 2026-01-02 on http://127.0.0.1:8787 see ${id}, ${id}`, turn("a")),
      requestOf(`at 2026-01-01T10:00:00Z on http://127.0.0.1:8787 see ${id}, ${id}`),
    ];
    for (const other of others)
      expect(canonicalText(keptRequest(other))).not.toBe(canonicalText(keptRequest(left)));
  });

  test("holds nothing of how it was sent", () => {
    const sent = { ...requestOf("a"), headers: { authorization: "Bearer abcdefghijkl" } };
    expect(JSON.stringify(keptRequest(sent))).not.toMatch(/Bearer|headers/);
  });

  test("differs from another at a place that can be named", () => {
    expect(firstDifference({ a: [1, { b: "long text" }] }, { a: [1, { b: "long test" }] })).toEqual({
      path: "a.1.b, character 8",
      left: '"long text"',
      right: '"long test"',
    });
    expect(firstDifference({ a: 1 }, { a: 1, b: [2] })).toEqual({ path: "b", left: "nothing", right: "[2]" });
    expect(firstDifference({ a: [] }, { a: {} })).toMatchObject({ path: "a" });
    expect(firstDifference({ a: [1] }, { a: [1] })).toBeUndefined();
  });
});

describe("replay", () => {
  test("answers a request as it was answered, whatever the model, the ids and the times are now", async () => {
    const recording = recordingOf(
      exchangeOf(requestOf("one"), "first"),
      exchangeOf(requestOf("two", turn("x")), "second"),
    );
    expect(await ask(recording, { ...requestOf("two", turn("y")), modelId: "n" })).toEqual([
      { text: '"second"' },
    ]);
    expect(await ask(recording, requestOf("one"))).toEqual([{ text: '"first"' }]);
  });

  test("gives the last answer to what was asked several times, and an error only where nothing else came", async () => {
    const recording = recordingOf(
      exchangeOf(requestOf("one"), ""),
      exchangeOf(requestOf("one"), "better"),
      exchangeOf(requestOf("one"), { failed: "lost" }),
      exchangeOf(requestOf("two"), { failed: "throttled" }),
    );
    expect(await ask(recording, requestOf("one"))).toEqual([{ text: '"better"' }]);
    await expect(ask(recording, requestOf("two"))).rejects.toThrow("throttled");
  });

  test("fails on a miss with the task, and the place where the nearest request differs", async () => {
    const recording = recordingOf(
      exchangeOf(requestOf("Something else entirely"), "far"),
      exchangeOf(requestOf("Books have a title"), "near"),
    );
    const missed = ask(recording, requestOf("Books have a name"));
    await expect(missed).rejects.toThrow(
      /run-1 has no answer to this request of draft_spec \(architect, step Architect-lean\)/,
    );
    await expect(missed).rejects.toThrow(
      /differs at messages\.0\.content\.0\.text, character 14: recorded "Books have a title", asked "Books have a name"/,
    );
  });

  test("says so where the recording has nothing of the task", async () => {
    const recording = recordingOf(exchangeOf(requestOf("one"), "first"));
    await expect(ask(recording, requestOf("x"), "fail", { ...asker, task: "arbitrate" })).rejects.toThrow(
      /arbitrate.*none of that task at all, only: draft_spec/,
    );
  });

  test("with `nearest` answers a changed request like that of its role, task, step and turn", async () => {
    const recording = recordingOf(
      exchangeOf(requestOf("Books have a title"), "of the tester", { role: "tester" }),
      exchangeOf(requestOf("Books have a title"), "of another step", { step: "Architect-guard" }),
      exchangeOf(requestOf("Books have", turn("a")), "the second turn"),
      exchangeOf(requestOf("Books have"), "the first turn"),
    );
    const changed = (more: Message[] = []) => requestOf("Books have a title!", more, "You design well.");
    expect(await ask(recording, changed(), "nearest")).toEqual([{ text: '"the first turn"' }]);
    expect(await ask(recording, changed(turn("b")), "nearest")).toEqual([{ text: '"the second turn"' }]);
    const elsewhere = { ...asker, step: "Architect-scale" };
    expect(await ask(recording, changed(), "nearest", elsewhere)).toEqual([{ text: '"of another step"' }]);
    await expect(ask(recording, changed(), "nearest", { ...asker, task: "arbitrate" })).rejects.toThrow(
      /none of that task/,
    );
  });
});

test("an endpoint's words are kept without keys", () => {
  const said =
    "401: Incorrect API key provided: sk-proj-abcdefghijklmnop1234, sent as Authorization: Bearer abcdef.123456";
  expect(redact(said)).toBe("401: Incorrect API key provided: [redacted], sent as Authorization: [redacted]");
  expect(redact("AKIAIOSFODNN7EXAMPLE is not authorized")).toBe("[redacted] is not authorized");
  expect(redact("The model needs 12000 tokens: authorization of the account")).toBe(
    "The model needs 12000 tokens: authorization of the account",
  );
});
