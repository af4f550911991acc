import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GitService } from "../../../local/git.ts";

const run = promisify(execFile);

/** A Git host: `git http-backend` behind a server that asks who calls (RFC 7617), as hosted ones do. */
export async function startGitHost(token: string) {
  const folder = await mkdtemp(join(tmpdir(), "git-host-"));
  const git = new GitService(join(folder, "repositories"));
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== basic) {
      request.resume();
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    void git.handle(request, response, new URL(request.url ?? "/", "http://localhost"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/repositories`;
  return {
    url,
    /** A person's clone of a repository. */
    async clone(service: string, name: string): Promise<Clone> {
      const directory = join(folder, name);
      const header = `http.extraHeader=Authorization: ${basic}`;
      await run("git", ["-c", header, "clone", "--quiet", `${url}/${service}.git`, directory]);
      const clone = new Clone(directory);
      await clone.git("config", "http.extraHeader", `Authorization: ${basic}`);
      await clone.git("config", "user.name", "Ada");
      await clone.git("config", "user.email", "ada@example.com");
      return clone;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A working copy, in the hands of the machine's own Git. */
export class Clone {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async git(...parameters: string[]): Promise<string> {
    return (await run("git", ["-C", this.directory, ...parameters])).stdout.trim();
  }

  /** Commits everything and gives the commit's id. */
  async commit(subject: string): Promise<string> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "-m", subject);
    return this.git("rev-parse", "HEAD");
  }
}
