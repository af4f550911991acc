import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commitMessage } from "../../../lambdas/commit/commit-message.ts";
import { exportBundle, importBundle } from "../../../lambdas/commit/git-bundle.ts";
import { Repository } from "../../../lambdas/runtime/repository.ts";
import { GitService } from "../../../local/git.ts";
import { GateReport } from "../../../shared/runs/run.ts";

type Judged = Parameters<typeof commitMessage>[0]["report"]["clauses"][number];

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
    const options = { tree, message, parents: [], author: "developer" as const, time };
    expect(await first.commit(options)).toBe(await second.commit(options));
  });

  test("is pushed to a remote over HTTP, and the next one goes on from there", async () => {
    const git = new GitService(join(folder, "repositories"));
    const server = createServer((request, response) => {
      void git.handle(request, response, new URL(request.url ?? "/", "http://localhost"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const remote = { url: `http://127.0.0.1:${port}/repositories/books.git`, token: undefined };
    try {
      const first = await repositoryAt("first");
      expect(await first.fetch(remote)).toBeUndefined();
      const head = await first.commit({ tree, message, parents: [], author: "developer", time });
      expect(await first.push(remote, head)).toBe(true);

      const second = await repositoryAt("second");
      expect(await second.fetch(remote)).toBe(head);
      const changed = new Map(tree).set("README.md", "# More books\n");
      const next = await second.commit({
        tree: changed,
        message: "Change\n\nRun: run-2\n",
        parents: [head],
        author: "developer",
        time,
      });
      expect(await second.push(remote, next)).toBe(true);
      const { stdout } = await run("git", [
        "-C",
        join(folder, "repositories", "books.git"),
        "log",
        "--format=%H",
        "main",
      ]);
      expect(stdout.trim().split("\n")).toEqual([next, head]);

      const late = await repositoryAt("late");
      const other = await late.commit({
        tree,
        message: "Late\n\nRun: run-3\n",
        parents: [],
        author: "developer",
        time,
      });
      expect(await late.push(remote, other)).toBe(false);
    } finally {
      server.close();
    }
  });

  test("holds itself and not its history, and the bundles of all releases are the repository", async () => {
    const first = await repositoryAt("first");
    const head = await first.commit({ tree, message, parents: [], author: "developer", time });
    const bundles = [await exportBundle(first.directory, head)];
    let next = head;
    for (let release = 2; release <= 30; release++) {
      const repository = await repositoryAt(`release-${release}`);
      expect(await importBundle(repository.directory, bundles.at(-1) ?? "")).toBe(next);
      next = await repository.commit({
        tree: new Map(tree).set("README.md", `# Books ${release}\n`),
        message: `Change Books ${release}\n\nRun: run-${release}\n`,
        parents: [next],
        author: "developer",
        time,
      });
      bundles.push(await exportBundle(repository.directory, next));
    }
    expect((bundles.at(-1) ?? "").length).toBeLessThan((bundles[0] ?? "").length * 1.5);

    const clone = join(folder, "clone");
    await run("git", ["init", "--quiet", "--initial-branch=main", clone]);
    for (const [index, bundle] of bundles.entries()) {
      const file = join(folder, `${index}.bundle`);
      await writeFile(file, Buffer.from(bundle, "base64"));
      await run("git", ["-C", clone, "pull", "--quiet", file, "main"]);
    }
    const { stdout } = await run("git", ["-C", clone, "log", "--format=%H %an %s"]);
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(30);
    expect(lines[0]).toBe(`${next} AIDevOS developer Change Books 30`);
    expect(lines.at(-1)).toBe(`${head} AIDevOS developer Build Books`);
    const { stdout: files } = await run("git", ["-C", clone, "ls-files"]);
    expect(files.trim().split("\n")).toEqual([...tree.keys()]);
    await run("git", ["-C", clone, "fsck", "--strict"]);
  });
});

const reportOf = (clauses: Judged[]) => GateReport.parse({ gates: [], clauses });

describe("a release's message", () => {
  const said = (before: string | undefined) =>
    commitMessage({
      run: "run-1",
      title: "Books",
      first: before === undefined,
      pushed: null,
      report: reportOf([]),
      kit: { version: "1.1.0", before },
    });

  test("names the kit that the release is made with, and an upgrade of it", () => {
    expect(said(undefined)).toMatch(/\nKit: 1\.1\.0\nRun: run-1\n$/);
    expect(said("1.1.0")).not.toContain("Upgrades");
    expect(said("1.0.0")).toContain("Upgrades @aidevos/kit from 1.0.0 to 1.1.0");
  });

  test("counts one clause as one", () => {
    const clause: Judged = {
      id: "c1",
      text: "Books",
      tests: ["books > are kept"],
      trace: { clause: "c1", outcome: "met", by: ["service"] },
    };
    const counting = (clauses: Judged[]) =>
      commitMessage({
        run: "run-1",
        title: "Books",
        first: true,
        pushed: null,
        report: reportOf(clauses),
        kit: { version: "1.1.0", before: undefined },
      });
    expect(counting([clause])).toContain("\n1 of 1 clause is met and shown by a test.\n");
    expect(counting([clause, clause])).toContain("\n2 of 2 clauses are met");
  });

  test("names what is not met, not shown, known to fail or lost, and counts no remark", () => {
    const judged = (id: string, trace: object) => ({
      id,
      text: id,
      tests: [],
      trace: { clause: id, ...trace },
    });
    const report = GateReport.parse({
      gates: [],
      clauses: [
        judged("c1", { outcome: "unmet", reason: "nobody says it" }),
        judged("c2", { outcome: "not-shown", by: ["service"] }),
        judged("c3", { outcome: "remark" }),
      ],
      failedTests: [
        { kind: "acceptance", file: "test/a.test.ts", name: "ranks [c1]", message: "x", exchanges: [] },
      ],
      lostTests: [{ test: "odd [c1]", reason: "no types" }],
    });
    const text = commitMessage({
      run: "run-1",
      title: "Books",
      first: true,
      pushed: null,
      report,
      kit: { version: "1.1.0", before: undefined },
    });
    expect(text).toContain("0 of 2 clauses are met");
    expect(text).toContain("- c1 is not met: nobody says it\n");
    expect(text).toContain("- c2 is built, and no test shows it.\n");
    expect(text).toContain('- The acceptance test "ranks [c1]" is known to fail.\n');
    expect(text).toContain('- The acceptance test "odd [c1]" was lost');
  });

  test("learns the kit before from the head's own files", async () => {
    const repository = await repositoryAt("kit");
    const head = await repository.commit({ tree, message, parents: [], author: "developer", time });
    expect(await repository.read(head, "src/deep/er.ts")).toBe("export {};\n");
    expect(await repository.read(head, "kit/package.json")).toBeUndefined();
  });
});
