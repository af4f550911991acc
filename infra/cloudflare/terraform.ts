import { spawn } from "node:child_process";
import { once } from "node:events";
import type * as z from "zod";
import { DeployError } from "./errors.ts";

export interface TerraformOptions {
  /** Where it runs. */
  directory: string;
  environment: NodeJS.ProcessEnv;
  /** Takes what it prints for a person. */
  print: (text: string) => void;
  /** When this is aborted, it is asked to stop in order. */
  signal?: AbortSignal | undefined;
}

/** Why Terraform failed, where that is something to tell apart. */
export type TerraformFailure = "locked" | "stale" | "other";

/** Terraform ended with a failure; its own words were printed. */
export class TerraformError extends Error {
  override readonly name = "TerraformError";
  readonly failure: TerraformFailure;

  constructor(message: string, failure: TerraformFailure) {
    super(message);
    this.failure = failure;
  }
}

const hidden = /^TF_(LOG($|_)|WORKSPACE$|DATA_DIR$)/;

/**
 * The environment for Terraform, and the variables that are hidden from it: its logs would hold the secrets and the API
 * token, and another workspace or data folder would put the state where the next run does not look.
 */
export function terraformEnvironment(environment: NodeJS.ProcessEnv) {
  const entries = Object.entries(environment);
  return {
    environment: Object.fromEntries(entries.filter(([name]) => !hidden.test(name))),
    hidden: entries.filter(([name, value]) => hidden.test(name) && value).map(([name]) => name),
  };
}

/** Terraform's command line, in one folder. What it writes can be read by the files' owner only. */
export class Terraform {
  readonly #options: TerraformOptions;

  constructor(options: TerraformOptions) {
    this.#options = options;
  }

  /** Runs it and shows what it prints. Rejects with TerraformError. */
  async run(...args: string[]): Promise<void> {
    await this.#run(args, this.#options.print);
  }

  /** Runs it without showing what it prints to standard output. Rejects with TerraformError. */
  async runQuietly(...args: string[]): Promise<void> {
    await this.#run(args, () => undefined);
  }

  /**
   * Runs it and gives the JSON that it prints, which may hold secrets, without showing it. Rejects with TerraformError,
   * and with DeployError for another form of JSON.
   */
  async read<T>(form: z.ZodType<T>, ...args: string[]): Promise<T> {
    let output = "";
    await this.#run(args, (text) => {
      output += text;
    });
    try {
      return form.parse(JSON.parse(output));
    } catch {
      // The error would quote what was read.
      throw new DeployError(
        `terraform ${args.join(" ")} gave no JSON of the form that this version reads. It knows Terraform 1.5 to 1.11.`,
      );
    }
  }

  async #run([command = "", ...args]: string[], onOutput: (text: string) => void): Promise<void> {
    const { signal, print } = this.#options;
    signal?.throwIfAborted();
    const child = this.#start([command, "-no-color", ...args]);
    let complaints = "";
    child.stdout.setEncoding("utf8").on("data", onOutput);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
      print(text);
    });
    const stop = () => child.kill("SIGINT");
    signal?.addEventListener("abort", stop);
    try {
      const [status] = await once(child, "close");
      if (status === 0) return;
    } catch (cause) {
      throw new DeployError("Terraform cannot be started. Install it and put it on PATH.", { cause });
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    throw new TerraformError(`terraform ${command} failed; its messages stand above.`, failureOf(complaints));
  }

  #start(args: string[]) {
    const { directory, environment } = this.#options;
    const before = process.umask(0o077);
    try {
      // In a session of its own, so that an interrupt reaches it once: at a second one it drops what it is doing.
      return spawn("terraform", args, {
        cwd: directory,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
    } finally {
      process.umask(before);
    }
  }
}

function failureOf(complaints: string): TerraformFailure {
  if (complaints.includes("Error acquiring the state lock")) return "locked";
  return complaints.includes("Saved plan is stale") ? "stale" : "other";
}
