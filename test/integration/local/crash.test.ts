import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../../../local/cloud.ts";
import type { Endpoints } from "../../../local/lock.ts";
import { findProcess, type ProcessIdentity } from "../../../local/processes.ts";
import { synthesizeFixture } from "./fixture.ts";

let directory: string;
let cloud: LocalCloud | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aidevos-crash-"));
});
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
  rmSync(directory, { recursive: true, force: true });
});

/** Starts a cloud in a process of its own. */
async function startProcess({ assembly, terraform }: ReturnType<typeof synthesizeFixture>, state: string) {
  const script = join(import.meta.dirname, "run-cloud.ts");
  const child = spawn(process.execPath, [script, assembly, terraform, state], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const endpoints: Endpoints = JSON.parse(String(line));
  return { child, endpoints };
}

/** The runtimes that the state directory's lock names. */
function noted(state: string): ProcessIdentity[] {
  const lock: { runtimes: ProcessIdentity[] } = JSON.parse(readFileSync(join(state, "lock.json"), "utf8"));
  return lock.runtimes;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

test("a killed cloud starts again with its data, ends the runtime left behind and redrives what was under way", async () => {
  const fixture = synthesizeFixture(directory);
  const state = join(directory, "state");
  const { child: first, endpoints: before } = await startProcess(fixture, state);
  const sfn = new SFNClient(client(before));
  const stateMachineArn = before.outputs.Work?.MachineArn;
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: '{"wait":1,"from":"before"}' }),
  );
  expect(await (await fetch(before.workerUrl)).json()).toEqual({ count: 1 });
  const left = noted(state);
  expect(left).toHaveLength(1);

  await kill(first);
  cloud = await startLocalCloud({ ...fixture, directory: state, ports: { worker: 0, aws: 0 } });

  for (const runtime of left) expect(await findProcess(runtime)).toBeUndefined();
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

test("a runtime that took the place of one that crashed is ended as well, and one writes to the objects' files", async () => {
  const fixture = synthesizeFixture(directory);
  const state = join(directory, "state");
  const { child, endpoints } = await startProcess(fixture, state);
  const [crashed] = noted(state);
  expect(await (await fetch(endpoints.workerUrl)).json()).toEqual({ count: 1 });
  process.kill(crashed?.pid ?? 0, "SIGKILL");
  const count = async () => (await fetch(endpoints.workerUrl)).json();
  await expect.poll(() => count().catch(() => undefined), { timeout: 10_000 }).toEqual({ count: 2 });
  const [second] = await vi.waitUntil(
    () => noted(state).filter(({ pid, started }) => pid !== crashed?.pid || started !== crashed.started),
    { timeout: 5_000 },
  );
  if (second === undefined) throw new Error("No runtime is noted.");
  expect(await findProcess(second)).toBeDefined();

  await kill(child);
  cloud = await startLocalCloud({ ...fixture, directory: state, ports: { worker: 0, aws: 0 } });
  expect(await findProcess(second)).toBeUndefined();
  expect(await (await fetch(cloud.workerUrl)).json()).toEqual({ count: 3 });
});

test("a lock that is damaged is named, with what can be done about it", async () => {
  const fixture = synthesizeFixture(directory);
  const state = join(directory, "state");
  mkdirSync(state);
  writeFileSync(join(state, "lock.json"), '{"process": {"pid": 12');
  await expect(startLocalCloud({ ...fixture, directory: state })).rejects.toThrow(
    /lock\.json is damaged .* Make sure that no local cloud runs on the directory/,
  );
});

function client({ awsEndpoint: endpoint }: Endpoints) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint, region: "us-east-1", credentials };
}
