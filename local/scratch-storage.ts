import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { memoryFolder } from "./memory-folder.ts";
import type { WorkerConfiguration } from "./terraform.ts";

/** Classes whose objects serve one call and are never asked again: nothing is lost when what they hold goes. */
const scratchClasses: readonly string[] = ["Bench"];

/** Least memory that must be left, in bytes. */
const leastFree = 2 ** 29;

/**
 * Has the objects of scratch classes keep their databases in memory, where the machine has a file system for that: what
 * tests write is then on no disk, which half of their time would go into. What an earlier process left there goes.
 * Returns what takes all of it away.
 *
 * @param directory where Miniflare keeps the databases of all objects
 */
export function placeScratch(directory: string, { name, bindings }: WorkerConfiguration): () => void {
  const places = bindings
    .flatMap(({ class_name: className }) =>
      className !== undefined && scratchClasses.includes(className) ? [className] : [],
    )
    .map((className) => join(directory, `${name}-${className}`));
  const clear = () => places.forEach(remove);
  clear();
  const memory = memoryFolder(leastFree);
  if (memory !== undefined) {
    mkdirSync(directory, { recursive: true });
    for (const place of places) symlinkSync(mkdtempSync(join(memory, "aidevos-")), place);
  }
  return clear;
}

/** Removes a folder, or a link with the folder that it leads to. */
function remove(place: string): void {
  const target = linkedFrom(place);
  if (target !== undefined) rmSync(target, { recursive: true, force: true });
  rmSync(place, { recursive: true, force: true });
}

function linkedFrom(place: string): string | undefined {
  try {
    return readlinkSync(place);
  } catch {
    return undefined;
  }
}
