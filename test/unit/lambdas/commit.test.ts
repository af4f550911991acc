import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exportBundle, importBundle } from "../../../lambdas/commit/git-bundle.ts";
import { Repository } from "../../../lambdas/commit/repository.ts";

const run = promisify(execFile);
const time = new Date("2026-01-02T03:04:05Z");
const tree = new Map([
  ["README.md", "# Books\n"],
  ["src/books.ts", "export const books = [];\n"],
  ["src/deep/er.ts", "export {};\n"],
]);
const message = "Build Books\n\nRun: run-1\n";

let folder: string;
const repositoryAt = async (name: string) => {
  const directory = join(folder, name);
  await run("mkdir", [directory]);
  return Repository.create(directory);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "commit-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("a release's commit", () => {
  test("is the same whenever and wherever the run makes it", async () => {
    const [first, second] = await Promise.all([repositoryAt("first"), repositoryAt("second")]);
    const options = { tree, message, head: undefined, run: "run-1", time };
    expect(await first.commit(options)).toBe(await second.commit(options));
  });

  test("is not made twice on a head that the run has made", async () => {
    const repository = await repositoryAt("only");
    const head = await repository.commit({ tree, message, head: undefined, run: "run-1", time });
    expect(await repository.commit({ tree, message, head, run: "run-1", time })).toBe(head);
  });

  test("goes on from the release before it, through a Git bundle that git itself can clone", async () => {
    const first = await repositoryAt("first");
    const head = await first.commit({ tree, message, head: undefined, run: "run-1", time });
    const second = await repositoryAt("second");
    expect(await importBundle(second.directory, await exportBundle(first.directory, head))).toBe(head);
    const changed = new Map(tree).set("README.md", "# More books\n");
    const next = await second.commit({
      tree: changed,
      message: "Change Books\n\nRun: run-2\n",
      head,
      run: "run-2",
      time,
    });

    const bundle = join(folder, "release.bundle");
    await writeFile(bundle, Buffer.from(await exportBundle(second.directory, next), "base64"));
    const clone = join(folder, "clone");
    await run("git", ["clone", "--quiet", "--branch", "main", bundle, clone]);
    const { stdout } = await run("git", ["-C", clone, "log", "--format=%H %an %s"]);
    expect(stdout.trim().split("\n")).toEqual([
      `${next} AIDevOS developer Change Books`,
      `${head} AIDevOS developer Build Books`,
    ]);
    const { stdout: files } = await run("git", ["-C", clone, "ls-files"]);
    expect(files.trim().split("\n")).toEqual([...tree.keys()]);
    await run("git", ["-C", clone, "fsck", "--strict"]);
  });
});
