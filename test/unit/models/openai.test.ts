import { describe, expect, test } from "vitest";
import { openAiModel } from "../../../lambdas/runtime/model-openai.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import type { ConverseRequest, Json } from "../../../shared/models/model.ts";
import { asking, deadUrl, events, failureOf, type Reply, replaying } from "./wire.ts";

const key = "sk-proj-abcdefghijklmnop";

function modelAt(url: string) {
  return openAiModel({ baseUrl: `${url}/v1`, key: async () => key, maxRetries: 0 });
}

const chunk = (delta: Json, finish_reason: string | null = null): Json => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_760_000_000,
  model: "some-model",
  choices: [{ index: 0, delta, finish_reason }],
});
const usage: Json = {
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  choices: [],
  usage: {
    prompt_tokens: 120,
    completion_tokens: 9,
    total_tokens: 129,
    prompt_tokens_details: { cached_tokens: 100 },
  },
};
const called = events(
  chunk({ role: "assistant", content: null }),
  chunk({
    tool_calls: [
      { index: 0, id: "call_a", type: "function", function: { name: "count_words", arguments: "" } },
    ],
  }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '{"wor' } }] }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: 'ds":2}' } }] }),
  chunk({}, "tool_calls"),
  usage,
);
const said = (text: string, finish = "stop") => events(chunk({ content: text }), chunk({}, finish));
const refused = (status: number, error: Json): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ error }),
});

describe("a request", () => {
  test("forces the tool, streams, and carries the key in its header alone", async () => {
    const { url, received } = await replaying(called);
    const answer = await modelAt(url).converse(asking);
    expect(answer).toEqual({
      output: {
        message: {
          role: "assistant",
          content: [{ toolUse: { toolUseId: "call_a", name: "count_words", input: { words: 2 } } }],
        },
      },
      stopReason: "tool_use",
      usage: { inputTokens: 20, outputTokens: 9, totalTokens: 129, cacheReadInputTokens: 100 },
    });
    expect(received[0]).toMatchObject({
      path: "/v1/chat/completions",
      body: {
        model: "some-model",
        max_tokens: 32_000,
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: "system", content: "You count." },
          { role: "user", content: "two words" },
        ],
        tool_choice: { type: "function", function: { name: "count_words" } },
      },
    });
    expect(received[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(JSON.stringify(received[0]?.body)).not.toContain(key);
  });

  test("gives each result of a tool as a message of its own", async () => {
    const { url, received } = await replaying(called);
    const call = (toolUseId: string, input: Json) => ({ toolUse: { toolUseId, name: "count_words", input } });
    const result = (toolUseId: string) => ({
      toolResult: { toolUseId, content: [{ text: "wrong" }], status: "error" as const },
    });
    const request: ConverseRequest = {
      ...asking,
      messages: [
        ...asking.messages,
        { role: "assistant", content: [{ text: "so" }, call("a", { words: -1 }), call("b", "no json")] },
        { role: "user", content: [result("a"), result("b"), { text: "again" }] },
      ],
    };
    await modelAt(url).converse(request);
    expect(received[0]?.body.messages).toMatchObject([
      { role: "system" },
      { role: "user" },
      {
        role: "assistant",
        content: "so",
        tool_calls: [
          { id: "a", function: { arguments: '{"words":-1}' } },
          { id: "b", function: { arguments: '{"value":"no json"}' } },
        ],
      },
      { role: "tool", tool_call_id: "a", content: "wrong" },
      { role: "tool", tool_call_id: "b", content: "wrong" },
      { role: "user", content: "again" },
    ]);
  });
});

