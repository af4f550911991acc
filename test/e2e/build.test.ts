import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BuildResult } from "../../scripts/aidevos/build.ts";
import { aidevos, type Running } from "./command.ts";
import { post } from "./post.ts";
import { specOf } from "./spec-of.ts";

const run = promisify(execFile);

let folder: string;
let directory: string;
let cloud: Running;

/** Runs a command against the cloud of these tests. */
const command = (...args: string[]) => aidevos([...args, "--directory", directory]).ended;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aidevos-e2e-"));
  directory = join(folder, "state");
  cloud = aidevos(["up", "--port", "0", "--directory", directory]);
  await cloud.printed("Ready at");
}, 120_000);
afterAll(async () => {
  cloud.child.kill("SIGTERM");
  await cloud.ended;
  await rm(folder, { recursive: true, force: true });
});

describe("aidevos", { timeout: 180_000 }, () => {
  test("builds a live service from a file, and prints what it has made", async () => {
    const file = join(folder, "shed.md");
    await writeFile(file, specOf("Tool", "name: text, required, unique", "weight: number, at least 0"));
    const { status, stdout, stderr } = await command("build", "--file", file, "--name", "shed", "--json");
    expect(status, stderr).toBe(0);
    const result: BuildResult = JSON.parse(stdout);
    expect(result).toMatchObject({ service: "shed", release: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(result.clauses.unmet).toEqual([]);
    expect(result.clauses.met.length).toBeGreaterThan(0);
    expect(result.gates.every(({ passed }) => passed)).toBe(true);
    expect(result).toMatchObject({ tokens: 0, calls: 0 });
    for (const who of ["analyst", "architect", "developer", "tester", "operator"])
      expect(stderr).toContain(who);

    const created = await post(`${result.url}/tools`, { name: "hammer", weight: 1.5 });
    expect(created.status).toBe(201);
    expect(await (await fetch(`${result.url}/tools`)).json()).toEqual([await created.json()]);
    expect((await post(`${result.url}/tools`, { name: "hammer" })).status).toBe(409);
  });

  test("a second release keeps the data, a rollback puts the first one back with what was written since", async () => {
    const name = "stock";
    const first = await build(specOf("Crate", "label: text, required"), "--name", name);
    await post(`${first.url}/crates`, { label: "one" });
    const second = await build(specOf("Crate", "label: text, required", "colour: text"), "--name", name);
    expect(second.release).not.toBe(first.release);
    const replaced = await command("redrive", first.run);
    expect(replaced.status).toBe(1);
    expect(replaced.stderr).toContain(`${second.release.slice(0, 12)} took its place`);
    await post(`${second.url}/crates`, { label: "two", colour: "red" });
    const live = (await (await fetch(`${second.url}/crates`)).json()) as object[];
    expect(live).toMatchObject([{ label: "one" }, { label: "two", colour: "red" }]);

    const { status, stdout } = await command("rollback", name, "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ service: name, rolledBack: second.release, live: first.release });
    const back = (await (await fetch(`${second.url}/crates`)).json()) as object[];
    expect(back).toMatchObject([{ label: "one" }, { label: "two" }]);
    expect(back[1]).not.toHaveProperty("colour");
  });

  test("after a rollback another release reads and writes the same data", async () => {
    const name = "vases";
    const first = await build(specOf("Vase", "label: text, required"), "--name", name);
    await post(`${first.url}/vases`, { label: "one" });
    await build(specOf("Vase", "label: text, required", "colour: text"), "--name", name);
    await command("rollback", name);
    const kept = await command(
      "build",
      specOf("Vase", "label: text, required", "colour: whole number"),
      "--name",
      name,
    );
    expect(kept.stderr).toContain("The field colour of vase was kept as text and is to be a whole number.");
    const { url } = await build(specOf("Vase", "label: text, required", "height: number"), "--name", name);
    expect((await post(`${url}/vases`, { label: "two", height: 12 })).status).toBe(201);
    expect(await (await fetch(`${url}/vases`)).json()).toMatchObject([
      { label: "one", height: null },
      { label: "two", height: 12 },
    ]);
  });

  test("a change that what is stored does not allow is refused with what to do, and the live release stays", async () => {
    const name = "jars";
    const { url } = await build(specOf("Jar", "label: text, required"), "--name", name);
    for (const label of ["one", "one"]) await post(`${url}/jars`, { label });
    const unique = await command("build", specOf("Jar", "label: text, required, unique"), "--name", name);
    expect(unique.status).toBe(1);
    expect(unique.stderr).toMatch(
      /No two jar rows may have the same label .* but some do: those with the id/,
    );
    const renamed = await command("build", specOf("Jar", "title: text, required"), "--name", name);
    expect(renamed.status).toBe(1);
    expect(renamed.stderr).toMatch(/label of jar is gone and title is new: it may be a new name/);
    expect(await (await fetch(`${url}/jars`)).json()).toHaveLength(2);
  });

  test("the same spec again makes no second release", async () => {
    const text = specOf("Kite", "name: text, required", "span: number");
    const first = await build(text, "--name", "kites");
    const second = await build(text, "--name", "kites");
    expect(second).toMatchObject({ release: first.release, digest: first.digest });
  });

  test("a design of one's own changes no answer, stays at the next release, and is refused where it does not fit", async () => {
    const name = "racks";
    const text = (...more: string[]) =>
      `# Racks\n\n## Rack\n- name: text, required\n- sum = sum of height of its boxes\n\n${["## Box", "- rack: rack", "- height: whole number, required", ...more.map((line) => `- ${line}`)].join("\n")}\n`;
    const first = await build(text(), "--name", name);
    const rack = (await (await post(`${first.url}/racks`, { name: "a" })).json()) as { id: string };
    for (const height of [2, 3]) await post(`${first.url}/boxes`, { rack: rack.id, height });
    const shown = await (await fetch(`${first.url}/racks`)).text();

    const file = join(folder, "design.json");
    const stored = [{ entity: "rack", value: "sum of height of its boxes" }];
    await writeFile(file, JSON.stringify({ stored }));
    await build(text(), "--name", name, "--design", file);
    expect(await (await fetch(`${first.url}/racks`)).text()).toBe(shown);
    expect(JSON.parse((await command("design", name)).stdout)).toEqual({ indexes: [], stored });

    await build(text("label: text", "`?label` is label"), "--name", name);
    await post(`${first.url}/boxes`, { rack: rack.id, height: 5, label: "x" });
    expect(await (await fetch(`${first.url}/racks`)).json()).toMatchObject([{ sum: 10 }]);
    expect(JSON.parse((await command("design", name)).stdout)).toEqual({
      indexes: [{ entity: "box", by: [{ field: "label" }] }],
      stored,
    });

    await writeFile(
      file,
      JSON.stringify({ stored: [{ entity: "rack", value: "sum of width of its boxes" }] }),
    );
    const { status, stderr } = await command("build", text(), "--name", name, "--design", file);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "The design does not fit the spec:\n- stored[0]: `width` is no field of box.\n",
    });
  });

  test("a first release that is rolled back serves nothing, and can be built again", async () => {
    const text = specOf("Lamp", "name: text, required");
    const { url } = await build(text, "--name", "lamps");
    expect((await command("rollback", "lamps")).status).toBe(0);
    expect((await fetch(`${url}/lamps`)).status).toBe(404);
    const again = await build(text, "--name", "lamps");
    expect((await fetch(`${again.url}/lamps`)).status).toBe(200);
  });

  test("a text with a statement that cannot be read builds nothing, and says everything that is wrong", async () => {
    const text = specOf("Parcel", "label: text, requird", "Send the owner an e-mail when a parcel arrives");
    const { status, stdout, stderr } = await command("build", text, "--name", "parcels");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/5:16.*`required`.*6:3/s);
    expect((await command("services", "--json")).stdout).not.toContain("parcels");
  });

  test("lists services and runs, and shows a run with its ledger", async () => {
    const { run: id } = await build(specOf("Boat", "name: text, required"), "--name", "boats");
    expect((await command("services")).stdout).toContain("boats");
    expect((await command("runs")).stdout).toContain(id);
    const { stdout } = await command("runs", id, "--json");
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({ id, status: "live", service: "boats" });
    expect(shown.ledger.map(({ state }: { state: string }) => state)).toContain("Promote");
  });

  test("exports the repository with its history, and never over something else", async () => {
    const text = specOf("Rope", "length: number, required, at least 1");
    const { release } = await build(text, "--name", "ropes");
    const output = join(folder, "ropes");
    expect((await command("export", "ropes", "--output", output)).status).toBe(0);
    const { stdout } = await run("git", ["-C", output, "log", "--format=%H %an"]);
    expect(stdout.trim()).toBe(`${release} AIDevOS developer`);
    const openapi = JSON.parse(await readFile(join(output, "openapi.json"), "utf8"));
    expect(Object.keys(openapi.paths)).toEqual(expect.arrayContaining(["/ropes", "/ropes/{id}"]));
    expect(await readFile(join(output, "spec.md"), "utf8")).toBe(text);
    expect((await command("spec", "ropes")).stdout).toBe(text);
    const again = await command("export", "ropes", "--output", output);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("already exists");
  });

  test.each([
    [["frobnicate"], 2, 'There is no command "frobnicate"'],
    [["build", "--colour", "red", "x"], 2, "--colour"],
    [["build", ""], 2, "the requirement is empty"],
    [["build", "   \n "], 2, "the requirement is empty"],
    [["build", "--name", "Not A Name", specOf("Book", "title: text")], 2, "--name"],
    [["build", "--file", "/nowhere/at-all.md"], 2, "/nowhere/at-all.md"],
    [["build", `# Books ${"x".repeat(130_000)}`], 2, "longer than 120,000 bytes"],
    [["rollback", "nothing"], 1, "No service nothing is live"],
    [["runs", "run-nothing"], 1, "There is no run run-nothing"],
    [["spec", "nothing"], 1, "No service nothing is live"],
    [["export"], 2, "export <service>"],
  ])("%j ends with status %i and says why", async (args, expected, reason) => {
    const { status, stderr } = await command(...args);
    expect(stderr).toContain(reason);
    expect(status).toBe(expected);
  });

  test("a second cloud on the same directory is refused and told where the first one is", async () => {
    const { status, stderr } = await command("up");
    expect(status).toBe(1);
    expect(stderr).toContain(cloudUrl());
  });
});

function cloudUrl(): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(cloud.stdout())?.[0] ?? "";
}

async function build(...args: string[]): Promise<BuildResult> {
  const { status, stdout, stderr } = await command("build", ...args, "--json");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}
