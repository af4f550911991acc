import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSession } from "../../../scripts/aidevos/session.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aidevos-command-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const script = join(import.meta.dirname, "../../../scripts/aidevos.js");

test.each([
  ["a cloud whose command is killed", [process.execPath, script], {}, "SIGKILL"],
  // npm has a shell between itself and the command, and passes signals on to that alone.
  [
    "a cloud whose npx is signalled",
    ["sh", "-c", `"${process.execPath}" "${script}" "$@"; exit $?`, "sh"],
    { npm_lifecycle_event: "npx" },
    "SIGTERM",
  ],
] as const)(
  "%s ends in order: nobody could end it any more",
  async (_, [file, ...args], environment, signal) => {
    const command = spawn(file, [...args, "up", "--directory", directory, "--port", "0"], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, ...environment },
    });
    const [line] = await once(createInterface({ input: command.stdout }), "line");
    expect(line).toContain("Ready at");
    expect(existsSync(join(directory, "lock.json"))).toBe(true);
    command.kill(signal);
    await expect.poll(() => existsSync(join(directory, "lock.json")), { timeout: 10_000 }).toBe(false);
  },
);

test("what keeps a cloud from starting is a message for people, not a stack", async () => {
  writeFileSync(join(directory, "lock.json"), "{");
  await expect(openSession({ directory, onProgress: () => {} })).rejects.toMatchObject({
    name: "CommandError",
    message: expect.stringContaining("lock.json is damaged"),
  });
});
