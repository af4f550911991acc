import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aidevos } from "./command.ts";

const examples = join(import.meta.dirname, "..", "..", "examples");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aidevos-by-hand-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const build = (...more: string[]) =>
  aidevos([
    ...["build", "--exit", "--json", "--port", "0", "--unmet", "deliver"],
    ...["--directory", join(folder, "cloud"), ...more],
  ]).ended;

test("functions that nobody writes are named, and those that a person gives go live and stay", {
  timeout: 300_000,
}, async () => {
  const spec = join(examples, "parcels.md");
  const without = await build("--file", spec);
  expect(without.status).toBe(1);
  expect(without.stderr).toMatch(
    /`loads`, in src\/hand\/loads\.ts: takes the depot's parcels.*interface LoadsInput.*`checkedLabel`.*--hand FOLDER/s,
  );

  const wrong = join(folder, "hand");
  await cp(join(examples, "parcels"), wrong, { recursive: true });
  const label = join(wrong, "checked-label.ts");
  await writeFile(
    label,
    (await readFile(label, "utf8")).replace("label.toUpperCase()", "lable.toUpperCase()"),
  );
  const refused = await build("--file", spec, "--hand", wrong);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/src\/hand\/checked-label\.ts:\d+ Cannot find name 'lable'/);

  const made = await build("--file", spec, "--name", "parcels", "--hand", join(examples, "parcels"));
  const { gates } = JSON.parse(made.stdout);
  expect(gates.slice(0, 2)).toMatchObject([
    { gate: "types", passed: true },
    { gate: "lint", passed: true },
  ]);
  expect(gates.every(({ passed }: { passed: boolean }) => passed)).toBe(true);

  const changed = join(folder, "changed.md");
  await writeFile(changed, `${await readFile(spec, "utf8")}- note: text\n`);
  const again = await build("--file", changed, "--name", "parcels");
  expect(again.stderr).toContain("2 functions by hand (0 written, 2 kept)");
  expect(JSON.parse(again.stdout).release).not.toBe(JSON.parse(made.stdout).release);
});
