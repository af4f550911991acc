import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files that every generated repository holds: the kit, and what its own tests run with. */
export function vendoredFiles(root: string): Record<string, string> {
  const kit = join(root, "kit");
  const files: Record<string, string> = {
    ".gitignore": "node_modules/\n.wrangler/\n",
    "vitest.config.ts": vitestConfig,
    "test/service.ts": readFileSync(join(kit, "testing/service.ts"), "utf8"),
  };
  for (const entry of readdirSync(kit, { withFileTypes: true })) {
    if (entry.isFile()) files[`kit/${entry.name}`] = readFileSync(join(kit, entry.name), "utf8");
  }
  return files;
}

const vitestConfig = `import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000 },
});
`;
