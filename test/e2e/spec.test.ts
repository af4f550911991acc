import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aidevos } from "./command.ts";
import { specOf } from "./spec-of.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aidevos-spec-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe("aidevos check", { timeout: 30_000 }, () => {
  test("says of a spec what it keeps", async () => {
    const file = await fileOf("good.md", specOf("Tool", "name: text, required"));
    const { status, stdout } = await aidevos(["check", file]).ended;
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `${file} is a spec: tools keeps tools; 3 statements.\n`,
    });
  });

  test("says everything that is wrong, each with its place", async () => {
    const file = await fileOf(
      "bad.md",
      specOf("Tool", "name: text, requird", "weight: nubmer", "Listed by nam"),
    );
    const { status, stdout } = await aidevos(["check", file]).ended;
    expect(status).toBe(1);
    expect(stdout).toMatch(/bad\.md:5:15: .*`required`.*:6:11: .*`number`.*:7:/s);
    const told = JSON.parse((await aidevos(["check", file, "--json"]).ended).stdout);
    expect(told.problems).toMatchObject([
      { line: 5, column: 15, suggestion: expect.stringContaining("required") },
      { line: 6 },
      { line: 7 },
    ]);
  });

  test("finds a pattern that could freeze the service", async () => {
    const file = await fileOf("frozen.md", specOf("Ticket", "code: text, matches `^([a-z]+)+$`"));
    const { status, stdout } = await aidevos(["check", file]).ended;
    expect(status).toBe(1);
    expect(stdout).toMatch(/ticket\.code: matching its pattern/);
  });
});

test("aidevos format prints a spec in its normal form, or writes it", { timeout: 30_000 }, async () => {
  const file = await fileOf(
    "rough.md",
    "# Tools\n## Tool\n* name: text , Required\n* label: text, max 9 chars\n".replace("max", "up to"),
  );
  const normal = "# Tools\n\n## Tool\n\n- name: text, required\n- label: text, at most 9 characters\n";
  expect((await aidevos(["format", file]).ended).stdout).toBe(normal);
  expect((await aidevos(["format", file, "--write"]).ended).status).toBe(0);
  expect(await readFile(file, "utf8")).toBe(normal);
  expect((await aidevos(["format", "/nowhere.md"]).ended).status).toBe(2);
});

test("free English is answered with directions in one screen, and no cloud is started for it", {
  timeout: 30_000,
}, async () => {
  const directory = join(folder, "state");
  const english = "A to-do list: things to do with a title, and they can be marked done, please.";
  const { status, stdout, stderr } = await aidevos(["start", english, "--directory", directory]).ended;
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("things to do with a title");
  expect(stderr).toContain("docs/spec.md");
  expect(stderr).toMatch(/language model/);
  expect(stderr.split("\n").length).toBeLessThanOrEqual(24);
  expect(existsSync(directory)).toBe(false);
});
