import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives a run of the tests a temporary directory of its own, and takes it away at the end: Miniflare removes its
 * folders without waiting for it, and a test's process may have ended by then.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "aidevos-tests-"));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
