import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Workspace } from "../../../infra/cloudflare/workspace.ts";

test("a state that could not be written to its place is kept", () => {
  const workspace = new Workspace();
  const stack = join(workspace.directory, "stacks", "data-plane");
  mkdirSync(stack, { recursive: true });
  const unwritten = join(stack, "errored.tfstate");
  writeFileSync(unwritten, "{}");
  expect(workspace.close()).toBe(unwritten);
  expect(existsSync(unwritten)).toBe(true);
  rmSync(unwritten);
  expect(workspace.close()).toBeUndefined();
  expect(existsSync(workspace.directory)).toBe(false);
});
