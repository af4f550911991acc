import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Where a local cloud keeps its state. */
export function stateDirectory(given: string | undefined): string {
  return resolve(given ?? process.env.AIDEVOS_DIRECTORY ?? `${root}/.aidevos`);
}
