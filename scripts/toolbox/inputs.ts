import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Everything that the toolbox is made from: the kit, the Bench's runtime, these scripts, and the packages' versions. */
export const toolboxInputs = [
  "kit",
  "objects/bench/runtime",
  "scripts/toolbox",
  "scripts/build-toolbox.ts",
  "package-lock.json",
];

/** SHA-256 over the names and contents of the inputs. */
export function inputsDigest(root: string): string {
  const hash = createHash("sha256");
  for (const input of toolboxInputs) {
    for (const path of filesUnder(join(root, input))) {
      hash
        .update(`${path.slice(root.length)}\0`)
        .update(readFileSync(path))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
