import { describe, expect, test } from "vitest";
import { bedrockClient, bedrockModel } from "../../../lambdas/runtime/model-bedrock.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import type { ConverseRequest, Json } from "../../../shared/models/model.ts";
import { asking, deadUrl, failureOf, frames, type Reply, replaying } from "./wire.ts";

function modelAt(endpoint: string) {
  return bedrockModel(
    bedrockClient({
      endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "key", secretAccessKey: "secret" },
      maxAttempts: 1,
    }),
  );
}

const stop = (stopReason: string): [string, Json] => ["messageStop", { stopReason }];
const metadata: [string, Json] = [
  "metadata",
  {
    usage: {
      inputTokens: 20,
      outputTokens: 9,
      totalTokens: 129,
      cacheReadInputTokens: 100,
      cacheWriteInputTokens: 0,
    },
    metrics: { latencyMs: 812 },
  },
];
const called = frames(
  ["messageStart", { role: "assistant" }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { text: "So: " } }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { text: "two." } }],
  ["contentBlockStop", { contentBlockIndex: 0 }],
  [
    "contentBlockStart",
    { contentBlockIndex: 1, start: { toolUse: { toolUseId: "tooluse_a", name: "count_words" } } },
  ],
  ["contentBlockDelta", { contentBlockIndex: 1, delta: { toolUse: { input: '{"wor' } } }],
  ["contentBlockDelta", { contentBlockIndex: 1, delta: { toolUse: { input: 'ds":2}' } } }],
  ["contentBlockStop", { contentBlockIndex: 1 }],
  stop("tool_use"),
  metadata,
);
const said = (text: string, stopReason = "end_turn") =>
  frames(
    ["messageStart", { role: "assistant" }],
    ["contentBlockDelta", { contentBlockIndex: 0, delta: { text } }],
    ["contentBlockStop", { contentBlockIndex: 0 }],
    stop(stopReason),
  );
const refused = (status: number, type: string, message: string): Reply => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-errortype": `${type}:http://internal.amazon.com/` },
  body: JSON.stringify({ message }),
});

describe("a request", () => {
  test("names its place in a trace, and only where it has one, in a header that is not signed", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const { url, received } = await replaying(called);
    const model = modelAt(url);
    await model.converse(asking, { traceparent });
    await model.converse(asking);
    expect(received.map(({ headers }) => headers.traceparent)).toEqual([traceparent, undefined]);
    expect(received[0]?.headers.authorization).not.toContain("traceparent");
  });

  test("goes to ConverseStream with the tool forced, and its events make one answer", async () => {
    const { url, received } = await replaying(called);
    expect(await modelAt(url).converse(asking)).toEqual({
      output: {
        message: {
          role: "assistant",
          content: [
            { text: "So: two." },
            { toolUse: { toolUseId: "tooluse_a", name: "count_words", input: { words: 2 } } },
          ],
        },
      },
      stopReason: "tool_use",
      usage: {
        inputTokens: 20,
        outputTokens: 9,
        totalTokens: 129,
        cacheReadInputTokens: 100,
        cacheWriteInputTokens: 0,
      },
    });
    const { modelId: _, ...body } = asking;
    expect(received[0]).toMatchObject({ path: "/model/some-model/converse-stream", body });
  });

  test("repeats what tools were called with as an object, and no reasoning that is not signed", async () => {
    const { url, received } = await replaying(called);
    const request: ConverseRequest = {
      ...asking,
      messages: [
        ...asking.messages,
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "hm" } } },
            { reasoningContent: { reasoningText: { text: "ha", signature: "x" } } },
            { toolUse: { toolUseId: "a", name: "count_words", input: "no json" } },
          ],
        },
        {
          role: "user",
          content: [{ toolResult: { toolUseId: "a", content: [{ text: "wrong" }], status: "error" } }],
        },
      ],
    };
    await modelAt(url).converse(request);
    expect(received[0]?.body.messages).toMatchObject([
      {},
      {
        content: [
          { reasoningContent: { reasoningText: { text: "ha", signature: "x" } } },
          { toolUse: { input: { value: "no json" } } },
        ],
      },
      { content: [{ toolResult: { toolUseId: "a", status: "error" } }] },
    ]);
  });
});

