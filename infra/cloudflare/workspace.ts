import { chmodSync, copyFileSync, existsSync, globSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The folder of one run: what is synthesized, Terraform's working files, the saved plan with its secrets. Two runs never
 * share one, and nobody but its owner can look into it.
 */
export class Workspace {
  readonly directory = mkdtempSync(join(tmpdir(), "aidevos-deploy-"));

  /**
   * Removes the folder with all that is in it, unless Terraform has left a state there that it could not write to its
   * place: then it stays, and the path of that file is given back.
   */
  close(): string | undefined {
    const [unwritten] = globSync("**/errored.tfstate", { cwd: this.directory });
    if (unwritten) return join(this.directory, unwritten);
    rmSync(this.directory, { recursive: true, force: true });
    return undefined;
  }
}

/** Terraform's state in a file, and its backup beside it. Both hold the secrets in the clear. */
export class StateFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get #backup(): string {
    return `${this.path}.backup`;
  }

  /** Takes the right to read both from everybody but their owner. */
  protect(): void {
    for (const file of [this.path, this.#backup]) if (existsSync(file)) chmodSync(file, 0o600);
  }

  /** Makes the backup one of the state as it is now: Terraform's own keeps the secrets from before a rotation. */
  renewBackup(): void {
    if (!existsSync(this.path)) return;
    const copy = `${this.#backup}.new`;
    copyFileSync(this.path, copy);
    chmodSync(copy, 0o600);
    renameSync(copy, this.#backup);
  }
}
