import { existsSync, statfsSync } from "node:fs";

/** Where Linux keeps files in memory. */
const place = "/dev/shm";

/** A folder whose files are kept in memory; undefined where the machine has none, or less memory left than so many bytes. */
export function memoryFolder(leastFree: number): string | undefined {
  if (!existsSync(place) || process.availableMemory() < leastFree) return undefined;
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize >= leastFree ? place : undefined;
}
