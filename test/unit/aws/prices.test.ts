import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPrices } from "../../../infra/aws/prices.ts";
import { costOf } from "../../../shared/models/price.ts";

const cheap = { input: 1, output: 5 };
const dear = { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 };

describe("prices", () => {
  test("are found by provider and id, the longest pattern first", () => {
    const priceOf = readPrices({ "bedrock:*": cheap, "bedrock:*claude-sonnet*": dear });
    expect(priceOf({ provider: "bedrock", id: "eu.anthropic.claude-sonnet-4" })).toEqual(dear);
    expect(priceOf({ provider: "bedrock", id: "amazon.nova-pro-v1:0" })).toEqual(cheap);
    expect(
      priceOf({ provider: "openai", id: "claude-sonnet", baseUrl: "https://a.example/v1" }),
    ).toBeUndefined();
  });

  test("are nothing for what runs here, unless the table says otherwise", () => {
    const priceOf = readPrices({ "openai:own-model": cheap });
    const local = { provider: "openai", baseUrl: "http://127.0.0.1:11434/v1" };
    expect(priceOf({ provider: "offline", id: "offline" })).toEqual({ input: 0, output: 0 });
    expect(priceOf({ provider: "replay", id: "/a.json" })).toEqual({ input: 0, output: 0 });
    expect(priceOf({ ...local, id: "qwen3" })).toEqual({ input: 0, output: 0 });
    expect(priceOf({ ...local, id: "own-model" })).toEqual(cheap);
    expect(readPrices(undefined)({ provider: "bedrock", id: "x" })).toBeUndefined();
  });

  test.each([
    [{ "bedrock:*": { input: 1 } }, /output/],
    [{ "a:*": { input: -1, output: 1 } }, /input/],
    [[], /"prices"/],
  ])("%j is refused", (table, message) => {
    expect(() => readPrices(table)).toThrow(message);
  });

  test("the repository's own table knows the models that it is used with", () => {
    const { context } = JSON.parse(readFileSync("cdk.json", "utf8"));
    const priceOf = readPrices(context.prices);
    expect(priceOf({ provider: "bedrock", id: "eu.anthropic.claude-sonnet-4-20250514-v1:0" })).toEqual(dear);
  });

  test("make sums in whole billionths of a dollar, each token by its kind", () => {
    const usage = {
      inputTokens: 1_000,
      outputTokens: 100,
      cacheReadInputTokens: 5_000,
      cacheWriteInputTokens: 400,
    };
    expect(costOf(usage, dear)).toBe(3_000_000 + 1_500_000 + 1_500_000 + 1_500_000);
    expect(costOf(usage, cheap)).toBe(1_000_000 + 500_000 + 5_000_000 + 400_000);
    expect(costOf({ inputTokens: 1, outputTokens: 0 }, { input: 0.0351, output: 0 })).toBe(36);
  });
});
