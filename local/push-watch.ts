import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "./errors.ts";

const run = promisify(execFile);

/** What stands on main of a repository, and nobody was told of. */
export interface NoticedPush {
  /** The repository's, without `.git`. */
  name: string;
  commit: string;
  message: string;
  by: string;
}

/** The ref that says up to which commit pushes to main were told. */
const noticedRef = "refs/noticed/main";

/** Who commits what AIDevOS makes: nobody has to be told of that. */
const ownEmail = "operator@aidevos.invalid";

/**
 * Tells of each push to main, one at a time for a repository, at least once: what was told is noted in the repository
 * afterwards. Of pushes that come faster than they are told, the last one is.
 */
export class PushWatch {
  readonly #tell: (push: NoticedPush) => Promise<void>;
  readonly #onWarning: (message: string) => void;
  readonly #looking = new Map<string, Promise<void>>();

  constructor(options: {
    tell: (push: NoticedPush) => Promise<void>;
    onWarning: (message: string) => void;
  }) {
    this.#tell = options.tell;
    this.#onWarning = options.onWarning;
  }

  /** Looks whether main of a bare repository has gone on. */
  look(repository: string): void {
    const before = this.#looking.get(repository) ?? Promise.resolve();
    const looking = before
      .then(() => this.#lookNow(repository))
      .catch((reason: unknown) =>
        // It is told at the next push, or the next start.
        this.#onWarning(`A push to ${basename(repository, ".git")} could not be told: ${messageOf(reason)}`),
      )
      .finally(() => {
        if (this.#looking.get(repository) === looking) this.#looking.delete(repository);
      });
    this.#looking.set(repository, looking);
  }

  async settled(): Promise<void> {
    while (this.#looking.size > 0) await Promise.all(this.#looking.values());
  }

  async #lookNow(repository: string): Promise<void> {
    const commit = await refOf(repository, "refs/heads/main");
    if (commit === undefined || commit === (await refOf(repository, noticedRef))) return;
    const format = "--format=%ce%x00%an%x00%B";
    const { stdout } = await run("git", ["-C", repository, "log", "-1", format, commit]);
    const [email, by = "", message = ""] = stdout.split("\0");
    if (email !== ownEmail) await this.#tell({ name: basename(repository, ".git"), commit, message, by });
    await run("git", ["-C", repository, "update-ref", noticedRef, commit]);
  }
}

async function refOf(repository: string, ref: string): Promise<string | undefined> {
  const { stdout } = await run("git", ["-C", repository, "for-each-ref", "--format=%(objectname)", ref]);
  return stdout.trim() || undefined;
}
