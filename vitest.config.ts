import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "test/temporary-directory.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Much of the time is spent waiting for the command's own processes.
    maxWorkers: 3,
    reporters: process.env.CI ? ["default"] : ["dot"],
  },
});
