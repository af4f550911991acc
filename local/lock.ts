import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { AlreadyRunningError } from "./errors.ts";
import {
  findProcess,
  goneProcess,
  killProcess,
  listProcesses,
  type ProcessIdentity,
  processIdentity,
} from "./processes.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";

const endpointsSchema = z.object({
  awsEndpoint: z.string(),
  workerUrl: z.string(),
  repositoryUrl: z.string(),
  environment: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.record(z.string(), z.string())),
});
const lockSchema = z.object({
  process: processIdentity,
  /** The runtimes of the data plane, which outlive a process that is killed. */
  runtimes: z.array(processIdentity).default([]),
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
  #released = false;

  private constructor(file: string, lock: Lock) {
    this.#file = file;
    this.#lock = lock;
    this.#write();
  }

  /**
   * Takes the directory. What a killed process has left is ended first and waited for: a runtime still has the objects'
   * files open, and a process that is being ended its ports. Rejects with AlreadyRunningError when a live process holds
   * the directory, LocalCloudError when the lock is damaged.
   */
  static async take(directory: string): Promise<DirectoryLock> {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, "lock.json");
    const left = readLock(file);
    const holder = left && (await findProcess(left.process));
    // A lock with this process's own id, which it does not hold, is an older process's: ids come again.
    const held = heldHere.has(file) || (holder && !holder.dying && holder.pid !== process.pid);
    if (held) throw alreadyRunning(directory, left);
    heldHere.add(file);
    try {
      if (left && holder?.dying) await goneProcess(left.process);
      for (const runtime of left?.runtimes ?? []) await killProcess(runtime);
      return new DirectoryLock(file, { process: await thisProcess(), runtimes: [] });
    } catch (reason) {
      heldHere.delete(file);
      throw reason;
    }
  }

  /** Notes how the cloud is reached. */
  publish(endpoints: Endpoints): void {
    this.#lock = { ...this.#lock, endpoints };
    this.#write();
  }

  /** Notes the runtimes that this process has now; to be called whenever one has started, for they outlive it. */
  async noteRuntimes(): Promise<void> {
    const children = (await listProcesses()).filter(
      ({ parent, command }) => parent === process.pid && /\bworkerd\b.* serve /.test(command),
    );
    const runtimes = children.map(({ pid, started, command }) => ({ pid, started, command }));
    if (this.#released) return;
    this.#lock = { ...this.#lock, runtimes };
    this.#write();
  }

  release(): void {
    this.#released = true;
    rmSync(this.#file, { force: true });
    heldHere.delete(this.#file);
  }

  #write(): void {
    writeStateFile(this.#file, this.#lock);
  }
}

/** How to reach the local cloud that runs on a directory; undefined when none runs or it has not started yet. */
export async function readEndpoints(directory: string): Promise<Endpoints | undefined> {
  const lock = readLock(join(directory, "lock.json"));
  const holder = lock && (await findProcess(lock.process));
  return holder?.dying === false ? lock?.endpoints : undefined;
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
  return readStateFile(
    file,
    lockSchema,
    'Make sure that no local cloud runs on the directory ("ps -A | grep -e aidevos -e workerd" shows them), then delete the file.',
  );
}

async function thisProcess(): Promise<ProcessIdentity> {
  const own = (await listProcesses()).find(({ pid }) => pid === process.pid);
  const { pid, started = "", command = process.title } = own ?? { pid: process.pid };
  return { pid, started, command };
}