describe("an answer", () => {
  test.each<[string, Reply, object]>([
    [
      "that is not streamed",
      {
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          choices: [{ message: { role: "assistant", content: "two" }, finish_reason: "stop" }],
          usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
        }),
      },
      {
        stopReason: "end_turn",
        output: { message: { content: [{ text: "two" }] } },
        usage: { totalTokens: 3 },
      },
    ],
    ["without usage is estimated", said("two"), { usage: { estimated: true } }],
    [
      "with reasoning in a field of its own",
      events(chunk({ reasoning_content: "hm" }), chunk({ content: "two" }), chunk({}, "stop")),
      {
        output: {
          message: { content: [{ reasoningContent: { reasoningText: { text: "hm" } } }, { text: "two" }] },
        },
      },
    ],
    [
      "with reasoning under its other name",
      events(chunk({ reasoning: "hm" }), chunk({ content: "two" }), chunk({}, "stop")),
      {
        output: {
          message: { content: [{ reasoningContent: { reasoningText: { text: "hm" } } }, { text: "two" }] },
        },
      },
    ],
    [
      "with reasoning left in the text",
      said("<think>\nhm {1}\n</think>\n\ntwo"),
      {
        output: {
          message: {
            content: [{ reasoningContent: { reasoningText: { text: "\nhm {1}\n" } } }, { text: "two" }],
          },
        },
      },
    ],
    ["that is cut off", said("tw", "length"), { stopReason: "max_tokens" }],
    ["that was filtered", said("", "content_filter"), { stopReason: "content_filtered" }],
    [
      "that refuses",
      events(chunk({ refusal: "I can't" }), chunk({}, "stop")),
      { stopReason: "refusal", output: { message: { content: [{ text: "I can't" }] } } },
    ],
    ["that is empty", events(chunk({}, "stop")), { output: { message: { content: [] } } }],
    [
      "with two whole calls under one index, without ids",
      events(
        chunk({
          tool_calls: [{ index: 0, id: "x", function: { name: "count_words", arguments: { words: 1 } } }],
        }),
        chunk({
          tool_calls: [{ index: 0, id: "y", function: { name: "count_words", arguments: '{"words":2}' } }],
        }),
        chunk({}, "stop"),
      ),
      {
        output: {
          message: {
            content: [
              { toolUse: { toolUseId: "x", name: "count_words", input: { words: 1 } } },
              { toolUse: { toolUseId: "y", name: "count_words", input: { words: 2 } } },
            ],
          },
        },
      },
    ],
    [
      "whose call has no id and is cut off",
      events(
        chunk({ tool_calls: [{ function: { name: "count_words", arguments: '{"wor' } }] }),
        chunk({}, "length"),
      ),
      {
        stopReason: "max_tokens",
        output: {
          message: { content: [{ toolUse: { toolUseId: "call_1", name: "count_words", input: '{"wor' } }] },
        },
      },
    ],
  ])("%s", async (_, reply, expected) => {
    const { url } = await replaying(reply);
    expect(await modelAt(url).converse(asking)).toMatchObject(expected);
  });
});

