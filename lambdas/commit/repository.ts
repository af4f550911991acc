import fs from "node:fs";
import git, { Errors, type ReadCommitResult, type TreeEntry } from "isomorphic-git";
import http from "isomorphic-git/http/node";
import * as z from "zod";
import { ServiceUnavailableError } from "../runtime/errors.ts";
import type { Remote } from "./remote.ts";

const branch = "main";

export interface CommitOptions {
  /** Text by path. */
  tree: ReadonlyMap<string, string>;
  message: string;
  /** The commit to go on from. */
  head: string | undefined;
  run: string;
  time: Date;
}

/** A service's Git repository, in a directory of its own for as long as one commit takes. */
export class Repository {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(directory: string): Promise<Repository> {
    await git.init({ fs, dir: directory, defaultBranch: branch });
    return new Repository(directory);
  }

  /** Fetches the remote's head with so many commits of its history; undefined when the remote has no commit yet. */
  async fetch(remote: Remote, depth = 1): Promise<string | undefined> {
    try {
      await git.addRemote({ fs, dir: this.directory, remote: "origin", url: remote.url, force: true });
      const { fetchHead } = await git.fetch({
        ...this.#transport(remote),
        remote: "origin",
        ref: branch,
        singleBranch: true,
        depth,
        tags: false,
      });
      return fetchHead ?? undefined;
    } catch (error) {
      const isEmpty =
        error instanceof Errors.NotFoundError ||
        (error instanceof Errors.HttpError && error.data.statusCode === 404);
      if (isEmpty) return undefined;
      throw unavailable(remote, error);
    }
  }

  /**
   * Commits the tree on top of `head` and gives the commit's id. A head that this run has made, or that holds the same
   * tree, is given back as it is: a doubled request makes no second release.
   */
  async commit({ tree, message, head, run, time }: CommitOptions): Promise<string> {
    const local = { fs, dir: this.directory };
    const written = await this.#writeTree([...tree]);
    if (head !== undefined) {
      await git.writeRef({ ...local, ref: `refs/heads/${branch}`, value: head, force: true });
      const { commit } = await git.readCommit({ ...local, oid: head });
      if (commit.tree === written || commit.message.includes(`\nRun: ${run}\n`)) return head;
    }
    const author = { timestamp: Math.floor(time.getTime() / 1000), timezoneOffset: 0 };
    return git.commit({
      ...local,
      ref: `refs/heads/${branch}`,
      tree: written,
      parent: head === undefined ? [] : [head],
      message,
      author: { name: "AIDevOS developer", email: "developer@aidevos.invalid", ...author },
      committer: { name: "AIDevOS operator", email: "operator@aidevos.invalid", ...author },
    });
  }

  /** The text of a file as a commit has it; undefined when it has none. */
  async read(commit: string, path: string): Promise<string | undefined> {
    try {
      const { blob } = await git.readBlob({ fs, dir: this.directory, oid: commit, filepath: path });
      return new TextDecoder().decode(blob);
    } catch (error) {
      if (error instanceof Errors.NotFoundError) return undefined;
      throw error;
    }
  }

  /** Pushes the branch. Says false when the remote's has gone on in between: fetch it, and commit on top of it. */
  async push(remote: Remote): Promise<boolean> {
    try {
      await git.push({ ...this.#transport(remote), ref: branch, remoteRef: `refs/heads/${branch}` });
      return true;
    } catch (error) {
      if (error instanceof Errors.PushRejectedError || error instanceof Errors.GitPushError) return false;
      throw unavailable(remote, error);
    }
  }

  /** The commits from `head` back along first parents, as far as they were fetched. */
  async log(head: string): Promise<ReadCommitResult[]> {
    const commits: ReadCommitResult[] = [];
    for (let oid: string | undefined = head; oid !== undefined; ) {
      const found: ReadCommitResult | undefined = await git
        .readCommit({ fs, dir: this.directory, oid })
        .catch((error: unknown) => {
          if (error instanceof Errors.NotFoundError) return undefined;
          throw error;
        });
      if (found === undefined) break;
      commits.push(found);
      oid = found.commit.parent[0];
    }
    return commits;
  }

  /** Paths of the files that differ between two commits. */
  async changedFiles(from: string, to: string): Promise<string[]> {
    const changed = await git.walk({
      fs,
      dir: this.directory,
      trees: [git.TREE({ ref: from }), git.TREE({ ref: to })],
      map: async (path, entries) => {
        const [before, after] = await Promise.all(entries.map(async (entry) => entry?.oid()));
        if (before === after) return null;
        const types = await Promise.all(entries.map(async (entry) => entry?.type()));
        return types.includes("blob") ? path : undefined;
      },
      reduce: async (path, inner) => [path, ...inner].flat().filter((name) => name !== undefined),
    });
    return z.array(z.string()).parse(changed ?? []);
  }

  #transport({ url, token }: Remote) {
    const onAuth = () =>
      token === undefined ? { cancel: true } : { username: "x-access-token", password: token };
    return { fs, http, dir: this.directory, url, onAuth };
  }

  /** Writes the files' blobs and trees; `entries` are paths relative to the tree with their texts. */
  async #writeTree(entries: readonly (readonly [string, string])[]): Promise<string> {
    const local = { fs, dir: this.directory };
    const folders = new Map<string, (readonly [string, string])[]>();
    const tree: TreeEntry[] = [];
    for (const [path, text] of entries) {
      const slash = path.indexOf("/");
      if (slash < 0) {
        const oid = await git.writeBlob({ ...local, blob: new TextEncoder().encode(text) });
        tree.push({ mode: "100644", path, oid, type: "blob" });
        continue;
      }
      const folder = path.slice(0, slash);
      folders.set(folder, [...(folders.get(folder) ?? []), [path.slice(slash + 1), text]]);
    }
    for (const [path, inner] of folders) {
      tree.push({ mode: "040000", path, oid: await this.#writeTree(inner), type: "tree" });
    }
    return git.writeTree({ ...local, tree });
  }
}

function unavailable(remote: Remote, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new ServiceUnavailableError(
    `The Git remote ${remote.url} did not take the commit: ${reason}. Check that the repository exists and its token may push.`,
    { cause: error },
  );
}
