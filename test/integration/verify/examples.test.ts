import { afterAll, beforeAll, test, vi } from "vitest";
import { startPipeline } from "../develop/pipeline.ts";
import { expectGates, sampledSpecs } from "./expect-gates.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
}, 120_000);
afterAll(() => pipeline.stop());

test.each(sampledSpecs)("%s passes the gates", { timeout: 240_000 }, expectGates);
