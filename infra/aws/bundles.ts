import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { buildSync, type Metafile } from "esbuild";

/** Laid beside what imports it, as it is: nine megabytes that esbuild would write anew, with a map of them. */
const compiler = "typescript";

/** Lets packages written as CommonJS run inside an ES module. */
const commonJs = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  'import { dirname as __pathDirname } from "node:path";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __pathDirname(__filename);",
].join("");

export interface BundleRequest {
  /** Root of the repository. */
  root: string;
  /** Where to write: one folder per handler, with `index.mjs` and what that imports, and their source maps. */
  directory: string;
  /** Folders below `lambdas/`. */
  folders: string[];
  /** Files to lay beside a handler's bundle, by folder. */
  assets: ReadonlyMap<string, string[]>;
}

/**
 * Bundles all handlers in one run of esbuild, SDK included. What several share is written once, as a module of its own, and
 * laid beside each of them: written for each it would be six times as much, and take four times as long. The same sources
 * give the same bytes, wherever the repository stands.
 */
export function bundleHandlers({ root, directory, folders, assets }: BundleRequest): void {
  // Source maps hold paths relative to this place, so it lies in the repository, though nothing is written there.
  const outdir = join(root, ".build/lambdas");
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      folders.map((folder) => [folder, join(root, "lambdas", folder, "handler.ts")]),
    ),
    outdir,
    write: false,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node24",
    outExtension: { ".js": ".mjs" },
    mainFields: ["module", "main"],
    banner: { js: commonJs },
    minify: true,
    // State machines match errors by the name of their class.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    external: [compiler],
    metafile: true,
    logLevel: "error",
  });
  const contents = new Map(outputFiles.map((file) => [relative(root, file.path), file.contents]));
  for (const folder of folders) {
    const target = join(directory, folder);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "index.mjs"), `export { handler } from "./${folder}.mjs";\n`);
    const reached = modulesFrom(relative(root, join(outdir, `${folder}.mjs`)), metafile);
    for (const path of [...reached].flatMap((module) => [module, `${module}.map`])) {
      const content = contents.get(path);
      if (content !== undefined) writeFileSync(join(target, basename(path)), content);
    }
    if (reached.has(compiler)) layCompiler(root, target);
    for (const path of assets.get(folder) ?? []) copyFileSync(path, join(target, basename(path)));
  }
}

/** A module with all that it imports, directly or not, packages that are not bundled by their names. */
function modulesFrom(entry: string, { outputs }: Metafile): Set<string> {
  const reached = new Set([entry]);
  for (const path of reached) {
    for (const { path: imported } of outputs[path]?.imports ?? []) reached.add(imported);
  }
  return reached;
}

/** Puts the compiler into a function's folder, where Node finds packages. */
function layCompiler(root: string, folder: string): void {
  for (const file of ["package.json", "lib/typescript.js", "LICENSE.txt"]) {
    const target = join(folder, "node_modules", compiler, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, "node_modules", compiler, file), target);
  }
}
