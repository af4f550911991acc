import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Toolbox } from "../shared/delivery/toolbox.ts";
import { inputsDigest } from "./toolbox/inputs.ts";

const root = join(import.meta.dirname, "..");

/** Where the toolbox is written. */
export const toolboxFile = join(root, ".build/toolbox.json");

/**
 * Writes `.build/toolbox.json`: what generated services are built, checked and kept with. Does nothing when it is
 * there and was made from the same inputs.
 */
export async function buildToolbox(): Promise<void> {
  const stampFile = `${toolboxFile}.sha256`;
  const digest = inputsDigest(root);
  if (existsSync(toolboxFile) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === digest) return;

  const [{ bundleModules }, { collectDeclarations }, { vendoredFiles }] = await Promise.all([
    import("./toolbox/modules.ts"),
    import("./toolbox/declarations.ts"),
    import("./toolbox/vendored.ts"),
  ]);
  const toolbox: Toolbox = {
    modules: await bundleModules(root),
    declarations: collectDeclarations(root),
    repository: vendoredFiles(root),
  };
  mkdirSync(dirname(toolboxFile), { recursive: true });
  replaceFile(toolboxFile, JSON.stringify(Toolbox.parse(toolbox)));
  replaceFile(stampFile, digest);
}

/** A reader sees the old file or the new one, never a part. */
function replaceFile(path: string, content: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, path);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildToolbox();
}
