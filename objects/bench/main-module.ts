/** Name of the module that the Bench adds to the tests'. */
export const mainModule = "aidevos-bench.js";

/** Names of the test files among the modules. */
export function testFiles(modules: Record<string, string>): string[] {
  return Object.keys(modules).filter((name) => /\.test\.[cm]?[jt]s$/.test(name));
}

/**
 * The entry of the tests' isolate. Files are imported inside a call and not at the top, so that one that does not
 * load is named instead of keeping the isolate from starting.
 */
export function mainModuleSource(files: string[]): string {
  const loads = files.map(
    (file) => `[${JSON.stringify(file)}, () => import(${JSON.stringify(`./${file}`)})]`,
  );
  return `import { WorkerEntrypoint } from "cloudflare:workers";
import { collect, collected, run } from "vitest";
import { connect } from "./service.ts";

let listing;
async function list() {
  for (const [file, load] of [${loads.join(", ")}]) {
    try {
      await collect(file, load);
    } catch (error) {
      return { tests: [], failure: file + ": " + (error instanceof Error ? error.message : String(error)) };
    }
  }
  return { tests: collected() };
}

export default class extends WorkerEntrypoint {
  list() {
    listing ??= list();
    return listing;
  }
  async run(index, send, wait) {
    await this.list();
    connect(send, wait);
    return { failure: await run(index) };
  }
}
`;
}
