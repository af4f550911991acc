import type OpenAI from "openai";
import type { AnswerMode } from "../../shared/models/answer-mode.ts";
import { type ConverseRequest, type Message, type Tool, textsOf } from "../../shared/models/model.ts";
import { asPlainText, recalledInput } from "../../shared/models/plain-text.ts";

type ChatRequest = OpenAI.ChatCompletionCreateParamsStreaming;
type ChatMessage = OpenAI.ChatCompletionMessageParam;

/** What an endpoint has refused to read before, for as long as the process lives. */
export interface Dialect {
  /** Name of the limit on output. */
  limit: "max_tokens" | "max_completion_tokens";
  /** Whether usage can be asked for. */
  usage: boolean;
  /** Most tokens of output that the model gives. */
  mostOutput: number;
}

/** Converse's request as OpenAI's chat completions have it. */
export function chatRequest(request: ConverseRequest, mode: AnswerMode, dialect: Dialect): ChatRequest {
  const [tool] = request.toolConfig?.tools ?? [];
  const withTool = tool !== undefined && mode.endsWith("-tool");
  const { system, messages, modelId, inferenceConfig } = withTool ? request : asPlainText(request);
  const prompt = textsOf(system).join("\n\n");
  return {
    model: modelId,
    messages: [{ role: "system", content: prompt }, ...messages.flatMap(chatMessages)],
    ...(withTool ? { tools: [functionOf(tool)], tool_choice: toolChoice(mode, tool) } : {}),
    ...(tool !== undefined && mode === "schema" ? { response_format: formatOf(tool) } : {}),
    [dialect.limit]: Math.min(inferenceConfig.maxTokens, dialect.mostOutput),
    ...(inferenceConfig.temperature === undefined ? {} : { temperature: inferenceConfig.temperature }),
    stream: true,
    ...(dialect.usage ? { stream_options: { include_usage: true } } : {}),
  };
}

function functionOf({ toolSpec }: Tool): OpenAI.ChatCompletionTool {
  const { name, description, inputSchema } = toolSpec;
  return { type: "function", function: { name, description, parameters: recalledInput(inputSchema.json) } };
}

function toolChoice(mode: AnswerMode, { toolSpec }: Tool): OpenAI.ChatCompletionToolChoiceOption {
  if (mode === "forced-tool") return { type: "function", function: { name: toolSpec.name } };
  return mode === "any-tool" ? "required" : "auto";
}

function formatOf({ toolSpec }: Tool): OpenAI.ResponseFormatJSONSchema {
  const { name, inputSchema } = toolSpec;
  return { type: "json_schema", json_schema: { name, schema: recalledInput(inputSchema.json) } };
}

/** One message of Converse's may be several: each result of a tool is one of its own, right after the calls. */
function chatMessages({ role, content }: Message): ChatMessage[] {
  const text = textsOf(content).join("\n\n");
  if (role === "user") {
    const results = content.flatMap((block): ChatMessage[] => {
      if (!("toolResult" in block)) return [];
      const { toolUseId, content: parts } = block.toolResult;
      return [{ role: "tool", tool_call_id: toolUseId, content: parts.map((part) => part.text).join("\n") }];
    });
    return text === "" ? results : [...results, { role: "user", content: text }];
  }
  const calls = content.flatMap((block): OpenAI.ChatCompletionMessageFunctionToolCall[] => {
    if (!("toolUse" in block)) return [];
    const { toolUseId, name, input } = block.toolUse;
    return [
      {
        id: toolUseId,
        type: "function",
        function: { name, arguments: JSON.stringify(recalledInput(input)) },
      },
    ];
  });
  if (calls.length === 0) return [{ role: "assistant", content: text }];
  return [{ role: "assistant", content: text === "" ? null : text, tool_calls: calls }];
}
