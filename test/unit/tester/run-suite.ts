import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Miniflare } from "miniflare";
import { makeBundle } from "../../../lambdas/verify/bundle.ts";
import { connect } from "../../../objects/bench/runtime/service.ts";
import { collect, collected, run } from "../../../objects/bench/runtime/vitest.ts";
import { buildToolbox, toolboxFile } from "../../../scripts/build-toolbox.ts";
import type { SourceFile } from "../../../shared/agents/source.ts";
import { implementService } from "../../../shared/agents/tasks/implement-service.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementServiceByRules } from "../../../shared/compiler/implement-service.ts";
import { Toolbox } from "../../../shared/delivery/toolbox.ts";

const HOST = `
export { Service } from "./service.ts";
export default {
  fetch(request, env) {
    return env.SERVICE.get(env.SERVICE.idFromName(request.headers.get("x-object"))).fetch(request);
  },
};`;

const runtime = new URL("../../../objects/bench/runtime/", import.meta.url);
let started = 0;

/** The toolbox, built when it is not there. */
export async function readToolbox(): Promise<Toolbox> {
  await buildToolbox();
  return Toolbox.parse(JSON.parse(await readFile(toolboxFile, "utf8")));
}

/** Runs test files against the service that the rules make of a blueprint, each test on an empty object. Gives each test's failure, or null, by name; `goesOn` may stop after a failure. */
export async function runSuite(
  files: readonly SourceFile[],
  blueprint: Blueprint,
  goesOn: (failure: string | null) => boolean = () => true,
): Promise<Map<string, string | null>> {
  const toolbox = await readToolbox();
  const service = implementService.output.parse(implementServiceByRules({ blueprint, requirement: "" }));
  const bundle = makeBundle({ files: service.files, toolbox });
  const miniflare = new Miniflare({
    compatibilityDate: bundle.compatibilityDate,
    modules: Object.entries({ "host.js": HOST, ...bundle.modules }).map(([path, contents]) => ({
      type: "ESModule",
      path,
      contents,
    })),
    durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
  });
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
      const object = String(started);
      connect(async ({ method, path, headers, body }) => {
        const response = await miniflare.dispatchFetch(`http://service.test${path}`, {
          method,
          headers: { ...headers, "x-object": object, "x-aidevos-base": "http://service.test" },
          body,
        });
        return { status: response.status, headers: [...response.headers], text: await response.text() };
      });
      const failure = await run(index);
      results.set(name, failure);
      stopped = !goesOn(failure);
    }
    return results;
  } finally {
    await miniflare.dispose();
    await rm(directory, { recursive: true });
  }
}

/** The file with its two imports led to the sandbox's own modules. */
function located(content: string): string {
  return content
    .replace('from "vitest"', `from "${new URL("vitest.ts", runtime).href}"`)
    .replace('from "./service.ts"', `from "${new URL("service.ts", runtime).href}"`);
}
