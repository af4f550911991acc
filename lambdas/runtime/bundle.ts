import { stripTypeScriptTypes } from "node:module";
import { posix } from "node:path";
import ts from "typescript";
import * as z from "zod";
import type { SourceFile } from "../../shared/agents/source.ts";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import { compatibilityDateOf, type Toolbox } from "../../shared/delivery/toolbox.ts";
import { callDataPlane } from "./data-plane.ts";

/** Puts the bundle into the data plane. */
export async function putBundle(digest: string, bundle: Bundle): Promise<void> {
  await callDataPlane({ method: "PUT", path: `/bundles/${digest}`, body: bundle, answer: z.undefined() });
}

const mainFile = "src/service.ts";

/**
 * The modules that `src/service.ts` reaches, under flat names: its own files with their types stripped in place, JSON
 * files as modules, and those of the toolbox that are imported.
 *
 * @throws Error that names the file and what it imports in vain
 */
export function makeBundle({ files, toolbox }: { files: readonly SourceFile[]; toolbox: Toolbox }): Bundle {
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const modules = new Map<string, string>();
  const waiting = [mainFile];
  for (const path of waiting) {
    const name = flatName(path);
    if (modules.has(name)) continue;
    const text = texts.get(path);
    if (text === undefined) throw new Error(`The repository has no ${path}. The bundle needs it.`);
    if (path.endsWith(".json")) {
      modules.set(name, `export default JSON.parse(${JSON.stringify(text)});\n`);
      continue;
    }
    const code = flatImports(stripTypeScriptTypes(text), path);
    modules.set(name, code);
    for (const imported of importsOf(text)) {
      if (imported.startsWith(".")) waiting.push(posix.join(posix.dirname(path), imported));
      else if (!imported.startsWith("cloudflare:"))
        modules.set(imported, toolboxModule(toolbox, imported, path));
    }
  }
  return {
    mainModule: posix.basename(mainFile),
    compatibilityDate: compatibilityDateOf(toolbox),
    modules: Object.fromEntries([...modules].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** What the code imports when it runs: imports of types alone are gone. */
function importsOf(text: string): string[] {
  const { importedFiles } = ts.preProcessFile(stripTypeScriptTypes(text), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** Functions by hand have a folder, and may be called as another module is. */
function flatName(path: string): string {
  const name = posix.basename(path);
  return posix.dirname(path) === "src/hand" ? `hand.${name}` : name;
}

/** Every module stands beside the one that imports it, and JSON has become code. */
function flatImports(code: string, path: string): string {
  return code.replace(
    /(from\s*)"(\.{1,2}\/[\w./-]+)"(?:\s*with\s*\{\s*type:\s*"json"\s*\})?/g,
    (_, from: string, imported: string) =>
      `${from}"./${flatName(posix.join(posix.dirname(path), imported))}"`,
  );
}

function toolboxModule(toolbox: Toolbox, name: string, importer: string): string {
  const module = Object.hasOwn(toolbox.modules, name) ? toolbox.modules[name] : undefined;
  if (module === undefined) {
    throw new Error(
      `${importer} imports ${name}, which services may not use. They may use hono, zod and @aidevos/kit.`,
    );
  }
  return module;
}
