import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { findProcess, goneProcess, killProcess, listProcesses } from "../../../local/processes.ts";

async function sleeper() {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const found = (await listProcesses()).find(({ pid }) => pid === child.pid);
  if (found === undefined) throw new Error("The process that was started is not listed.");
  return { child, found };
}

test("a process is found by its id, its start and its command, and not one that was given its id later", async () => {
  const { child, found } = await sleeper();
  expect(found).toMatchObject({ parent: process.pid, command: "sleep 60", dying: false });
  expect(await findProcess(found)).toEqual(found);
  expect(await findProcess({ ...found, started: "1" })).toBeUndefined();
  await killProcess({ ...found, started: "1" });
  await killProcess({ ...found, command: "sleep 61" });
  expect(child.exitCode ?? child.signalCode).toBeNull();
  const exit = once(child, "exit");
  await killProcess(found);
  expect(await findProcess(found)).toBeUndefined();
  expect((await exit)[1]).toBe("SIGKILL");
});

test("a process that has ended is waited for no longer", async () => {
  const { child, found } = await sleeper();
  child.kill("SIGKILL");
  await goneProcess(found);
  await killProcess(found);
  expect(await findProcess(found)).toBeUndefined();
});
