import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

test("the command can be run as it is checked out: npx makes what it links runnable, which Git would see as a change", () => {
  const { mode } = statSync(join(import.meta.dirname, "../../../scripts/aidevos.js"));
  expect(mode & 0o777).toBe(0o755);
});

test("a run of the tests has a temporary directory of its own, which is removed with all that was left in it", () => {
  expect(tmpdir()).toContain("aidevos-tests-");
});
