/** Fewest tokens of output that are worth a call. */
export const leastOutput = 512;

export interface OutputLimit {
  /** Tokens of output that can be asked for. */
  tokens: number;
  /** Whether it holds for the model as such, and not for this request only, whose input takes a part. */
  lasting: boolean;
}

/**
 * The limit that a service names when it refuses a request for too much output; undefined when it speaks of something
 * else, or leaves no room for an answer. The forms are those of Bedrock, Anthropic, OpenAI, and two of vLLM's.
 */
export function outputLimitIn(message: string, asked: number): OutputLimit | undefined {
  const lasting = [
    /exceeds the model limit of (\d+)/i,
    /max_tokens: \d+ > (\d+)/i,
    /supports at most (\d+) completion tokens/i,
    /max(?:imum|_tokens|_completion_tokens)\b[^.]{0,60}less than or equal to (\d+)/i,
  ];
  for (const form of lasting) {
    const [, limit] = form.exec(message) ?? [];
    if (limit !== undefined) return within({ tokens: Number(limit), lasting: true }, asked);
  }
  const [, context] = /maximum context length is (\d+) tokens/i.exec(message) ?? [];
  const [, input] =
    /(\d+) input tokens/i.exec(message) ??
    /\((\d+) (?:tokens )?(?:in|from) the (?:input )?messages/i.exec(message) ??
    [];
  if (context === undefined || input === undefined) return undefined;
  return within({ tokens: Number(context) - Number(input), lasting: false }, asked);
}

function within(limit: OutputLimit, asked: number): OutputLimit | undefined {
  return limit.tokens >= leastOutput && limit.tokens < asked ? limit : undefined;
}
