import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type AdaptingModel, type AnswerMode, adaptingModel } from "../../shared/models/answer-mode.ts";
import { ModelError } from "../../shared/models/errors.ts";
import type {
  ContentBlock,
  ConverseAnswer,
  ConverseOptions,
  ConverseRequest,
  Message,
} from "../../shared/models/model.ts";
import { outputLimitIn } from "../../shared/models/output-limit.ts";
import { asPlainText, recalledInput } from "../../shared/models/plain-text.ts";
import { estimateUsage } from "../../shared/models/usage.ts";
import { traceHeaders } from "../../shared/telemetry/trace-context.ts";
import { GatheredStream, readBlock, usageOf } from "./model-bedrock-answer.ts";
import { bedrockError, statusOf } from "./model-bedrock-errors.ts";

/** What a model has refused before, for as long as the process lives. */
interface Abilities {
  streams: boolean;
  caches: boolean;
  mostOutput: number;
}

/**
 * A client of Bedrock. It speaks HTTP/1.1, which answers in a stream need no more than: so it reaches `http://`
 * endpoints too, and what is tried there is what runs.
 */
export function bedrockClient(config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    // A model may think for many minutes before the first byte; callers' signals end calls.
    requestHandler: new NodeHttpHandler({ requestTimeout: 0, connectionTimeout: 10_000 }),
    ...config,
  });
}

/** Bedrock's ConverseStream behind the model port. What a model can do is found out. */
export function bedrockModel(client: BedrockRuntimeClient): AdaptingModel {
  const known = new Map<string, Abilities>();

  async function ask(
    request: ConverseRequest,
    mode: AnswerMode,
    { signal, onPiece, traceparent }: ConverseOptions,
  ): Promise<ConverseAnswer> {
    const abilities = known.get(request.modelId) ?? {
      streams: true,
      caches: true,
      mostOutput: Number.POSITIVE_INFINITY,
    };
    known.set(request.modelId, abilities);
    // Each turn takes away what was refused, and there are three things to take away.
    for (;;) {
      const input = bedrockRequest(request, mode, abilities);
      try {
        return abilities.streams
          ? await stream(client, { input, request, onPiece, traceparent }, signal)
          : await whole(client, { input, request, traceparent }, signal);
      } catch (error) {
        if (!takeAway(abilities, error, request)) {
          throw bedrockError(error, { modelId: request.modelId, signal });
        }
      }
    }
  }

  return adaptingModel({ modes: ["forced-tool", "any-tool", "offered-tool", "text"], ask });
}

/** Notes what the error says that the model can't do; false when it says nothing new. */
function takeAway(abilities: Abilities, error: unknown, request: ConverseRequest): boolean {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  if (error instanceof ModelError) return false;
  const isUnknownCall = statusOf(error) === 404 && name !== "ResourceNotFoundException";
  const isRefused = name === "ValidationException" || name === "AccessDeniedException";
  if (abilities.streams && (isUnknownCall || (name === "ValidationException" && /stream/i.test(message)))) {
    abilities.streams = false;
    return true;
  }
  if (abilities.caches && isRefused && /cach/i.test(message)) {
    abilities.caches = false;
    return true;
  }
  const asked = Math.min(request.inferenceConfig.maxTokens, abilities.mostOutput);
  const limit = name === "ValidationException" ? outputLimitIn(message, asked) : undefined;
  if (limit === undefined) return false;
  abilities.mostOutput = limit.tokens;
  return true;
}

interface Asked {
  input: ConverseCommandInput;
  request: ConverseRequest;
  onPiece?: ConverseOptions["onPiece"];
  traceparent: string | undefined;
}

async function stream(
  client: BedrockRuntimeClient,
  { input, request, onPiece, traceparent }: Asked,
  signal: AbortSignal | undefined,
): Promise<ConverseAnswer> {
  const command = new ConverseStreamCommand(input);
  command.middlewareStack.add(traced(traceparent), afterSigning);
  const { stream: events } = await client.send(command, abortable(signal));
  const gathered = new GatheredStream();
  try {
    for await (const event of events ?? []) {
      onPiece?.();
      gathered.add(event);
    }
    if (!gathered.whole) throw new Error("the stream ended before the answer did");
  } catch (error) {
    // What is lost after the last word of an answer takes nothing from it.
    if (!gathered.whole || signal?.aborted === true) {
      const spent = estimateUsage(request, gathered.content);
      throw bedrockError(error, { modelId: request.modelId, signal }, spent);
    }
  }
  const { content, stopReason, usage } = gathered;
  return {
    output: { message: { role: "assistant", content } },
    stopReason,
    usage: usage ?? estimateUsage(request, content),
  };
}

async function whole(
  client: BedrockRuntimeClient,
  { input, request, traceparent }: Asked,
  signal: AbortSignal | undefined,
): Promise<ConverseAnswer> {
  const command = new ConverseCommand(input);
  command.middlewareStack.add(traced(traceparent), afterSigning);
  const { output, stopReason, usage } = await client.send(command, abortable(signal));
  const content = (output?.message?.content ?? []).flatMap(readBlock);
  return {
    output: { message: { role: "assistant", content } },
    stopReason: stopReason ?? "end_turn",
    usage: usage === undefined ? estimateUsage(request, content) : usageOf(usage),
  };
}

/** The step after that in which a request is signed: whoever stands between may change this header. */
const afterSigning = { step: "deserialize" } as const;

/** A middleware of the client by which the request names its place in a trace. */
function traced(traceparent: string | undefined) {
  return <Arguments extends { request: unknown }, Output>(next: (given: Arguments) => Promise<Output>) =>
    (given: Arguments): Promise<Output> => {
      const { request } = given;
      if (traceparent !== undefined && isHttpRequest(request))
        request.headers[traceHeaders.parent] = traceparent;
      return next(given);
    };
}

function isHttpRequest(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === "object" && request !== null && "headers" in request;
}

function abortable(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}

function bedrockRequest(
  request: ConverseRequest,
  mode: AnswerMode,
  { caches, mostOutput }: Abilities,
): ConverseCommandInput {
  const [tool] = request.toolConfig?.tools ?? [];
  const withTool = tool !== undefined && mode.endsWith("-tool");
  const { modelId, system, messages, inferenceConfig } = withTool ? request : asPlainText(request);
  return {
    modelId,
    system: system.filter((block) => caches || !("cachePoint" in block)),
    messages: messages.map(bedrockMessage),
    ...(withTool ? { toolConfig: { tools: [tool], toolChoice: toolChoice(mode, tool.toolSpec.name) } } : {}),
    inferenceConfig: { ...inferenceConfig, maxTokens: Math.min(inferenceConfig.maxTokens, mostOutput) },
  };
}

function toolChoice(mode: AnswerMode, name: string) {
  if (mode === "forced-tool") return { tool: { name } };
  return mode === "any-tool" ? { any: {} } : { auto: {} };
}

/** Reasoning goes back only where it is signed: models that sign it ask for it, the others refuse it. */
function bedrockMessage({ role, content }: Message): NonNullable<ConverseCommandInput["messages"]>[number] {
  const blocks = content.flatMap((block): ContentBlock[] => {
    if ("text" in block) return block.text.trim() === "" ? [] : [block];
    if ("reasoningContent" in block) {
      return block.reasoningContent.reasoningText.signature === undefined ? [] : [block];
    }
    if (!("toolUse" in block)) return [block];
    return [{ toolUse: { ...block.toolUse, input: recalledInput(block.toolUse.input) } }];
  });
  return { role, content: blocks.length > 0 ? blocks : [{ text: "(nothing)" }] };
}
