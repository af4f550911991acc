import * as z from "zod";

/** JSON as it travels: what Converse calls a document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/** One piece of a message, in the shape of Bedrock's Converse. Exactly one property is present. */
export type ContentBlock =
  | { text: string }
  | {
      /** `input` is text where what the model wrote is no JSON: cut off, most often. */
      toolUse: { toolUseId: string; name: string; input: Json };
    }
  | { toolResult: { toolUseId: string; content: { text: string }[]; status: "success" | "error" } }
  | {
      /** What a model thought before it answered. It is no part of the answer. */
      reasoningContent: { reasoningText: { text: string; signature?: string } };
    };

export interface Message {
  role: "user" | "assistant";
  content: ContentBlock[];
}

/** What stands before a cache point is the same in many requests: the service may keep its reading of it. */
export type SystemBlock = { text: string } | { cachePoint: { type: "default" } };

export interface Tool {
  toolSpec: { name: string; description: string; inputSchema: { json: Json } };
}

/** Which tool the model has to call: that one, any, or none if it likes. */
export type ToolChoice =
  | { tool: { name: string } }
  | { any: Record<string, never> }
  | { auto: Record<string, never> };

/** Converse's request, so far as agents use it. Without `toolConfig` a text is asked for. */
export interface ConverseRequest {
  modelId: string;
  system: SystemBlock[];
  messages: Message[];
  toolConfig?: { tools: Tool[]; toolChoice: ToolChoice };
  inferenceConfig: { maxTokens: number; temperature?: number };
}

/** Tokens as the model's own tokenizer counts them; `inputTokens` does not hold those of the cache. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  cacheReadInputTokens?: number;
  cacheWriteInputTokens?: number;
  /** The service has counted nothing: one token was taken for each four characters. */
  estimated?: true;
}

/** Why an answer ended. Services have more reasons of their own, hence any text. */
export type StopReason =
  | "end_turn"
  | "tool_use"
  | "max_tokens"
  | "content_filtered"
  | "guardrail_intervened"
  | "refusal"
  | (string & {});

/** Converse's answer, so far as agents use it. It may be cut off, empty, or a refusal: `stopReason` says so. */
export interface ConverseAnswer {
  output: { message: Message };
  stopReason: StopReason;
  usage: Usage;
}

export interface ConverseOptions {
  /** Ends the call, which then rejects with a ModelError of the kind "time", or with the signal's own ModelError. */
  signal?: AbortSignal;
  /** Told of each piece of an answer that comes in a stream. */
  onPiece?: () => void;
  /** The call's place in a trace, as W3C Trace Context has it, for endpoints that are asked over HTTP. */
  traceparent?: string;
}

/** The port through which every agent reaches a model. Rejects with ModelError. */
export interface Model {
  converse(request: ConverseRequest, options?: ConverseOptions): Promise<ConverseAnswer>;
}

/** The texts among blocks. */
export function textsOf(blocks: readonly (ContentBlock | SystemBlock)[]): string[] {
  return blocks.flatMap((block) => ("text" in block ? [block.text] : []));
}

/** Name of the tool that a request forces the model to call. */
export function forcedTool(request: ConverseRequest): string | undefined {
  const choice = request.toolConfig?.toolChoice;
  return choice !== undefined && "tool" in choice ? choice.tool.name : undefined;
}

/** The input of a tool, or the text of it where it is no JSON. */
export function jsonOrText(text: string): Json {
  if (text.trim() === "") return {};
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
