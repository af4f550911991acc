import fs from "node:fs";
import git, { Errors, type ReadCommitResult, type TreeEntry } from "isomorphic-git";
import { RepositoryContentError, ServiceUnavailableError } from "./errors.ts";
import type { Remote } from "./remote.ts";
import { boundedHttp } from "./repository-http.ts";

/** The branch that releases stand on. */
const main = "main";

/** Commits of history that are fetched: as many lie at most between a push and the release that it goes on from. */
export const historyDepth = 200;

/** What a repository's tree may hold, for its texts to be read. */
const limits = { files: 1_000, fileBytes: 1_000_000, bytes: 8 * 1024 * 1024, pathLength: 200, depth: 12 };

/** Git's modes of files; links and submodules have others. */
const fileModes = ["100644", "100755"];

/** Commits are made by roles. */
const roles = { developer: "AIDevOS developer", operator: "AIDevOS operator" } as const;

export interface CommitOptions {
  /** Text by path. */
  tree: ReadonlyMap<string, string>;
  message: string;
  /** The commits to go on from, the head first. */
  parents: readonly string[];
  author: keyof typeof roles;
  time: Date;
}

/** A service's Git repository, in a directory of its own for as long as one state's work takes. */
export class Repository {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(directory: string): Promise<Repository> {
    await git.init({ fs, dir: directory, defaultBranch: main });
    return new Repository(directory);
  }

  /** Fetches the remote's head with so many commits of its history; undefined when the remote has no commit yet. */
  async fetch(remote: Remote, depth = historyDepth): Promise<string | undefined> {
    try {
      await git.addRemote({ fs, dir: this.directory, remote: "origin", url: remote.url, force: true });
      const { fetchHead } = await git.fetch({
        ...this.#transport(remote),
        remote: "origin",
        ref: main,
        singleBranch: true,
        depth,
        tags: false,
      });
      return fetchHead ?? undefined;
    } catch (error) {
      if (error instanceof RepositoryContentError) throw error;
      const isEmpty =
        error instanceof Errors.NotFoundError ||
        (error instanceof Errors.HttpError && error.data.statusCode === 404);
      if (isEmpty) return undefined;
      throw unavailable(remote, error);
    }
  }

  /** Makes a commit and gives its id: the same content, parents and time make the same one. No branch is moved. */
  async commit({ tree, message, parents, author, time }: CommitOptions): Promise<string> {
    const at = { timestamp: Math.floor(time.getTime() / 1000), timezoneOffset: 0 };
    const by = (role: keyof typeof roles) => ({ name: roles[role], email: `${role}@aidevos.invalid`, ...at });
    return git.writeCommit({
      fs,
      dir: this.directory,
      commit: {
        tree: await this.#writeTree([...tree]),
        parent: [...parents],
        message,
        author: by(author),
        committer: by("operator"),
      },
    });
  }

  /** A commit as far as it was fetched. */
  async commitOf(oid: string): Promise<ReadCommitResult["commit"] | undefined> {
    return (await found(git.readCommit({ fs, dir: this.directory, oid })))?.commit;
  }

  /** Id of the tree that the texts make. */
  treeOf(tree: ReadonlyMap<string, string>): Promise<string> {
    return this.#writeTree([...tree]);
  }

  /** The text of a file as a commit has it; undefined when it has none. */
  async read(commit: string, path: string): Promise<string | undefined> {
    const object = await found(git.readBlob({ fs, dir: this.directory, oid: commit, filepath: path }));
    return object && new TextDecoder().decode(object.blob);
  }

  /**
   * All files of a commit, text by path.
   *
   * @throws RepositoryContentError for what no service's repository holds: links, submodules, what is no text, too much
   */
  async readTree(commit: string): Promise<Map<string, string>> {
    const texts = new Map<string, string>();
    let bytes = 0;
    const visit = async (oid: string, folder: string, depth: number): Promise<void> => {
      const { tree } = await git.readTree({ fs, dir: this.directory, oid });
      for (const entry of tree) {
        const path = `${folder}${entry.path}`;
        if (path.length > limits.pathLength || depth > limits.depth) {
          throw new RepositoryContentError(`The path ${path.slice(0, 80)}… is too long. Shorten it.`);
        }
        if (entry.type === "tree") {
          await visit(entry.oid, `${path}/`, depth + 1);
          continue;
        }
        if (entry.type !== "blob" || !fileModes.includes(entry.mode)) {
          throw new RepositoryContentError(
            `${path} is a link or a submodule, which no service's repository may hold. Put the file itself there.`,
          );
        }
        if (texts.size === limits.files) {
          throw new RepositoryContentError(
            `The repository has more than ${limits.files} files. Take some away.`,
          );
        }
        const { blob } = await git.readBlob({ fs, dir: this.directory, oid: entry.oid });
        bytes += blob.length;
        if (blob.length > limits.fileBytes || bytes > limits.bytes) {
          throw new RepositoryContentError(
            `${path} is too large: a file has at most ${limits.fileBytes} bytes, and all together ${limits.bytes}.`,
          );
        }
        texts.set(path, textOf(blob, path));
      }
    };
    await visit(commit, "", 1);
    return texts;
  }

