import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { AlreadyRunningError } from "./errors.ts";
import { killProcess, listProcesses } from "./processes.ts";

const processSchema = z.object({ pid: z.number(), command: z.string() });
const endpointsSchema = z.object({
  awsEndpoint: z.string(),
  workerUrl: z.string(),
  repositoryUrl: z.string(),
  environment: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.record(z.string(), z.string())),
});
const lockSchema = z.object({
  process: processSchema,
  /** The runtimes of the data plane, which outlive a process that is killed. */
  runtimes: z.array(processSchema).default([]),
  /** How to reach the cloud; not there while it starts. */
  endpoints: endpointsSchema.optional(),
});

type Lock = z.infer<typeof lockSchema>;

/** How to reach a local cloud that runs in another process. */
export type Endpoints = z.infer<typeof endpointsSchema>;

/** Keeps a second process off a state directory, and tells others how to reach the first. */
export class DirectoryLock {
  readonly #file: string;
  #lock: Lock;

  private constructor(file: string, lock: Lock) {
    this.#file = file;
    this.#lock = lock;
    this.#write();
  }

  /**
   * Takes the directory. A runtime that a killed process has left behind is ended first, for it still has the
   * objects' files open. Rejects with AlreadyRunningError when a live process holds the directory.
   */
  static async take(directory: string): Promise<DirectoryLock> {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, "lock.json");
    const left = readLock(file);
    // A lock with this process's own id, which it does not hold, is an older process's: ids come again.
    const held =
      heldHere.has(file) || (left?.process.pid !== process.pid && left && (await isAlive(left.process)));
    if (held) throw alreadyRunning(directory, left);
    heldHere.add(file);
    try {
      for (const runtime of left?.runtimes ?? []) if (await killProcess(runtime)) await gone(runtime);
      return new DirectoryLock(file, { process: await thisProcess(), runtimes: [] });
    } catch (reason) {
      heldHere.delete(file);
      throw reason;
    }
  }

  /** Notes the runtimes that this process has started, and how the cloud is reached. */
  async publish(endpoints: Endpoints): Promise<void> {
    this.#lock = { ...this.#lock, endpoints };
    await this.noteRuntimes();
  }

  async noteRuntimes(): Promise<void> {
    const children = (await listProcesses()).filter(
      ({ parent, command }) => parent === process.pid && /\bworkerd\b.* serve /.test(command),
    );
    const runtimes = children.map(({ pid, command }) => ({ pid, command }));
    this.#lock = { ...this.#lock, runtimes };
    this.#write();
  }

  release(): void {
    rmSync(this.#file, { force: true });
    heldHere.delete(this.#file);
  }

  #write(): void {
    // It holds no secret, but credentials have the habit of being added to such files.
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#lock, null, 2), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** How to reach the local cloud that runs on a directory; undefined when none runs or it has not started yet. */
export async function readEndpoints(directory: string): Promise<Endpoints | undefined> {
  const lock = readLock(join(directory, "lock.json"));
  return lock && (await isAlive(lock.process)) ? lock.endpoints : undefined;
}

/** Locks of this process, whose own command line can't tell two holders apart. */
const heldHere = new Set<string>();

function alreadyRunning(directory: string, lock: Lock | undefined): AlreadyRunningError {
  const where = lock?.endpoints
    ? `at ${lock.endpoints.awsEndpoint} (AWS) and ${lock.endpoints.workerUrl} (Worker)`
    : "and is starting";
  return new AlreadyRunningError(
    `A local cloud already runs on ${directory}, as process ${lock?.process.pid ?? process.pid}, ${where}. Use that one, stop it, or choose another directory.`,
  );
}

function readLock(file: string): Lock | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = lockSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return parsed.success ? parsed.data : undefined;
}

async function isAlive({ pid, command }: z.infer<typeof processSchema>): Promise<boolean> {
  return (await listProcesses()).some((entry) => entry.pid === pid && entry.command === command);
}

async function thisProcess(): Promise<z.infer<typeof processSchema>> {
  const own = (await listProcesses()).find(({ pid }) => pid === process.pid);
  return { pid: process.pid, command: own?.command ?? process.title };
}

async function gone(runtime: z.infer<typeof processSchema>): Promise<void> {
  while (await isAlive(runtime)) await new Promise((resolve) => setTimeout(resolve, 5));
}