describe("what an endpoint can do is found out and remembered", () => {
  const noTools = refused(400, {
    message: "registry.ollama.ai/library/gemma3:4b does not support tools",
    type: "invalid_request_error",
    param: null,
    code: null,
  });
  const noChoice = refused(400, {
    message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    type: "BadRequestError",
    code: 400,
  });
  const noFormat = refused(400, {
    message: "'response_format.type' must be 'text'",
    type: "invalid_request_error",
  });
  const noJinja = refused(500, {
    code: 500,
    message: "tools param requires --jinja flag",
    type: "server_error",
  });

  test.each<[string, [Reply, ...Reply[]], string, number]>([
    ["no forced tool, but any", [noChoice, called], "any-tool", 2],
    ["no tools, but a schema", [noTools, noTools, said('{"words":2}')], "schema", 3],
    ["no tools by its own failure", [noJinja, noJinja, said('{"words":2}')], "schema", 3],
    ["neither", [noTools, noTools, noFormat, said('{"words":2}')], "text", 4],
  ])("%s", async (_, replies, mode, calls) => {
    const { url, received } = await replaying(...replies);
    const model = modelAt(url);
    await model.converse(asking);
    expect(model.modeOf("some-model")).toBe(mode);
    await model.converse(asking);
    expect(received).toHaveLength(calls + 1);
    const last = received.at(-1)?.body ?? {};
    expect("tools" in last).toBe(mode.endsWith("tool"));
    if (mode === "schema") expect(last.response_format).toMatchObject({ type: "json_schema" });
    if (mode === "text") expect(last).not.toHaveProperty("response_format");
    if (mode !== "any-tool") expect(JSON.stringify(last.messages)).toContain("JSON Schema");
  });

  test("a tool that is left unused is not offered again", async () => {
    const { url, received } = await replaying(said("There are two."), said('{"words":2}'));
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect(received.map(({ body }) => "tools" in body)).toEqual([true, false]);
    expect(received[1]?.body.response_format).toMatchObject({ json_schema: { name: "count_words" } });
  });

  test("a tool that was used once is kept to, whatever comes after", async () => {
    const { url, received } = await replaying(called, said("No."), noTools);
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect((await failureOf(model)).kind).toBe("invalid");
    expect(received.map(({ body }) => "tools" in body)).toEqual([true, true, true]);
  });

  test.each<[string, Reply, object]>([
    [
      "the other name of the limit",
      refused(400, {
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        type: "invalid_request_error",
        param: "max_tokens",
        code: "unsupported_parameter",
      }),
      { max_completion_tokens: 32_000 },
    ],
    [
      "the model's own limit of output",
      refused(400, {
        message:
          "max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.",
        type: "invalid_request_error",
        param: "max_tokens",
        code: "invalid_value",
      }),
      { max_tokens: 16_384 },
    ],
    [
      "no usage in streams",
      refused(422, { message: "Extra inputs are not permitted: stream_options" }),
      { max_tokens: 32_000 },
    ],
  ])("%s", async (_, reply, expected) => {
    const { url, received } = await replaying(reply, called);
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect(received).toHaveLength(3);
    for (const { body } of received.slice(1)) expect(body).toMatchObject(expected);
    if (reply.status === 422) expect(received[2]?.body).not.toHaveProperty("stream_options");
  });

  test("what is left of the context is asked for, for this request alone", async () => {
    const full = refused(400, {
      message:
        "'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 8192 tokens and your request has 1200 input tokens (32000 > 8192 - 1200).",
      type: "BadRequestError",
      code: 400,
    });
    const { url, received } = await replaying(full, called);
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect(received.map(({ body }) => body.max_tokens)).toEqual([32_000, 6992, 32_000]);
  });

  test("what nothing mends ends in the first refusal's words", async () => {
    const { url, received } = await replaying(refused(400, { message: "I refuse tools and all" }), noFormat);
    expect((await failureOf(modelAt(url))).message).toContain("I refuse tools and all");
    expect(received).toHaveLength(4);
  });
});