describe("an answer", () => {
  test.each<[string, Reply, object]>([
    ["without usage is estimated", said("two"), { stopReason: "end_turn", usage: { estimated: true } }],
    ["that is cut off", said("tw", "max_tokens"), { stopReason: "max_tokens" }],
    [
      "that a guardrail ended",
      said("Blocked.", "guardrail_intervened"),
      { stopReason: "guardrail_intervened" },
    ],
    [
      "that is empty",
      frames(["messageStart", { role: "assistant" }], stop("end_turn")),
      { output: { message: { content: [] } } },
    ],
    [
      "with reasoning",
      frames(
        ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: "hm" } } }],
        ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { signature: "x" } } }],
        ["contentBlockDelta", { contentBlockIndex: 1, delta: { text: "two" } }],
        stop("end_turn"),
      ),
      {
        output: {
          message: {
            content: [
              { reasoningContent: { reasoningText: { text: "hm", signature: "x" } } },
              { text: "two" },
            ],
          },
        },
      },
    ],
    [
      "whose call is cut off",
      frames(
        [
          "contentBlockStart",
          { contentBlockIndex: 0, start: { toolUse: { toolUseId: "a", name: "count_words" } } },
        ],
        ["contentBlockDelta", { contentBlockIndex: 0, delta: { toolUse: { input: '{"wor' } } }],
        stop("max_tokens"),
      ),
      { output: { message: { content: [{ toolUse: { input: '{"wor' } }] } } },
    ],
  ])("%s", async (_, reply, expected) => {
    const { url } = await replaying(reply);
    expect(await modelAt(url).converse(asking)).toMatchObject(expected);
  });
});

