import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, expect, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../../../local/cloud.ts";
import type { Endpoints } from "../../../local/lock.ts";
import { listProcesses } from "../../../local/processes.ts";
import { synthesizeFixture } from "./fixture.ts";

const directory = mkdtempSync(join(tmpdir(), "aidevos-crash-"));
let cloud: LocalCloud | undefined;

afterEach(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("a killed cloud starts again with its data, ends the runtime left behind and redrives what was under way", async () => {
  const { assembly, terraform } = synthesizeFixture(directory);
  const state = join(directory, "state");
  const script = join(import.meta.dirname, "run-cloud.ts");
  const first = spawn(process.execPath, [script, assembly, terraform, state], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: first.stdout }), "line");
  const before: Endpoints = JSON.parse(String(line));
  const sfn = new SFNClient(client(before));
  const stateMachineArn = before.outputs.Work?.MachineArn;
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: '{"wait":1,"from":"before"}' }),
  );
  expect(await (await fetch(before.workerUrl)).json()).toEqual({ count: 1 });
  const left: { runtimes: { pid: number; command: string }[] } = JSON.parse(
    readFileSync(join(state, "lock.json"), "utf8"),
  );
  expect(left.runtimes).toHaveLength(1);

  const exit = once(first, "exit");
  first.kill("SIGKILL");
  await exit;
  cloud = await startLocalCloud({ assembly, terraform, directory: state, ports: { worker: 0, aws: 0 } });

  const processes = await listProcesses();
  for (const { pid, command } of left.runtimes)
    expect(processes.find((entry) => entry.pid === pid)?.command).not.toBe(command);
  expect(cloud.redriven).toEqual([executionArn]);
  expect(await (await fetch(cloud.workerUrl)).json()).toEqual({ count: 2 });
  const after = new SFNClient(client(cloud));
  await vi.waitFor(
    async () => {
      const { status, output } = await after.send(new DescribeExecutionCommand({ executionArn }));
      expect({ status, output }).toEqual({ status: "SUCCEEDED", output: '{"wait":1,"from":"before"}' });
    },
    { timeout: 10_000, interval: 50 },
  );
});

function client({ awsEndpoint: endpoint }: Endpoints) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint, region: "us-east-1", credentials };
}
