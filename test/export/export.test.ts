import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { implementService } from "../../shared/compiler/implement-service.ts";
import { repositoryOf } from "../../shared/delivery/toolbox.ts";
import { writeTestsOfReading } from "../../shared/tester/tests-of-reading.ts";
import { loadToolbox } from "../integration/compiler/serving.ts";
import { bookshop, tracedByPart } from "../integration/tester/readings.ts";

/** What the owner of a generated service does with its repository, on a machine that has nothing of ours. */
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exported-"));
  const { blueprint, clauses } = tracedByPart(bookshop);
  const { files } = implementService({ blueprint, requirement: "A bookshop." });
  const suite = writeTestsOfReading(blueprint, clauses);
  const tree = repositoryOf(await loadToolbox(), { service: "bookshop", files: [...files, ...suite.files] });
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  run("ci", "--prefer-offline", "--no-audit", "--no-fund");
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  expect(status, `npm ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

test("the lock file is the one of package.json: npm changes nothing in it", () => {
  expect(run("ls", "--all", "--json")).toContain('"name": "bookshop"');
});

test("code, tests and configuration are sound under the repository's own TypeScript", () => {
  run("run", "types");
}, 60_000);

test("the acceptance tests pass on the repository's own runtime", () => {
  expect(run("test")).toMatch(/Tests.* passed/);
}, 120_000);
