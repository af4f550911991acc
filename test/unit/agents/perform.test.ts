import { describe, expect, test } from "vitest";
import * as z from "zod";
import { AnswerRefusedError, InvalidAnswerError } from "../../../shared/agents/errors.ts";
import { perform } from "../../../shared/agents/perform.ts";
import { task } from "../../../shared/agents/task.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import type { ContentBlock, Json, Message } from "../../../shared/models/model.ts";
import { type ScriptedTurn, scriptedModel } from "../../../shared/models/scripted.ts";

const work = {
  role: "analyst",
  instructions: "Look at the words.",
  input: z.strictObject({ text: z.string() }),
} as const;

const count = task({
  ...work,
  name: "count_words",
  output: z.strictObject({ words: z.int().min(0) }),
});

const list = task({
  ...work,
  name: "list_words",
  output: z.strictObject({ words: z.array(z.string()) }),
});

const poem = task({
  ...work,
  name: "write_poem",
  output: z.strictObject({ poem: z.string().regex(/^# /) }),
  fromText: (text) => (text.startsWith("# ") ? { poem: text } : undefined),
});

const either = task({
  ...work,
  name: "decide",
  output: z.discriminatedUnion("outcome", [
    z.strictObject({ outcome: z.literal("yes") }),
    z.strictObject({ outcome: z.literal("no"), reason: z.string() }),
  ]),
});

const asked = { text: "two words" };
const answer = (stopReason: string, ...content: ContentBlock[]): ScriptedTurn => ({
  answer: { stopReason, content },
});
const call = (input: Json, name = "count_words", toolUseId = "t1"): ContentBlock => ({
  toolUse: { toolUseId, name, input },
});

function performing(turns: ScriptedTurn[]) {
  const model = scriptedModel(turns);
  return { model, options: { model, modelId: "m" } };
}

/** Roles take turns, and each call of a tool has its result in the very next message: else services refuse a request. */
function expectLawful(messages: readonly Message[]): void {
  for (const [place, { role, content }] of messages.entries()) {
    expect(role).toBe(place % 2 === 0 ? "user" : "assistant");
    expect(content.length).toBeGreaterThan(0);
    const calls = content.flatMap((block) => ("toolUse" in block ? [block.toolUse.toolUseId] : []));
    const results = (messages[place + 1]?.content ?? []).flatMap((block) =>
      "toolResult" in block ? [block.toolResult.toolUseId] : [],
    );
    expect(results).toEqual(calls);
  }
}

describe("a request", () => {
  test("forces the tool of the task, and its stable part ends with a cache point", async () => {
    const { model, options } = performing([{ toolInput: { words: 2 } }]);
    expect(await perform(count, asked, options)).toEqual({ words: 2 });
    const [request] = model.requests;
    expect(request?.toolConfig?.toolChoice).toEqual({ tool: { name: "count_words" } });
    expect(request?.system.at(-1)).toEqual({ cachePoint: { type: "default" } });
    expect(JSON.stringify(request?.system)).not.toContain("two words");
    expect(request?.messages).toEqual([
      { role: "user", content: [{ text: JSON.stringify({ task: "count_words", input: asked }) }] },
    ]);
  });

  test("asks for an object, also where the output is one of several", async () => {
    const { model, options } = performing([{ toolInput: { answer: { outcome: "yes" } } }]);
    expect(await perform(either, asked, options)).toEqual({ outcome: "yes" });
    expect(model.requests[0]?.toolConfig?.tools[0]?.toolSpec.inputSchema.json).toMatchObject({
      type: "object",
      required: ["answer"],
    });
    const bare = performing([{ toolInput: { outcome: "no", reason: "so" } }]);
    expect(await perform(either, asked, bare.options)).toEqual({ outcome: "no", reason: "so" });
  });
});

describe("an answer in another form is taken as it is meant", () => {
  test.each<[string, ScriptedTurn]>([
    ["JSON in a string", { toolInput: '{"words": 2}' }],
    ["JSON in a string in a string", { toolInput: JSON.stringify('{"words": 2}') }],
    ["JSON in a text", { text: '{"words": 2}' }],
    ["JSON in a fence with talk around it", { text: 'Sure!\n\n```json\n{"words": 2}\n```\nAnything else?' }],
    ["JSON in a fence that nothing closes", { text: '```json\n{"words": 2}' }],
    ["JSON between prose with brackets", { text: 'I count {roughly} [see "a]"]: {"words": 2}. Done.' }],
    [
      "an imitated call",
      { text: '<tool_call>{"name": "count_words", "arguments": {"words": 2}}</tool_call>' },
    ],
    [
      "an imitated call with its input as text",
      { text: '{"name":"count_words","arguments":"{\\"words\\":2}"}' },
    ],
    [
      "reasoning before a call",
      answer(
        "tool_use",
        { reasoningContent: { reasoningText: { text: '{"words": 7}' } } },
        call({ words: 2 }),
      ),
    ],
    ["a call after talk", answer("tool_use", { text: "Let me hand it in." }, call({ words: 2 }))],
    ["a call by another name", answer("tool_use", call({ words: 2 }, "functions.count"))],
    ["a call by another name, as text", answer("tool_use", call('{"words": 2}', "hand_in"))],
    ["the right call after a wrong one", answer("tool_use", call({ q: 1 }, "search"), call({ words: 2 }))],
  ])("%s", async (_, turn) => {
    const { model, options } = performing([turn]);
    expect(await perform(count, asked, options)).toEqual({ words: 2 });
    expect(model.requests).toHaveLength(1);
  });

  test("a list in a string within the input", async () => {
    const { options } = performing([{ toolInput: { words: '["two", "words"]' } }]);
    expect(await perform(list, asked, options)).toEqual({ words: ["two", "words"] });
  });

  test.each([
    ["a text", "# Roses\nare red"],
    ["a text in a fence", "Here it is:\n```markdown\n# Roses\nare red\n```\nEnjoy."],
    ["a text that holds a fence of its own", "````\n# Roses\nare red\n````"],
  ])("%s, where the task reads texts", async (_, text) => {
    const { options } = performing([{ text }]);
    expect(await perform(poem, asked, options)).toEqual({ poem: "# Roses\nare red" });
  });
});

describe("an answer that can't be used goes back with what is wrong", () => {
  test.each<[string, ScriptedTurn, RegExp]>([
    ["one that breaks the schema", { toolInput: { words: "two" } }, /words/],
    ["a call of another tool", answer("tool_use", call({}, "search")), /no tool search/],
    [
      "several calls, none valid",
      answer("tool_use", call({}, "search", "a"), call({}, "count_words", "b")),
      /words/,
    ],
    ["prose", { text: "There are two." }, /does not call the tool count_words/],
    ["nothing", answer("end_turn"), /empty/],
    ["blank text", { text: " \n " }, /empty/],
    ["input that is no JSON", { toolInput: '{"words": 2' }, /no JSON/],
    ["null", { toolInput: null }, /expected object/],
    ["a list", { toolInput: [2] }, /expected object/],
    ["thoughts alone", answer("end_turn", { reasoningContent: { reasoningText: { text: "hm" } } }), /empty/],
  ])("%s", async (_, turn, problem) => {
    const { model, options } = performing([turn, { toolInput: { words: 2 } }]);
    expect(await perform(count, asked, options)).toEqual({ words: 2 });
    const messages = model.requests[1]?.messages ?? [];
    expect(messages).toHaveLength(3);
    expectLawful(messages);
    expect(JSON.stringify(messages[2])).toMatch(problem);
  });

  test("until the tries are used up", async () => {
    const { model, options } = performing([
      { toolInput: {} },
      { toolInput: null },
      { toolInput: { words: -1 } },
    ]);
    const failed = perform(count, asked, options);
    await expect(failed).rejects.toThrow(InvalidAnswerError);
    await expect(failed).rejects.toThrow(/count_words in 3 tries.*words/s);
    expect(model.requests).toHaveLength(3);
    expectLawful(model.requests[2]?.messages ?? []);
  });

  test("but not once more when the same wrong one comes again", async () => {
    const { model, options } = performing([{ toolInput: { words: -1 } }, { toolInput: { words: -1 } }]);
    await expect(perform(count, asked, { ...options, tries: 9 })).rejects.toThrow(/the same wrong one twice/);
    expect(model.requests).toHaveLength(2);
  });
});

describe("an answer that is cut off", () => {
  const words = Array.from({ length: 40 }, (_, index) => `word number ${index}`);
  const whole = JSON.stringify({ words });
  const part = (start: number, end?: number) => whole.slice(start, end);

  test("in the input of a tool is gone on with as text, and joined", async () => {
    const { model, options } = performing([
      answer("max_tokens", call(part(0, 211), "list_words")),
      answer("max_tokens", { text: part(211, 402) }),
      answer("end_turn", { text: part(402) }),
    ]);
    expect(await perform(list, asked, options)).toEqual({ words });
    expect(model.requests[1]?.toolConfig).toBeUndefined();
    expect(model.requests[2]?.messages[1]).toEqual({ role: "assistant", content: [{ text: part(0, 402) }] });
    for (const { messages } of model.requests) expectLawful(messages);
  });

  test("is joined without what the next part repeats, or puts around it", async () => {
    const { options } = performing([
      answer("max_tokens", call(part(0, 211), "list_words")),
      answer("end_turn", { text: `\`\`\`json\n${part(180)}\n\`\`\`` }),
    ]);
    expect(await perform(list, asked, options)).toEqual({ words });
  });

  test("at any place gives the same", async () => {
    for (let place = 1; place < whole.length; place += 37) {
      const { options } = performing([
        answer("max_tokens", { text: part(0, place) }),
        answer("end_turn", { text: part(place) }),
      ]);
      expect(await perform(list, asked, options)).toEqual({ words });
    }
  });

  test("again and again is given up, and asked for shorter", async () => {
    const endless = (index: number) => answer("max_tokens", { text: `["part ${index} of it` });
    const turns = Array.from({ length: 50 }, (_, index) => endless(index));
    const { model, options } = performing(turns);
    await expect(perform(list, asked, options)).rejects.toThrow(/cut off after 32000 tokens/);
    // Three tries of four parts each.
    expect(model.requests).toHaveLength(12);
    expect(JSON.stringify(model.requests[4]?.messages)).toContain("shorter");
  });

  test("before it said anything is asked for again", async () => {
    const thought = { reasoningContent: { reasoningText: { text: "so much to think of" } } };
    const { model, options } = performing([answer("max_tokens", thought), { toolInput: { words: [] } }]);
    expect(await perform(list, asked, options)).toEqual({ words: [] });
    expect(model.requests).toHaveLength(2);
  });
});

test.each([
  ["refusal", "I can't help with that."],
  ["content_filtered", ""],
  ["guardrail_intervened", "Blocked by policy."],
])("a refusal (%s) ends it at once, with the model's words", async (stopReason, words) => {
  const { model, options } = performing([answer(stopReason, ...(words === "" ? [] : [{ text: words }]))]);
  const failed = perform(count, asked, options);
  await expect(failed).rejects.toThrow(AnswerRefusedError);
  await expect(failed).rejects.toThrow(words);
  expect(model.requests).toHaveLength(1);
});

test("a model's own failure is passed on, and a script that has run dry says so", async () => {
  const outage = new ModelError("throttled", { kind: "throttled" });
  await expect(perform(count, asked, performing([{ error: outage }]).options)).rejects.toBe(outage);
  await expect(perform(count, asked, performing([]).options)).rejects.toThrow(/script has 0 turns/);
});

test("the signal reaches the model", async () => {
  const seen: (AbortSignal | undefined)[] = [];
  const { model } = performing([{ toolInput: { words: 2 } }]);
  const signal = new AbortController().signal;
  await perform(count, asked, {
    modelId: "m",
    signal,
    model: {
      converse: (request, options) => {
        seen.push(options?.signal);
        return model.converse(request, options);
      },
    },
  });
  expect(seen).toEqual([signal]);
});