describe("what a model can do is found out and remembered", () => {
  const noForcedTool = refused(
    400,
    "ValidationException",
    "This model doesn't support the toolConfig.toolChoice.tool field. Remove toolConfig.toolChoice.tool and try again.",
  );
  const noAnyTool = refused(
    400,
    "ValidationException",
    "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again.",
  );
  const noTools = refused(400, "ValidationException", "This model doesn't support tool use.");

  test.each<[string, [Reply, ...Reply[]], string]>([
    ["no forced tool, but any", [noForcedTool, called], "any-tool"],
    ["a tool that may be called", [noForcedTool, noAnyTool, called], "offered-tool"],
    ["no tools", [noTools, noTools, noTools, said('{"words":2}')], "text"],
  ])("%s", async (_, replies, mode) => {
    const { url, received } = await replaying(...replies);
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect(model.modeOf("some-model")).toBe(mode);
    expect(received).toHaveLength(replies.length + 1);
    expect("toolConfig" in (received.at(-1)?.body ?? {})).toBe(mode !== "text");
  });

  test("no streaming", async () => {
    const whole = {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        output: {
          message: {
            role: "assistant",
            content: [{ toolUse: { toolUseId: "a", name: "count_words", input: { words: 2 } } }],
          },
        },
        stopReason: "tool_use",
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
        metrics: { latencyMs: 1 },
      }),
    };
    const { url, received } = await replaying(
      refused(
        400,
        "ValidationException",
        "The model is unsupported for streaming. Use a different model or API.",
      ),
      whole,
    );
    const model = modelAt(url);
    expect(await model.converse(asking)).toMatchObject({ stopReason: "tool_use", usage: { totalTokens: 3 } });
    await model.converse(asking);
    expect(received.map(({ path }) => path.split("/").at(-1))).toEqual([
      "converse-stream",
      "converse",
      "converse",
    ]);
  });

  test("no cache", async () => {
    const { url, received } = await replaying(
      refused(
        403,
        "AccessDeniedException",
        "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.",
      ),
      called,
    );
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect(received.map(({ body }) => JSON.stringify(body).includes("cachePoint"))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("the model's own limit of output", async () => {
    const { url, received } = await replaying(
      refused(
        400,
        "ValidationException",
        "The maximum tokens you requested exceeds the model limit of 8192. Try again with a maximum tokens value that is lower than 8192.",
      ),
      called,
    );
    const model = modelAt(url);
    await model.converse(asking);
    await model.converse(asking);
    expect(received.map(({ body }) => body.inferenceConfig)).toEqual([
      { maxTokens: 32_000 },
      { maxTokens: 8192 },
      { maxTokens: 8192 },
    ]);
  });
});

describe("an error says what it is and what to do, and whether it passes by itself", () => {
  test.each<[string, Reply, string, boolean, RegExp]>([
    [
      "no access",
      refused(
        403,
        "AccessDeniedException",
        "You don't have access to the model with the specified model ID.",
      ),
      "access",
      false,
      /AccessDeniedException: You don't have access.*in this region/,
    ],
    [
      "credentials that are none",
      refused(403, "UnrecognizedClientException", "The security token included in the request is invalid."),
      "access",
      false,
      /Check the credentials/,
    ],
    [
      "too many requests",
      refused(429, "ThrottlingException", "Too many tokens, please wait before trying again."),
      "throttled",
      true,
      /please wait/,
    ],
    ["a failure", refused(500, "InternalServerException", "Unexpected."), "service", true, /Unexpected/],
    [
      "a model that is not ready",
      refused(429, "ModelNotReadyException", "Loading."),
      "service",
      true,
      /Loading/,
    ],
    [
      "a model that is not there",
      refused(400, "ValidationException", "The provided model identifier is invalid."),
      "not-found",
      false,
      /inference profile/,
    ],
    [
      "a model behind profiles only",
      refused(
        400,
        "ValidationException",
        "Invocation of model ID anthropic.claude-sonnet-4-20250514-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
      ),
      "not-found",
      false,
      /Retry your request with the ID or ARN/,
    ],
    [
      "a model that has ended",
      refused(404, "ResourceNotFoundException", "This model version has reached the end of its life."),
      "not-found",
      false,
      /end of its life/,
    ],
    [
      "a prompt that is too long",
      refused(400, "ValidationException", "Input is too long for requested model."),
      "too-long",
      false,
      /larger context/,
    ],
    [
      "an exception in the stream",
      frames(
        ["messageStart", { role: "assistant" }],
        ["contentBlockDelta", { contentBlockIndex: 0, delta: { text: "tw" } }],
        ["throttlingException", { message: "Slow down." }, "exception"],
      ),
      "throttled",
      true,
      /in the middle of an answer.*Slow down/,
    ],
    [
      "a failed model in the stream",
      frames(
        ["messageStart", { role: "assistant" }],
        ["modelStreamErrorException", { message: "Broke." }, "exception"],
      ),
      "service",
      true,
      /Broke/,
    ],
  ])("%s", async (_, reply, kind, retryable, message) => {
    const { url } = await replaying(reply);
    const error = await failureOf(modelAt(url));
    expect({ kind: error.kind, retryable: error.retryable }).toEqual({ kind, retryable });
    expect(error.message).toMatch(message);
    expect(error.message).toContain("some-model");
  });

  test("nothing that listens", async () => {
    const error = await failureOf(modelAt(await deadUrl()));
    expect(error).toMatchObject({ kind: "connection", retryable: true });
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("a caller's signal", async () => {
    const { url } = await replaying({ body: "", hangs: true });
    const controller = new AbortController();
    const asked = modelAt(url).converse(asking, { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ kind: "time", retryable: false });
  });
});

describe("a stream that is cut", () => {
  const whole = Buffer.from(called.body);
  const finished = whole.indexOf("messageStop");

  test.each(["end", "reset"] as const)(
    "at any byte (%s) is a lost connection, or the whole answer",
    async (cut) => {
      for (let cutAt = 1; cutAt < whole.length; cutAt += 19) {
        const { url } = await replaying({ ...called, cutAt, cut });
        const outcome = await modelAt(url)
          .converse(asking)
          .catch((reason: unknown) => reason);
        if (outcome instanceof ModelError) {
          expect(outcome.retryable, `at ${cutAt}: ${outcome.message}`).toBe(true);
        } else {
          expect(cutAt, "nothing is taken for whole before its end").toBeGreaterThan(finished);
          expect(outcome).toMatchObject({ stopReason: "tool_use" });
        }
      }
    },
  );
});
