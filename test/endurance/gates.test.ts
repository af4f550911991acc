import { afterAll, beforeAll, test, vi } from "vitest";
import { startPipeline } from "../integration/develop/pipeline.ts";
import { expectGates, otherSpecs } from "../integration/verify/expect-gates.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
}, 120_000);
afterAll(() => pipeline.stop());

test.each(otherSpecs)("%s passes the gates", { timeout: 240_000 }, expectGates);
