import * as z from "zod";
import type { ConverseRequest, Usage } from "./model.ts";

const perMillion = z.number().min(0);

/** A model's price in dollars for each million tokens. */
export const Price = z.strictObject({
  input: perMillion,
  output: perMillion,
  /** Of input that comes from the endpoint's cache, and that goes into it; that of other input if left out. */
  cachedInput: perMillion.optional(),
  cacheWrite: perMillion.optional(),
});
export type Price = z.infer<typeof Price>;

export const freeOfCharge: Price = { input: 0, output: 0 };

type Counted = Omit<Usage, "totalTokens" | "estimated">;

/** All tokens of a call, those from the cache and into it included. */
export function tokensOf(usage: Counted): number {
  return usage.inputTokens + usage.outputTokens + cachedTokensOf(usage);
}

export function cachedTokensOf({ cacheReadInputTokens = 0, cacheWriteInputTokens = 0 }: Counted): number {
  return cacheReadInputTokens + cacheWriteInputTokens;
}

/** What a call costs, in billionths of a dollar, rounded up. A dollar a million tokens is 1,000 of them a token. */
export function costOf(usage: Counted, price: Price): number {
  const { input, output, cachedInput = input, cacheWrite = input } = price;
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  const cost =
    inputTokens * input +
    outputTokens * output +
    cacheReadInputTokens * cachedInput +
    cacheWriteInputTokens * cacheWrite;
  return Math.ceil(Math.round(cost * 1e9) / 1e6);
}

/** The most that a token of input can cost, in dollars a million. */
export function dearestInput({ input, cachedInput = input, cacheWrite = input }: Price): number {
  return Math.max(input, cachedInput, cacheWrite);
}

/** Tokens that an endpoint may put around a request: marks of roles, its own words on tools. */
const framing = 1_024;

/**
 * The most tokens that a request can be. Tokenizers of language models make at most one of each byte, so this holds for
 * all of them; most texts come to a quarter of it.
 */
export function inputTokensAtMost({ system, messages, toolConfig }: ConverseRequest): number {
  return new TextEncoder().encode(JSON.stringify([system, messages, toolConfig])).length + framing;
}
