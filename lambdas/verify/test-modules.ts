import { stripTypeScriptTypes } from "node:module";
import { basename } from "node:path";
import type { SourceFile } from "../../shared/agents/source.ts";
import type { Toolbox } from "../../shared/delivery/toolbox.ts";

/** What the Bench puts in place of Vitest and of the repository's own way to the service. */
const benchModules = ["vitest", "service.ts"] as const;

/** The tests' modules by flat name, types stripped in place, with the Bench's own beside them. */
export function makeTestModules({
  files,
  toolbox,
}: {
  files: readonly SourceFile[];
  toolbox: Toolbox;
}): Record<string, string> {
  const modules: Record<string, string> = {};
  for (const { path, content } of files) modules[basename(path)] = stripTypeScriptTypes(content);
  for (const name of benchModules) {
    const module = toolbox.modules[name];
    if (module === undefined) throw new Error(`The toolbox has no module ${name}. Build it anew.`);
    modules[name] = module;
  }
  return modules;
}
