import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "test/temporary-directory.ts",
    // No test reaches a model that is not on this machine, whatever the environment of whoever runs it holds.
    env: { AIDEVOS_MODELS: "local", AIDEVOS_MODEL: "", AIDEVOS_MODEL_KEY: "", OPENAI_API_KEY: "" },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Much of the time is spent waiting for the command's own processes.
    maxWorkers: 3,
    reporters: process.env.CI ? ["default"] : ["dot"],
  },
});
