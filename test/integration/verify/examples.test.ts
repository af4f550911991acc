import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { putBundle } from "../../../lambdas/verify/bench.ts";
import { makeBundle } from "../../../lambdas/verify/bundle.ts";
import { privateFieldsOf } from "../../../lambdas/verify/lint-gate.ts";
import { tryRelease } from "../../../lambdas/verify/try-release.ts";
import { readHandFolder } from "../../../scripts/aidevos/hand.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { writeTestsOfStatements } from "../../../shared/tester/write-tests.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { startPipeline } from "../develop/pipeline.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
}, 120_000);
afterAll(() => pipeline.stop());

const root = new URL("../../../", import.meta.url);
const fixtures = readdirSync(new URL("test/e2e/fixtures", root)).map(
  (name) => `test/e2e/fixtures/${name}/spec.md`,
);
const examples = readdirSync(new URL("examples", root)).map((name) => `examples/${name}`);
const specs = [...examples, ...fixtures].filter(
  (path) => path.endsWith(".md") && existsSync(new URL(path, root)),
);

test.each(specs)("%s passes the gates", { timeout: 240_000 }, async (path) => {
  const text = readFileSync(new URL(path, root), "utf8");
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new Error(`${path} is no spec.`);
  const { blueprint } = reading;
  const own = fileURLToPath(new URL(path.replace(/\.md$/, ""), root));
  const hand = existsSync(own) ? await readHandFolder(own) : [];
  const files = [...implementService({ blueprint, requirement: "" }).files, ...hand];
  const toolbox = await loadToolbox();
  const bundle = makeBundle({ files, toolbox });
  const digest = await bundleDigest(bundle);
  await putBundle(digest, bundle);
  const { outcome, gates } = await tryRelease({
    bundle,
    digest,
    files,
    blueprint,
    tests: { ...writeTestsOfStatements(text), acceptance: [], lost: [] },
    toolbox,
    privateFields: privateFieldsOf(blueprint),
    live: undefined,
    mutation: false,
  });
  expect(outcome.statements.failed).toEqual([]);
  expect(gates.filter(({ passed }) => !passed)).toEqual([]);
  const cost = gates.find(({ gate }) => gate === "cost")?.evidence?.found ?? [];
  expect(cost.filter((line) => line.startsWith("not all could be measured"))).toEqual([]);
});