describe("an error says what it is and what to do, and whether it passes by itself", () => {
  test.each<[string, Reply, string, boolean, RegExp]>([
    [
      "a wrong key",
      refused(401, {
        message: `Incorrect API key provided: ${key}. You can find your API key at https://platform.openai.com/account/api-keys.`,
        type: "invalid_request_error",
        param: null,
        code: "invalid_api_key",
      }),
      "access",
      false,
      /Check that the key is right/,
    ],
    [
      "a key that is repeated in part",
      refused(401, {
        message: "Incorrect API key provided: sk-proj-****************mnop.",
        code: "invalid_api_key",
      }),
      "access",
      false,
      /provided: \*\*\*/,
    ],
    [
      "too many requests",
      refused(429, {
        message: "Rate limit reached for gpt-5 in organization org-x on tokens per min (TPM): Limit 30000.",
        type: "tokens",
        param: null,
        code: "rate_limit_exceeded",
      }),
      "throttled",
      true,
      /Rate limit reached/,
    ],
    [
      "nothing left to pay with",
      refused(429, {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        param: null,
        code: "insufficient_quota",
      }),
      "throttled",
      false,
      /quota/,
    ],
    [
      "a model that is not there",
      refused(404, {
        message: 'model "qwen9" not found, try pulling it first',
        type: "api_error",
        code: null,
      }),
      "not-found",
      false,
      /try pulling it first.*most often in \/v1/,
    ],
    [
      "a prompt that is too long",
      refused(400, {
        message:
          "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
      }),
      "too-long",
      false,
      /larger context/,
    ],
    [
      "a prompt that is too long for llama.cpp",
      refused(400, {
        code: 400,
        message:
          "the request exceeds the available context size. try increasing the context size or enable context shift",
        type: "exceed_context_size_error",
      }),
      "too-long",
      false,
      /larger context/,
    ],
    [
      "a failure",
      refused(500, { message: "CUDA out of memory", type: "server_error" }),
      "service",
      true,
      /CUDA/,
    ],
    ["a proxy's page", { status: 502, body: "<html>Bad Gateway</html>" }, "service", true, /502/],
    [
      "a page that is no answer",
      { headers: { "content-type": "text/html" }, body: "<html>Welcome to Ollama</html>" },
      "unreadable",
      false,
      /text\/html.*ending in \/v1/s,
    ],
    [
      "JSON that is no completion",
      { headers: { "content-type": "application/json" }, body: '{"choices": 7}' },
      "unreadable",
      true,
      /no completion/,
    ],
    [
      "an error in the stream",
      {
        headers: { "content-type": "text/event-stream" },
        body: `data: ${JSON.stringify(chunk({ content: "tw" }))}\n\ndata: {"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}\n\n`,
      },
      "service",
      true,
      /The server had an error/,
    ],
  ])("%s", async (_, reply, kind, retryable, message) => {
    const { url } = await replaying(reply);
    const error = await failureOf(modelAt(url));
    expect({ kind: error.kind, retryable: error.retryable }).toEqual({ kind, retryable });
    expect(error.message).toMatch(message);
    expect(error.message).toContain("some-model");
    expect(JSON.stringify([error.message, error.cause, { ...error }])).not.toContain(key);
  });

  test("nothing that listens", async () => {
    const url = await deadUrl();
    const error = await failureOf(modelAt(url));
    expect(error).toMatchObject({ kind: "connection", retryable: true });
    expect(error.message).toMatch(/can't be reached: .*ECONNREFUSED/);
    expect(error.message).toContain(url);
  });

  test("a caller's signal", async () => {
    const { url } = await replaying({ body: "", hangs: true });
    const reason = new ModelError("The time is over.", { kind: "time", retryable: true });
    const controller = new AbortController();
    const asked = modelAt(url).converse(asking, { signal: controller.signal });
    controller.abort(reason);
    await expect(asked).rejects.toMatchObject({
      message: "The time is over.",
      kind: "time",
      retryable: true,
    });
  });
});

describe("a stream that is cut", () => {
  const whole = Buffer.from(called.body);
  const finished = whole.indexOf('"finish_reason":"tool_calls"');

  test.each(["end", "reset"] as const)(
    "at any byte (%s) is a lost connection, or the whole answer",
    async (cut) => {
      for (let cutAt = 1; cutAt < whole.length; cutAt += 23) {
        const { url } = await replaying({ ...called, cutAt, cut });
        const outcome = await modelAt(url)
          .converse(asking)
          .catch((reason: unknown) => reason);
        if (outcome instanceof ModelError) {
          expect(outcome, `at ${cutAt}`).toMatchObject({ kind: "connection", retryable: true });
        } else {
          expect(cutAt, "nothing is taken for whole before its end").toBeGreaterThan(finished);
          expect(outcome).toMatchObject({
            stopReason: "tool_use",
            output: { message: { content: [{ toolUse: { input: { words: 2 } } }] } },
          });
        }
      }
    },
  );

  test("says what it has cost, so far as that is known", async () => {
    const { url } = await replaying({ ...called, cutAt: finished - 20, cut: "end" });
    const { spent } = await failureOf(modelAt(url));
    expect(spent).toMatchObject({ estimated: true });
    expect(spent?.inputTokens).toBeGreaterThan(0);
  });
});