  /** Pushes a commit as the remote's main. Says false when that has gone on in between: fetch it, and commit on top of it. */
  async push(remote: Remote, commit: string): Promise<boolean> {
    await git.writeRef({ fs, dir: this.directory, ref: `refs/heads/${main}`, value: commit, force: true });
    return this.#push(remote, { ref: main, remoteRef: `refs/heads/${main}` });
  }

  /** Puts a commit on a branch that is not main, whatever stood there. */
  async pushBranch(remote: Remote, branch: string, commit: string): Promise<void> {
    await git.writeRef({ fs, dir: this.directory, ref: `refs/heads/${branch}`, value: commit, force: true });
    await this.#push(remote, { ref: branch, remoteRef: `refs/heads/${branch}`, force: true });
  }

  /** Pushes an annotated tag. Says false when the remote has another one of that name. */
  async pushTag(
    remote: Remote,
    { name, commit, message, time }: { name: string; commit: string; message: string; time: Date },
  ): Promise<boolean> {
    const timestamp = Math.floor(time.getTime() / 1000);
    const tagger = { name: roles.operator, email: "operator@aidevos.invalid", timestamp, timezoneOffset: 0 };
    await git.annotatedTag({
      fs,
      dir: this.directory,
      ref: name,
      object: commit,
      message,
      tagger,
      force: true,
    });
    return this.#push(remote, { ref: `refs/tags/${name}`, remoteRef: `refs/tags/${name}` });
  }

  /** The remote's tags below a prefix: the commit that each stands on, by name. */
  async tags(remote: Remote, prefix: string): Promise<Map<string, string>> {
    const { http, url, onAuth } = this.#transport(remote);
    const refs = await git
      .listServerRefs({
        http,
        url,
        onAuth,
        prefix: `refs/tags/${prefix}`,
        peelTags: true,
        protocolVersion: 2,
      })
      .catch((error: unknown) => {
        throw unavailable(remote, error);
      });
    return new Map(
      refs
        .filter(({ ref }) => ref.startsWith("refs/tags/") && !ref.endsWith("^{}"))
        .map(({ ref, oid, peeled }) => [ref.slice("refs/tags/".length), peeled ?? oid]),
    );
  }

  async #push(
    remote: Remote,
    { ref, remoteRef, force = false }: { ref: string; remoteRef: string; force?: boolean },
  ): Promise<boolean> {
    try {
      await git.push({ ...this.#transport(remote), ref, remoteRef, force });
      return true;
    } catch (error) {
      if (error instanceof Errors.PushRejectedError || error instanceof Errors.GitPushError) return false;
      throw unavailable(remote, error);
    }
  }

  #transport({ url, token }: Remote) {
    const onAuth = () =>
      token === undefined ? { cancel: true } : { username: "x-access-token", password: token };
    // A token that is refused once is refused: asked again, the client would try it for ever.
    const onAuthFailure = () => ({ cancel: true });
    return { fs, http: boundedHttp, dir: this.directory, url, onAuth, onAuthFailure };
  }

  /** Writes the files' blobs and trees; `entries` are paths relative to the tree with their texts. */
  async #writeTree(entries: readonly (readonly [string, string])[]): Promise<string> {
    const local = { fs, dir: this.directory };
    const files = entries.filter(([path]) => !path.includes("/"));
    const folders = Map.groupBy(
      entries.filter(([path]) => path.includes("/")),
      ([path]) => path.slice(0, path.indexOf("/")),
    );
    const tree: TreeEntry[] = await Promise.all([
      ...files.map(async ([path, text]): Promise<TreeEntry> => {
        const oid = await git.writeBlob({ ...local, blob: new TextEncoder().encode(text) });
        return { mode: "100644", path, oid, type: "blob" };
      }),
      ...[...folders].map(async ([path, inner]): Promise<TreeEntry> => {
        const within = inner.map(([file, text]) => [file.slice(path.length + 1), text] as const);
        return { mode: "040000", path, oid: await this.#writeTree(within), type: "tree" };
      }),
    ]);
    return git.writeTree({ ...local, tree });
  }
}

function textOf(blob: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(blob);
  } catch {
    throw new RepositoryContentError(
      `${path} is no text in UTF-8, and a service's repository holds texts alone.`,
    );
  }
}

async function found<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Errors.NotFoundError) return undefined;
    throw error;
  }
}

function unavailable(remote: Remote, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new ServiceUnavailableError(
    `The Git remote ${remote.url} can't be read or written: ${reason}. Check that the repository exists and its token may push.`,
    { cause: error },
  );
}
