import type { ContentBlock, ConverseRequest, Usage } from "./model.ts";

/** Characters of English, JSON and code that a token holds on average. */
const charactersOfToken = 4;

/** What a call has cost by the length of its texts, where its service has not counted. */
export function estimateUsage(request: ConverseRequest, content: readonly ContentBlock[]): Usage {
  const { system, messages, toolConfig } = request;
  const inputTokens = tokensOf([system, messages, toolConfig ?? null]);
  const outputTokens = content.length === 0 ? 0 : tokensOf(content);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, estimated: true };
}

function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / charactersOfToken);
}
