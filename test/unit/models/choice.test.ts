import { describe, expect, test } from "vitest";
import { isDistant, parseChoice, printChoice } from "../../../shared/models/choice.ts";

describe("a choice", () => {
  test.each([
    ["offline", { provider: "offline", id: "offline" }],
    ["bedrock:amazon.nova-pro-v1:0", { provider: "bedrock", id: "amazon.nova-pro-v1:0" }],
    [
      "bedrock:arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123",
      {
        provider: "bedrock",
        id: "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123",
      },
    ],
    [
      "bedrock:some-model@http://127.0.0.1:9797",
      { provider: "bedrock", id: "some-model", baseUrl: "http://127.0.0.1:9797" },
    ],
    [
      "openai:qwen3-coder:30b@http://127.0.0.1:11434/v1",
      { provider: "openai", id: "qwen3-coder:30b", baseUrl: "http://127.0.0.1:11434/v1" },
    ],
    [
      "openai:@cf/meta/llama-3.3@https://api.example.com/v1",
      { provider: "openai", id: "@cf/meta/llama-3.3", baseUrl: "https://api.example.com/v1" },
    ],
  ])("%s is read, and printed as it was", (text, choice) => {
    expect(parseChoice(text)).toEqual(choice);
    expect(printChoice(parseChoice(text))).toBe(text);
  });

  test.each([
    ["gpt", /must be "offline", "bedrock:ID"/],
    ["openai:gpt", /where it is: openai:ID@BASEURL/],
    ["openai:@http://127.0.0.1/v1", /name the model/],
    ["bedrock:*", /no id of a model/],
    ["openai:x@http://", /no URL/],
    ["openai:x@https://me:secret@example.com/v1", /a key has a place of its own/],
    ["openai:x@https://example.com/v1?key=secret", /a key has a place of its own/],
  ])("%s is refused", (text, message) => {
    expect(() => parseChoice(text)).toThrow(message);
    expect(() => parseChoice(text)).not.toThrow(/secret/);
  });
});

test.each([
  ["offline", false],
  ["bedrock:amazon.nova-pro-v1:0", true],
  ["openai:small@http://127.0.0.1:1/v1", true],
  ["recording-of-openai:small", false],
])("%s is asked over the network: %s", (choice, expected) => {
  expect(isDistant(choice)).toBe(expected);
});
