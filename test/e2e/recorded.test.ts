import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BuildResult } from "../../scripts/aidevos/build.ts";
import { Recording } from "../../shared/models/exchange.ts";
import { aidevos, type Running } from "./command.ts";

const recorded = join(import.meta.dirname, "..", "recorded");
const files = (await readdir(recorded)).filter((file) => file.endsWith(".json")).sort();

const anew = "Prompts, compiler or kit have changed: `node scripts/record.ts` records all anew.";

let folder: string;
let directory: string;
let cloud: Running;

const command = (...args: string[]) => aidevos([...args, "--directory", directory]).ended;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aidevos-recorded-"));
  directory = join(folder, "state");
  cloud = aidevos(["up", "--port", "0", "--directory", directory], { AIDEVOS_MODEL: `replay:${recorded}` });
  await cloud.printed("Ready at");
}, 180_000);
afterAll(async () => {
  cloud.child.kill("SIGTERM");
  await cloud.ended;
  await rm(folder, { recursive: true, force: true });
});

describe("a recorded run", { timeout: 300_000 }, () => {
  test.each(files)("%s makes the same bundle again, and meets the same clauses", async (name) => {
    const recording = Recording.parse(JSON.parse(await readFile(join(recorded, name), "utf8")));
    const { requirement, service = name.slice(0, -5), outcome } = recording;
    const file = join(folder, `${name}.md`);
    await writeFile(file, requirement);
    const { status, stdout, stderr } = await build(file, service);
    expect(status, `${stderr}\n${anew}`).toBe(outcome?.unmet.length ? 3 : 0);
    const { run, digest, clauses }: BuildResult = JSON.parse(stdout);
    const idsOf = (list: { id: string }[]) => list.map(({ id }) => id);
    expect({ digest, met: idsOf(clauses.met), unmet: idsOf(clauses.unmet) }, anew).toEqual(outcome);

    const again = await command("runs", run, "--exchanges", "--json");
    const { exchanges } = Recording.parse(JSON.parse(again.stdout));
    expect(turns(exchanges)).toEqual(turns(recording.exchanges));
  });

  test("a requirement that nobody recorded is refused with the place where it differs", async () => {
    const [name = ""] = files;
    const { requirement } = Recording.parse(JSON.parse(await readFile(join(recorded, name), "utf8")));
    const file = join(folder, "changed.md");
    await writeFile(file, `${requirement}And bees.\n`);
    const { status, stderr } = await build(file, "changed");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /no answer to this request of read_requirement \(analyst, step Intake\).*first differs at messages/s,
    );
  });
});

function build(file: string, service: string) {
  return aidevos(
    ["build", "--file", file, "--name", service, "--unmet", "deliver", "--json", "--directory", directory],
    { AIDEVOS_MODEL: `replay:${recorded}` },
  ).ended;
}

/** Who was asked for what, each role in its own order: roles at work at the same time mix differently. */
function turns(exchanges: Recording["exchanges"]): string[] {
  return exchanges.map(({ role, task, request }) => `${role} ${task} ${request.messages.length}`).sort();
}
