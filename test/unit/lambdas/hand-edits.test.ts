import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refuseHandEdits } from "../../../lambdas/commit/hand-edits.ts";
import { Repository } from "../../../lambdas/commit/repository.ts";
import { changeRecord } from "../../../lambdas/runtime/records.ts";
import { startRun } from "../../../lambdas/runtime/runs.ts";
import { GitService } from "../../../local/git.ts";
import { recordKeys } from "../../../shared/runs/run.ts";
import { startTables } from "./tables.ts";

const run = promisify(execFile);
const time = new Date("2026-01-02T03:04:05Z");

let tables: Awaited<ReturnType<typeof startTables>>;
let folder: string;
let server: Server;
let remote: { url: string; token: undefined };
beforeAll(async () => {
  tables = await startTables();
  folder = await mkdtemp(join(tmpdir(), "hand-edits-test-"));
  const git = new GitService(join(folder, "repositories"));
  server = createServer((request, response) => {
    void git.handle(request, response, new URL(request.url ?? "/", "http://localhost"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  remote = { url: `http://127.0.0.1:${port}/repositories/books.git`, token: undefined };
});
afterAll(async () => {
  server.close();
  await tables.stop();
  await rm(folder, { recursive: true });
});

/** Looks at what the remote holds, as Commit does. */
async function look(name: string): Promise<void> {
  await run("mkdir", [join(folder, name)]);
  const repository = await Repository.create(join(folder, name));
  const head = (await repository.fetch(remote)) ?? "";
  await refuseHandEdits(repository, { service: "books", head, remote });
}

test("a push by hand is refused with its commits, its files and how to go on, and a release is not", async () => {
  await run("mkdir", [join(folder, "first")]);
  const repository = await Repository.create(join(folder, "first"));
  const tree = new Map([
    ["README.md", "# Books\n"],
    ["src/deep/books.ts", "export {};\n"],
  ]);
  const message = "Build Books\n\nRun: run-1\n";
  const release = await repository.commit({ tree, message, head: undefined, run: "run-1", time });
  await startRun("run-1", "run-1", { requirement: "a".repeat(64) });
  await changeRecord(recordKeys.run("run-1"), { release });
  expect(await repository.push(remote)).toBe(true);
  await look("untouched");

  const clone = join(folder, "clone");
  await run("git", ["clone", "--quiet", remote.url, clone]);
  const edit = async (file: string, subject: string, ...more: string[]) => {
    await writeFile(join(clone, file), subject);
    await run("git", ["-C", clone, "add", "."]);
    const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    await run("git", ["-C", clone, ...author, "commit", "--quiet", "-m", subject, ...more]);
    await run("git", ["-C", clone, "push", "--quiet", "--force"]);
  };
  await edit("src/deep/books.ts", "Sort the books");
  await edit("NOTES.md", "Say why");
  await expect(look("edited")).rejects.toMatchObject({
    name: "HandEditsError",
    message: expect.stringMatching(
      /has 2 commits .*by Ada: Say why, .*by Ada: Sort the books\. They change NOTES\.md, src\/deep\/books\.ts\..*by-hand.*--force origin/s,
    ),
  });

  // As the message says to go on.
  await run("git", ["-C", clone, "push", "--quiet", "--force", "origin", `${release}:main`]);
  await look("put-back");

  await run("git", ["-C", clone, "reset", "--quiet", "--hard", release]);
  await edit("README.md", "Read more", "-m", "Run: run-1");
  await expect(look("pretended")).rejects.toMatchObject({
    message: expect.stringMatching(/change README\.md/),
  });
});
