import { describe, expect, test } from "vitest";
import * as z from "zod";
import { BudgetExceededError, InvalidAnswerError } from "../../../shared/agents/errors.ts";
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

const budget = () => ({ used: 0, limit: 1000 });

describe("perform", () => {
  test("gives the parsed input of the forced tool", async () => {
    const model = scriptedModel([{ toolInput: { words: 2 } }]);
    const spent = budget();
    expect(await perform(count, { text: "two words" }, { model, modelId: "m", budget: spent })).toEqual({
      words: 2,
    });
    expect(spent.used).toBe(15);
    expect(model.requests[0]?.toolConfig.toolChoice).toEqual({ tool: { name: "count_words" } });
    expect(model.requests[0]?.messages[0]?.content[0]).toEqual({
      text: JSON.stringify({ task: "count_words", input: { text: "two words" } }),
    });
  });

  test("sends an invalid answer back with its errors, and takes the mended one", async () => {
    const model = scriptedModel([{ toolInput: { words: "two" } }, { toolInput: { words: 2 } }]);
    await expect(
      perform(count, { text: "two words" }, { model, modelId: "m", budget: budget() }),
    ).resolves.toEqual({ words: 2 });
    const retry = JSON.stringify(model.requests[1]?.messages);
    expect(retry).toContain('"status":"error"');
    expect(retry).toContain("words");
  });

  test("asks again when the answer is prose instead of a tool call", async () => {
    const model = scriptedModel([{ text: "There are two." }, { toolInput: { words: 2 } }]);
    await expect(
      perform(count, { text: "two words" }, { model, modelId: "m", budget: budget() }),
    ).resolves.toEqual({ words: 2 });
  });

  test("gives up after its tries and says what was wrong", async () => {
    const model = scriptedModel([{ toolInput: {} }, { toolInput: null }, { toolInput: { words: -1 } }]);
    const failed = perform(count, { text: "x" }, { model, modelId: "m", budget: budget() });
    await expect(failed).rejects.toThrow(InvalidAnswerError);
    await expect(failed).rejects.toThrow(/count_words in 3 tries.*words/s);
  });

  test("makes no call that the budget does not cover", async () => {
    const model = scriptedModel([{ toolInput: { words: 1 } }]);
    const spent = { used: 10, limit: 10 };
    await expect(perform(count, { text: "x" }, { model, modelId: "m", budget: spent })).rejects.toThrow(
      BudgetExceededError,
    );
    expect(model.requests).toHaveLength(0);
  });

  test("stops asking again once the budget is used up", async () => {
    const model = scriptedModel([{ toolInput: {} }, { toolInput: {} }, { toolInput: { words: 1 } }]);
    const spent = { used: 0, limit: 20 };
    await expect(perform(count, { text: "x" }, { model, modelId: "m", budget: spent })).rejects.toThrow(
      BudgetExceededError,
    );
    expect(model.requests).toHaveLength(2);
  });

  test("passes a model's own failure on, and says when a script has run dry", async () => {
    const outage = new ModelError("throttled", { retryable: true });
    const failing = scriptedModel([{ error: outage }]);
    await expect(
      perform(count, { text: "x" }, { model: failing, modelId: "m", budget: budget() }),
    ).rejects.toBe(outage);
    const dry = scriptedModel([]);
    await expect(
      perform(count, { text: "x" }, { model: dry, modelId: "m", budget: budget() }),
    ).rejects.toThrow(/script has 0 turns/);
  });
});
