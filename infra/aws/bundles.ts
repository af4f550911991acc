import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { buildSync } from "esbuild";

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
  /** Where to write: one folder per handler, each with `index.mjs` and its source map. */
  directory: string;
  /** Folders below `lambdas/`. */
  folders: string[];
  /** Files to lay beside a handler's bundle, by folder. */
  assets: ReadonlyMap<string, string[]>;
}

/**
 * Bundles all handlers in one run of esbuild, SDK included: thirteen take about as long as the largest of them, where
 * one process each would take its start again thirteen times. The same sources give the same bytes, wherever the
 * repository stands.
 */
export function bundleHandlers({ root, directory, folders, assets }: BundleRequest): void {
  // Source maps hold paths relative to this place, so it lies in the repository, though nothing is written there.
  const outdir = join(root, ".build/lambdas");
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      folders.map((folder) => [`${folder}/index`, join(root, "lambdas", folder, "handler.ts")]),
    ),
    outdir,
    write: false,
    bundle: true,
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
    logLevel: "error",
  });
  for (const file of outputFiles) {
    const target = join(directory, relative(outdir, file.path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.contents);
  }
  for (const [folder, paths] of assets) {
    for (const path of paths) copyFileSync(path, join(directory, folder, basename(path)));
  }
}
