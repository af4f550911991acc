import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { aidevos, type Running } from "./command.ts";
import { post } from "./post.ts";

let directory: string;
let up: Running;
const started: Running[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aidevos-terminals-"));
  up = await start();
});
afterAll(async () => {
  for (const { child } of started) child.kill();
  await Promise.all(started.map(({ ended }) => ended));
  await rm(directory, { recursive: true, force: true });
});

/** On any free port, so on another one each time. */
async function start(): Promise<Running> {
  const cloud = aidevos(["up", "--directory", directory, "--port", "0"]);
  started.push(cloud);
  await cloud.printed("Ready at");
  return cloud;
}

async function run(...args: string[]) {
  return aidevos([...args, "--directory", directory]).ended;
}

const Built = z.object({ run: z.string(), release: z.string(), url: z.string() });

async function build(requirement: string) {
  const { stdout, stderr } = await run("build", requirement, "--name", "lamps", "--json");
  return Built.parse(JSON.parse(stdout || JSON.stringify({ stderr })));
}

test("commands in one terminal work against the cloud of another, and say what is so", {
  timeout: 240_000,
}, async () => {
  const first = await build("Lamps have a name, which is required.");
  const second = await build("Lamps have a name, which is required, and a colour.");

  // A run whose release was replaced is not called live.
  const replaced = await run("redrive", first.run);
  expect(replaced.status).toBe(1);
  expect(replaced.stderr).toContain(`${second.release.slice(0, 12)} took its place`);

  // A command whose cloud dies says so in words.
  const cut = aidevos(["build", "Lamps have a name.", "--name", "lamps", "--directory", directory]);
  await cut.printed("Intake");
  up.child.kill("SIGKILL");
  const { status, stderr } = await cut.ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/has ended\. What was begun is kept/);
  expect(stderr).not.toContain("node:");

  // The next start may listen elsewhere, and the list says where.
  up = await start();
  const { stdout } = await run("services", "--json");
  const [service] = z.tuple([z.object({ url: z.string() })]).parse(JSON.parse(stdout));
  expect(up.stdout()).toContain(new URL(service.url).origin);
  expect(await (await fetch(`${service.url}/lamps`)).json()).toEqual([]);
  const made = await post(`${service.url}/lamps`, { name: "Anglepoise" });
  expect(made.headers.get("location")).toMatch(new RegExp(`^${service.url}/lamps/`));
});
