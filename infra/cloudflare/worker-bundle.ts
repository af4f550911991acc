import { buildSync } from "esbuild";

/** The runtime that the Worker is written for. What it hosts says its own: kit/template/wrangler.json. */
export const compatibilityDate = "2026-07-01";

/**
 * Bundles the Worker into one ES module, since the provider uploads one file. Names are kept as written, so that traces
 * can be read without a source map.
 *
 * @param root root of the repository
 * @param file where to write the module
 */
export function bundleWorker(root: string, file: string): void {
  buildSync({
    absWorkingDir: root,
    entryPoints: ["objects/worker.ts"],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    mainFields: ["module", "main"],
    external: ["cloudflare:*"],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "error",
  });
}
