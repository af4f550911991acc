import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { connect } from "../../../objects/bench/runtime/service.ts";
import { collect, collected, run } from "../../../objects/bench/runtime/vitest.ts";
import type { SourceFile } from "../../../shared/agents/source.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { serveBundle } from "../compiler/runtime.ts";
import { loadToolbox } from "../compiler/serving.ts";

const runtime = new URL("../../../objects/bench/runtime/", import.meta.url);
let started = 0;

/**
 * Runs test files against the service that the rules make of a blueprint, each test on an empty object. Gives each test's
 * failure, or null, by name; `goesOn` may stop after one, and `spoil` changes the code of the service's modules.
 */
export async function runSuite(
  files: readonly SourceFile[],
  blueprint: Blueprint,
  {
    goesOn = () => true,
    spoil = (code) => code,
  }: { goesOn?: (failure: string | null, name: string) => boolean; spoil?: (code: string) => string } = {},
): Promise<Map<string, string | null>> {
  const toolbox = await loadToolbox();
  const service = implementService({ blueprint, requirement: "" });
  const { modules, ...bundle } = makeBundle({ files: service.files, toolbox });
  const spoilt = Object.entries(modules).map(([name, code]) => [name, spoil(code)]);
  const { send, stop } = await serveBundle({ ...bundle, modules: Object.fromEntries(spoilt) });
  const directory = await mkdtemp(join(tmpdir(), "suite-"));
  try {
    const before = collected().length;
    for (const { path, content } of files) {
      const file = join(directory, basename(path));
      await writeFile(file, located(content));
      await collect(path, () => import(pathToFileURL(file).href));
    }
    let stopped = false;
    const results = new Map<string, string | null>();
    for (const [index, { name }] of collected().entries()) {
      if (index < before || stopped) continue;
      started += 1;
      connect(send(String(started)));
      const failure = await run(index);
      results.set(name, failure);
      stopped = !goesOn(failure, name);
    }
    return results;
  } finally {
    await stop();
    await rm(directory, { recursive: true });
  }
}

/** The file with its two imports led to the sandbox's own modules. */
function located(content: string): string {
  return content
    .replace('from "vitest"', `from "${new URL("vitest.ts", runtime).href}"`)
    .replace('from "./service.ts"', `from "${new URL("service.ts", runtime).href}"`);
}
