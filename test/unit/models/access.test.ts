import { expect, test, vi } from "vitest";
import { openModel } from "../../../lambdas/runtime/model.ts";
import { modelKey } from "../../../lambdas/runtime/model-access.ts";
import { timedModel, withinInvocation } from "../../../lambdas/runtime/model-time.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import type { Model } from "../../../shared/models/model.ts";
import { asking } from "./wire.ts";

test("no test reaches a model that is not on this machine", async () => {
  const distant = { provider: "openai", id: "x", baseUrl: "https://api.openai.com/v1" } as const;
  await expect(openModel(distant)).rejects.toThrow(/not on this machine/);
  await expect(openModel({ provider: "bedrock", id: "x" })).rejects.toThrow(/not on this machine/);
  await expect(openModel({ ...distant, baseUrl: "http://127.0.0.1:1/v1" })).resolves.toBeDefined();
});

test.each<[string, Record<string, string>, string, string | undefined]>([
  ["AIDEVOS_MODEL_KEY is for whatever is chosen", { AIDEVOS_MODEL_KEY: "a" }, "https://example.com/v1", "a"],
  ["OPENAI_API_KEY is for OpenAI", { OPENAI_API_KEY: "o" }, "https://api.openai.com/v1", "o"],
  ["and for nobody else", { OPENAI_API_KEY: "o" }, "https://example.com/v1", undefined],
  [
    "unless its own variable names them",
    { OPENAI_API_KEY: "o", OPENAI_BASE_URL: "https://example.com/other" },
    "https://example.com/v1",
    "o",
  ],
  ["none is none", {}, "http://127.0.0.1:11434/v1", undefined],
])("%s", async (_, variables, baseUrl, key) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(await modelKey(baseUrl)).toBe(key);
  vi.unstubAllEnvs();
});

/** Answers never, and ends as its signal says. */
const hanging: Model = {
  converse: (_, options) =>
    new Promise((_, reject) => {
      const { signal } = options ?? {};
      signal?.addEventListener("abort", () => reject(signal.reason));
    }),
};

test("a model is given up some seconds before its function is", async () => {
  vi.useFakeTimers();
  const asked = withinInvocation({ getRemainingTimeInMillis: () => 900_000 }, () =>
    timedModel(hanging).converse(asking),
  );
  const failed = expect(asked).rejects.toMatchObject({
    name: "ModelError",
    kind: "time",
    retryable: false,
    message: expect.stringContaining("after 885 s"),
  });
  await vi.advanceTimersByTimeAsync(885_000);
  await failed;
  vi.useRealTimers();
});

test("a call that had little time left can be tried again", async () => {
  vi.useFakeTimers();
  const asked = withinInvocation({ getRemainingTimeInMillis: () => 900_000 }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 600_000));
    return timedModel(hanging).converse(asking);
  });
  const failed = expect(asked).rejects.toMatchObject({ kind: "time", retryable: true });
  await vi.advanceTimersByTimeAsync(885_000);
  await failed;
  vi.useRealTimers();
});

test("a caller's own signal ends a call too", async () => {
  const reason = new ModelError("The run was stopped.", { kind: "time", retryable: false });
  const controller = new AbortController();
  const asked = withinInvocation({ getRemainingTimeInMillis: () => 900_000 }, () =>
    timedModel(hanging).converse(asking, { signal: controller.signal }),
  );
  controller.abort(reason);
  await expect(asked).rejects.toBe(reason);
});
