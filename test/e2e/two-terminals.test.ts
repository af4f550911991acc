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

async function run(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await aidevos([...args, "--json", "--directory", directory]).ended;
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

test("a command whose cloud dies says so, and what it had begun goes on with the next, wherever that listens", {
  timeout: 240_000,
}, async () => {
  await run("build", "Lamps: each has a name (required)", "--name", "lamps");
  const change = ["build", "Lamps: each has a name (required) and a colour", "--name", "lamps"];
  const cut = aidevos([...change, "--directory", directory]);
  await cut.printed("Intake");
  up.child.kill("SIGKILL");
  const { status, stderr } = await cut.ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/has ended\. What was begun is kept/);
  expect(stderr).not.toContain("node:");

  up = await start();
  const [{ url }] = z.tuple([z.object({ url: z.string() })]).parse(await run("services"));
  expect(up.stdout()).toContain(new URL(url).origin);
  const made = await post(`${url}/lamps`, { name: "Anglepoise" });
  expect(made.headers.get("location")).toMatch(new RegExp(`^${url}/lamps/`));

  const [begun] = z.tuple([z.object({ id: z.string() })], z.unknown()).parse(await run("runs"));
  await run("redrive", begun.id);
  const shown = [expect.objectContaining({ name: "Anglepoise", colour: null })];
  expect(await (await fetch(`${url}/lamps`)).json()).toEqual(shown);
});
