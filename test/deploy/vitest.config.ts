import { mergeConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** What deploys for real: MiniStack is installed once, before the files that share it begin side by side. */
export default mergeConfig(base, { test: { dir: "test/deploy", globalSetup: ["test/deploy/install.ts"] } });
