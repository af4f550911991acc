import * as z from "zod";

/** JSON as it travels: what Converse calls a document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/** One piece of a message, in the shape of Bedrock's Converse. Exactly one property is present. */
export type ContentBlock =
  | { text: string }
  | { toolUse: { toolUseId: string; name: string; input: Json } }
  | { toolResult: { toolUseId: string; content: { text: string }[]; status: "success" | "error" } };

export interface Message {
  role: "user" | "assistant";
  content: ContentBlock[];
}

export interface Tool {
  toolSpec: { name: string; description: string; inputSchema: { json: Json } };
}

/** Converse's request, so far as agents use it. */
export interface ConverseRequest {
  modelId: string;
  system: { text: string }[];
  messages: Message[];
  toolConfig: { tools: Tool[]; toolChoice: { tool: { name: string } } };
  inferenceConfig: { maxTokens: number; temperature?: number };
}

/** Converse's answer, so far as agents use it. Tokens are counted by the model's own tokenizer. */
export interface ConverseAnswer {
  output: { message: Message };
  stopReason: string;
  usage: { inputTokens: number; outputTokens: number; totalTokens: number };
}

/** The port through which every agent reaches a model. Rejects with {@link ModelError}. */
export interface Model {
  converse(request: ConverseRequest): Promise<ConverseAnswer>;
}
