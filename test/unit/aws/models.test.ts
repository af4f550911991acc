import { describe, expect, test } from "vitest";
import { inferenceProfile, readModelKeys, readModels } from "../../../infra/aws/models.ts";

describe("models", () => {
  test("without a choice every role is offline", () => {
    expect(readModels(undefined)("architect")).toEqual({ provider: "offline", id: "offline" });
  });

  test("a role without a choice of its own uses the default", () => {
    const modelOf = readModels({ default: "bedrock:amazon.nova-pro-v1:0", tester: "offline" });
    expect(modelOf("developer")).toEqual({ provider: "bedrock", id: "amazon.nova-pro-v1:0" });
    expect(modelOf("tester")).toEqual({ provider: "offline", id: "offline" });
  });

  test.each([
    [{ poet: "offline" }, /poet/],
    [{ default: "gpt" }, /must be "offline", "bedrock:ID"/],
    [{ architect: "bedrock:*" }, /architect/],
    ["offline", /"models"/],
  ])("%j is refused", (models, message) => {
    expect(() => readModels(models)).toThrow(message);
  });

  test("a role's key is a secret's complete ARN", () => {
    const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf";
    expect(readModelKeys({ architect: secret })("architect")).toBe(secret);
    expect(readModelKeys({ default: secret })("tester")).toBe(secret);
    expect(readModelKeys(undefined)("tester")).toBeUndefined();
    expect(() => readModelKeys({ default: "sk-secret" })).toThrow(/complete ARN/);
  });

  test("an id with a geography in front names an inference profile", () => {
    expect(inferenceProfile("eu.anthropic.claude-sonnet-4-20250514-v1:0")).toEqual({
      model: "anthropic.claude-sonnet-4-20250514-v1:0",
    });
    expect(inferenceProfile("amazon.nova-pro-v1:0")).toBeUndefined();
  });
});
