import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryFolder } from "../local/memory-folder.ts";

/** Least memory that must be left, in bytes, for the tests' files to be kept there: else much of their time goes into the disk. */
const leastFree = 8 * 2 ** 30;

/**
 * Gives a run of the tests a temporary directory of its own, and takes it away at the end: Miniflare removes its
 * folders without waiting for it, and a test's process may have ended by then.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(memoryFolder(leastFree) ?? tmpdir(), "aidevos-tests-"));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
