import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** Modules by the name that code imports them by, and what else they import by name. */
const entries: { name: string; entry: string; external?: string[] }[] = [
  { name: "hono", entry: "hono" },
  { name: "hono/cors", entry: "hono/cors" },
  { name: "zod", entry: "zod" },
  { name: "@aidevos/kit", entry: "./kit/index.ts" },
  { name: "vitest", entry: "./objects/bench/runtime/vitest.ts" },
  { name: "service.ts", entry: "./objects/bench/runtime/service.ts" },
];

/** zod brings its messages in fifty languages; services speak English. */
const englishOnly: Plugin = {
  name: "english-only",
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
  },
};

/** Bundles each module with all that it imports into one minified ES module. */
export async function bundleModules(root: string): Promise<Record<string, string>> {
  const bundled = await Promise.all(
    entries.map(async ({ name, entry }) => {
      const { outputFiles } = await build({
        absWorkingDir: root,
        stdin: { contents: `export * from ${JSON.stringify(entry)};`, resolveDir: join(root) },
        bundle: true,
        write: false,
        minify: true,
        format: "esm",
        target: "es2022",
        platform: "neutral",
        mainFields: ["module", "main"],
        external: ["cloudflare:*"],
        plugins: [englishOnly],
        logLevel: "silent",
      });
      const [output] = outputFiles;
      if (output === undefined) throw new Error(`esbuild gave nothing for ${entry}.`);
      return [name, output.text] as const;
    }),
  );
  return Object.fromEntries(bundled);
}
