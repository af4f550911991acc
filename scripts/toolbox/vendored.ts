import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Files that every generated repository holds: the template (package.json with its lock file, TypeScript's and
 * wrangler's configuration, CI, the way into the service) and, under `kit/`, the kit without its own tests.
 */
export function vendoredFiles(root: string): Record<string, string> {
  const kit = join(root, "kit");
  return {
    ...textsUnder(kit, ["*.{ts,json,md}", "testing/*.ts"], "kit/"),
    ...textsUnder(join(kit, "template"), ["**/*", ".gitignore", ".github/**/*"], ""),
  };
}

function textsUnder(folder: string, patterns: string[], prefix: string): Record<string, string> {
  const paths = globSync(patterns, { cwd: folder, withFileTypes: true, exclude: ["**/node_modules/**"] })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths
      .sort()
      .map((path) => [
        `${prefix}${path.slice(folder.length + 1).replaceAll("\\", "/")}`,
        readFileSync(path, "utf8"),
      ]),
  );
}
