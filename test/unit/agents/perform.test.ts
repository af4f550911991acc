import { describe, expect, test } from "vitest";
import * as z from "zod";
import { InvalidAnswerError } from "../../../shared/agents/errors.ts";
import { perform } from "../../../shared/agents/perform.ts";
import { task } from "../../../shared/agents/task.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import { scriptedModel } from "../../../shared/models/scripted.ts";

const count = task({
  name: "count_words",
  role: "analyst",
  instructions: "Count the words.",
  input: z.strictObject({ text: z.string() }),
  output: z.strictObject({ words: z.int().min(0) }),
});

describe("perform", () => {
  test("gives the parsed input of the forced tool", async () => {
    const model = scriptedModel([{ toolInput: { words: 2 } }]);
    expect(await perform(count, { text: "two words" }, { model, modelId: "m" })).toEqual({
      words: 2,
    });
    expect(model.requests[0]?.toolConfig?.toolChoice).toEqual({ tool: { name: "count_words" } });
    expect(model.requests[0]?.messages[0]?.content[0]).toEqual({
      text: JSON.stringify({ task: "count_words", input: { text: "two words" } }),
    });
  });

  test("sends an invalid answer back with its errors, and takes the mended one", async () => {
    const model = scriptedModel([{ toolInput: { words: "two" } }, { toolInput: { words: 2 } }]);
    await expect(perform(count, { text: "two words" }, { model, modelId: "m" })).resolves.toEqual({
      words: 2,
    });
    const retry = JSON.stringify(model.requests[1]?.messages);
    expect(retry).toContain('"status":"error"');
    expect(retry).toContain("words");
  });

  test("asks again when the answer is prose instead of a tool call", async () => {
    const model = scriptedModel([{ text: "There are two." }, { toolInput: { words: 2 } }]);
    await expect(perform(count, { text: "two words" }, { model, modelId: "m" })).resolves.toEqual({
      words: 2,
    });
  });

  test("gives up after its tries and says what was wrong", async () => {
    const model = scriptedModel([{ toolInput: {} }, { toolInput: null }, { toolInput: { words: -1 } }]);
    const failed = perform(count, { text: "x" }, { model, modelId: "m" });
    await expect(failed).rejects.toThrow(InvalidAnswerError);
    await expect(failed).rejects.toThrow(/count_words in 3 tries.*words/s);
  });

  test("passes a model's own failure on, and says when a script has run dry", async () => {
    const outage = new ModelError("throttled", { retryable: true });
    const failing = scriptedModel([{ error: outage }]);
    await expect(perform(count, { text: "x" }, { model: failing, modelId: "m" })).rejects.toBe(outage);
    const dry = scriptedModel([]);
    await expect(perform(count, { text: "x" }, { model: dry, modelId: "m" })).rejects.toThrow(
      /script has 0 turns/,
    );
  });
});
