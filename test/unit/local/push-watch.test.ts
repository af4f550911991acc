import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GitService } from "../../../local/git.ts";
import { type NoticedPush, PushWatch } from "../../../local/push-watch.ts";

const run = promisify(execFile);
const told: NoticedPush[] = [];
const warnings: string[] = [];
let refuses = false;

let folder: string;
let server: Server;
let service: GitService;
let remote: string;
const open = () =>
  new GitService(
    join(folder, "repositories"),
    new PushWatch({
      async tell(push) {
        if (refuses) throw new Error("nobody listens");
        told.push(push);
      },
      onWarning: (message) => warnings.push(message),
    }),
  );
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "push-watch-"));
  service = open();
  server = createServer((request, response) => {
    void service.handle(request, response, new URL(request.url ?? "/", "http://localhost"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  remote = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repositories/books.git`;
  await run("git", ["init", "--quiet", "--initial-branch=main", join(folder, "work")]);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Commits by somebody, pushes to a branch, and gives the commit's id once whoever has to be told was told. */
async function push(subject: string, { branch = "main", email = "ada@example.com" } = {}): Promise<string> {
  const git = (...parameters: string[]) => run("git", ["-C", join(folder, "work"), ...parameters]);
  await writeFile(join(folder, "work", "README.md"), subject);
  await git("add", ".");
  await git("-c", "user.name=Ada", "-c", `user.email=${email}`, "commit", "--quiet", "-m", subject);
  await git("push", "--quiet", remote, `HEAD:${branch}`);
  await service.close();
  return (await git("rev-parse", "HEAD")).stdout.trim();
}

test("pushes of people to main are told, each once, and no others", async () => {
  const first = await push("One");
  expect(told).toEqual([{ name: "books", commit: first, by: "Ada", message: "One\n\n" }]);
  await push("An idea", { branch: "idea" });
  await push("A release", { email: "operator@aidevos.invalid" });
  service.resume();
  await service.close();
  expect(told).toHaveLength(1);
  expect((await run("git", ["ls-remote", remote])).stdout).not.toContain("noticed");
});

test("a push that nobody could be told of is told at the next start", async () => {
  refuses = true;
  const commit = await push("Two");
  expect(warnings).toEqual([expect.stringMatching(/push to books could not be told: nobody listens/)]);
  refuses = false;
  service = open();
  service.resume();
  await service.close();
  expect(told.at(-1)?.commit).toBe(commit);
});
