import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceFile } from "../../shared/agents/source.ts";
import { UsageError } from "./errors.ts";

/** The types that every release writes anew. */
const contracts = "contracts.ts";

/**
 * The functions by hand in a folder: its TypeScript files but for their contracts, which may stand beside them.
 *
 * @throws UsageError when there are none
 */
export async function readHandFolder(folder: string): Promise<SourceFile[]> {
  const names = await readdir(folder).catch((error: Error) => {
    throw new UsageError(`The functions by hand cannot be read from ${folder}: ${error.message}`);
  });
  const files = names.filter((name) => name.endsWith(".ts") && name !== contracts).sort();
  if (files.length === 0)
    throw new UsageError(
      `${folder} holds no functions by hand: they are files NAME.ts, as the spec names them.`,
    );
  return Promise.all(
    files.map(async (name) => ({
      path: `src/hand/${name}`,
      content: await readFile(join(folder, name), "utf8"),
    })),
  );
}
