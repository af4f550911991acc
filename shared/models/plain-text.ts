import type { ContentBlock, ConverseRequest, Json, Message, SystemBlock } from "./model.ts";

/**
 * A request for a tool's input as one for a text that holds it: the schema stands at the end of the system prompt's
 * stable part, and what earlier messages say by tools is said by text.
 */
export function asPlainText(request: ConverseRequest): ConverseRequest {
  const { toolConfig, ...rest } = request;
  const schema = toolConfig?.tools[0]?.toolSpec.inputSchema.json;
  return {
    ...rest,
    system: schema === undefined ? request.system : withSchema(request.system, schema),
    messages: request.messages.map(textMessage),
  };
}

/** What a tool was called with, as protocols want it in later messages: an object, whatever the model wrote. */
export function recalledInput(input: Json): { [key: string]: Json } {
  return typeof input === "object" && input !== null && !Array.isArray(input) ? input : { value: input };
}

function withSchema(system: readonly SystemBlock[], schema: Json): SystemBlock[] {
  const text =
    "Answer with JSON alone: one value, nothing before or after it, no fence around it, that fits this JSON Schema. " +
    `Where a plain text is allowed instead, that text alone does too.\n${JSON.stringify(schema)}`;
  const place = system.findIndex((block) => "cachePoint" in block);
  return place < 0 ? [...system, { text }] : system.toSpliced(place, 0, { text });
}

function textMessage({ role, content }: Message): Message {
  const texts = content.flatMap((block): ContentBlock[] => {
    if ("text" in block) return [block];
    if ("reasoningContent" in block) return [];
    if ("toolResult" in block) return block.toolResult.content.map(({ text }) => ({ text }));
    const { input } = block.toolUse;
    return [{ text: typeof input === "string" ? input : JSON.stringify(input) }];
  });
  return { role, content: texts.length > 0 ? texts : [{ text: "(nothing)" }] };
}
