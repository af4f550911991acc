import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { makeBundle, putBundle } from "../../../lambdas/runtime/bundle.ts";
import { privateFieldsOf } from "../../../lambdas/verify/lint-gate.ts";
import { tryRelease } from "../../../lambdas/verify/try-release.ts";
import { readHandFolder } from "../../../scripts/aidevos/hand.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { writeTestsOfStatements } from "../../../shared/tester/write-tests.ts";
import { loadToolbox } from "../compiler/serving.ts";

const root = new URL("../../../", import.meta.url);
const fixtures = readdirSync(new URL("test/e2e/fixtures", root)).map(
  (name) => `test/e2e/fixtures/${name}/spec.md`,
);
const examples = readdirSync(new URL("examples", root)).map((name) => `examples/${name}`);
const specs = [...examples, ...fixtures].filter(
  (path) => path.endsWith(".md") && existsSync(new URL(path, root)),
);

/** Specs that the gates are tried on with every change: a small one, one of most statements, one with functions by hand. */
export const sampledSpecs = ["examples/todo.md", "examples/library.md", "examples/parcels.md"];

/** All others of the repository. */
export const otherSpecs = specs.filter((path) => !sampledSpecs.includes(path));

/** Holds a spec's service to this: it passes its tests and every gate. */
export async function expectGates(path: string): Promise<void> {
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
}
