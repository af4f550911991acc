import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { hanging, hangingArn } from "./hanging-machine.ts";

test("an execution outlives a process that was killed, and goes on where it was", async () => {
  const directory = mkdtempSync(join(tmpdir(), "stepfunctions-kill-"));
  try {
    const script = join(import.meta.dirname, "dying-service.ts");
    const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");

    const calls: unknown[] = [];
    const service = new StepFunctionsService({
      directory,
      invoke: async (request) => {
        calls.push(request.arguments);
        return "answered";
      },
    });
    service.createStateMachine({ name: "Hang", arn: hangingArn, definition: hanging });
    const [lost] = service.interrupted();
    expect(lost).toMatchObject({ name: "one", status: "ABORTED" });
    service.redriveExecution(lost?.executionArn ?? "");
    const description = await service.ended(lost?.executionArn ?? "");
    expect(description).toMatchObject({ status: "SUCCEEDED", output: '["answered",true]', redriveCount: 1 });
    expect(calls).toEqual([{ n: 2 }]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a Map whose process is killed again and again runs no item again that had finished", async () => {
  const directory = mkdtempSync(join(tmpdir(), "stepfunctions-kill-"));
  const script = join(import.meta.dirname, "counting-service.ts");
  const lines: string[] = [];
  const callsUntilKilled = 60;
  let kills = 0;
  try {
    while (!lines.some((line) => line.startsWith("SUCCEEDED"))) {
      const child = spawn(process.execPath, [script, directory, String(callsUntilKilled)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const killAt = lines.length + callsUntilKilled;
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line);
        if (lines.length === killAt && child.kill("SIGKILL")) kills += 1;
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect(kills).toBeGreaterThan(5);
  expect(lines.at(-1)).toBe("SUCCEEDED 80200");
  const calls = lines.slice(0, -1);
  expect(new Set(calls).size).toBe(400);
  // Only those that were under way, four at a time, are begun again.
  expect(calls.length - 400).toBeLessThanOrEqual(kills * 4);
});
