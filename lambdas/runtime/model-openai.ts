import OpenAI from "openai";
import { Stream } from "openai/streaming";
import { EnvHttpProxyAgent } from "undici";
import { type AdaptingModel, type AnswerMode, adaptingModel } from "../../shared/models/answer-mode.ts";
import { ModelError } from "../../shared/models/errors.ts";
import type { ConverseAnswer, ConverseOptions, ConverseRequest } from "../../shared/models/model.ts";
import { outputLimitIn } from "../../shared/models/output-limit.ts";
import { estimateUsage } from "../../shared/models/usage.ts";
import { traceHeaders } from "../../shared/telemetry/trace-context.ts";
import { Completion, GatheredCompletion } from "./model-openai-answer.ts";
import { type Asked, openAiError } from "./model-openai-errors.ts";
import { chatRequest, type Dialect } from "./model-openai-request.ts";

export interface OpenAiOptions {
  /** What stands before `/chat/completions`. */
  baseUrl: string;
  /** Looked up at the first call; undefined where the endpoint asks for none. */
  key: () => Promise<string | undefined>;
  /** Further tries when the endpoint is busy or does not answer. */
  maxRetries?: number;
}

/** Milliseconds that the client waits at most: callers' signals end calls long before. */
const longestCall = 60 * 60_000;

/** Times that a request is put in other words because the endpoint refused a part of it. */
const mostRewordings = 4;

/** Any endpoint that speaks OpenAI's chat completions, behind the model port. What it can do is found out. */
export function openAiModel({ baseUrl, key, maxRetries = 2 }: OpenAiOptions): AdaptingModel {
  const dialects = new Map<string, Dialect>();
  let connected: Promise<{ client: OpenAI; secret: string | undefined }> | undefined;
  const connect = async () => {
    connected ??= key().then((secret) => ({ client: clientFor(baseUrl, secret, maxRetries), secret }));
    // A key that could not be read is looked up again by the next call.
    return connected.catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
  };

  async function ask(
    request: ConverseRequest,
    mode: AnswerMode,
    options: ConverseOptions,
  ): Promise<ConverseAnswer> {
    const { client, secret } = await connect();
    const asked: Asked = { modelId: request.modelId, baseUrl, key: secret, signal: options.signal };
    const dialect = dialects.get(request.modelId) ?? {
      limit: "max_tokens",
      usage: true,
      mostOutput: Number.POSITIVE_INFINITY,
    };
    dialects.set(request.modelId, dialect);
    let now = { request, dialect };
    for (let rewordings = 0; ; rewordings++) {
      try {
        return await askOnce(client, { ...now, mode, options }, asked);
      } catch (error) {
        const reworded =
          error instanceof ModelError && rewordings < mostRewordings ? reword(now, error) : undefined;
        if (reworded === undefined) throw error;
        now = reworded;
      }
    }
  }

  return adaptingModel({ modes: ["forced-tool", "any-tool", "schema", "text"], ask });
}

function clientFor(baseURL: string, key: string | undefined, maxRetries: number): OpenAI {
  return new OpenAI({
    baseURL,
    // The client insists on one; a server that asks for none does not look at it.
    apiKey: key ?? "none",
    organization: null,
    project: null,
    timeout: longestCall,
    maxRetries,
    logLevel: "off",
    // Node's own client gives up after five minutes without a byte, and some models think for longer.
    fetchOptions: { dispatcher: new EnvHttpProxyAgent({ headersTimeout: 0, bodyTimeout: 0 }) },
  });
}

interface Worded {
  request: ConverseRequest;
  dialect: Dialect;
}

/** The same request without what the endpoint has just refused, which is remembered; undefined when it is refused as such. */
function reword({ request, dialect }: Worded, { kind, message }: ModelError): Worded | undefined {
  if (kind !== "invalid" && kind !== "too-long") return undefined;
  const asked = Math.min(request.inferenceConfig.maxTokens, dialect.mostOutput);
  const limit = outputLimitIn(message, asked);
  if (limit?.lasting) {
    dialect.mostOutput = limit.tokens;
    return { request, dialect };
  }
  if (limit !== undefined) {
    return { request, dialect: { ...dialect, mostOutput: limit.tokens } };
  }
  if (kind !== "invalid") return undefined;
  if (dialect.usage && message.includes("stream_options")) {
    dialect.usage = false;
    return { request, dialect };
  }
  if (message.includes(dialect.limit)) {
    dialect.limit = dialect.limit === "max_tokens" ? "max_completion_tokens" : "max_tokens";
    return { request, dialect };
  }
  return undefined;
}

async function askOnce(
  client: OpenAI,
  { request, dialect, mode, options }: Worded & { mode: AnswerMode; options: ConverseOptions },
  asked: Asked,
): Promise<ConverseAnswer> {
  const gathered = new GatheredCompletion();
  const { traceparent, onPiece } = options;
  const headers = traceparent === undefined ? {} : { [traceHeaders.parent]: traceparent };
  try {
    const response = await client.chat.completions
      .create(chatRequest(request, mode, dialect), { signal: asked.signal ?? null, headers })
      .asResponse();
    for await (const piece of pieces(response, { client, asked, onPiece }))
      gathered.add(readPiece(piece, asked));
    if (!gathered.whole) throw new Error("the stream ended before the answer did");
  } catch (error) {
    // What is lost after the last word of an answer takes nothing from it.
    if (!gathered.whole || asked.signal?.aborted === true) {
      const spent = gathered.content.length === 0 ? undefined : estimateUsage(request, gathered.content);
      throw openAiError(error, asked, spent);
    }
  }
  const { content, stopReason, usage } = gathered;
  return {
    output: { message: { role: "assistant", content } },
    stopReason,
    usage: usage ?? estimateUsage(request, content),
  };
}

/** The chunks of a stream, or the whole answer of an endpoint that does not stream. */
async function* pieces(
  response: Response,
  { client, asked, onPiece }: { client: OpenAI; asked: Asked; onPiece: ConverseOptions["onPiece"] },
): AsyncIterable<unknown> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("text/event-stream")) {
    // With the client, whose logging is off: without it, what can't be read is printed.
    for await (const piece of Stream.fromSSEResponse<unknown>(response, new AbortController(), client)) {
      onPiece?.();
      yield piece;
    }
    return;
  }
  const text = await response.text();
  try {
    yield JSON.parse(text);
  } catch (error) {
    throw new ModelError(
      `${asked.baseUrl} answered for the model ${asked.modelId} with ${type || "no type"} instead of a completion: ${text.slice(0, 200)}. ` +
        "Check that the base URL is that of an endpoint which speaks OpenAI's protocol, most often ending in /v1.",
      { kind: "unreadable", retryable: false, cause: error },
    );
  }
}

function readPiece(piece: unknown, { modelId, baseUrl }: Asked): Completion {
  const parsed = Completion.safeParse(piece);
  if (parsed.success) return parsed.data;
  throw new ModelError(
    `What ${baseUrl} sent for the model ${modelId} is no completion of OpenAI's protocol.`,
    {
      kind: "unreadable",
      cause: parsed.error,
    },
  );
}
