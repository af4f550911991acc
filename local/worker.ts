import { mkdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { Miniflare, type MiniflareOptions, type WorkerOptions as MiniflareWorker } from "miniflare";
import * as z from "zod";
import { LocalCloudError, messageOf, TemplateError } from "./errors.ts";
import { Copy, copyFacet } from "./facet-copier.ts";
import { LogFile } from "./log-file.ts";
import { parseCron } from "./schedule.ts";
import { placeScratch } from "./scratch-storage.ts";
import type { Binding, WorkerConfiguration } from "./terraform.ts";
import { startTimer } from "./timer.ts";

export interface WorkerOptions {
  configuration: WorkerConfiguration;
  port: number;
  /** Where callers reach it, with no slash at its end: the URL that the Worker sees. */
  address: string;
  /** Where the objects' databases live. */
  directory: string;
  /** Folder for what Miniflare keeps while it runs; emptied at the start, removed at the end. */
  temporary: string;
  /** File that gets the Worker's output. */
  log: string;
  onError: (message: string) => void;
  /** Called whenever a process of the runtime has started: the first, and each that takes the place of one that died. */
  onRuntime: () => void;
  /** Called when code of a release on its way begins to run in an object beside callers' requests, and ends. */
  onCandidate: (object: string, isRunning: boolean) => void;
}

const Note = z.strictObject({ object: z.string(), isRunning: z.boolean() });

/** The Worker in the real workerd, by Miniflare. */
export interface RunningWorker {
  /** Starts the runtime again when that has failed: Miniflare does so itself once, after a crash. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the Worker that the Terraform stack describes. Rejects with TemplateError for a binding it does not know. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { configuration, port, address, directory, temporary, log, onError } = options;
  const { onRuntime, onCandidate } = options;
  // Left by a process that was killed.
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  mkdirSync(dirname(log), { recursive: true });
  const clearScratch = placeScratch(directory, configuration);
  const output = new LogFile(log, onError);
  const settings: MiniflareOptions = {
    host: "127.0.0.1",
    port,
    // A caller may name any host: what the Worker sees is where it is really reached, as in an account.
    upstream: address,
    durableObjectsPersist: directory,
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      onRuntime();
      for (const stream of [stdout, stderr]) stream.on("data", (chunk: Buffer) => output.write(chunk));
    },
    ...workerOptions(configuration),
    serviceBindings: {
      COPIER: async (request: Request) =>
        Response.json({ copied: await copyFacet(directory, Copy.parse(await request.json())) }),
      WATCHDOG: async (request: Request) => {
        const { object, isRunning } = Note.parse(await request.json());
        onCandidate(object, isRunning);
        return new Response(null, { status: 204 });
      },
    },
  };
  const miniflare = createMiniflare(temporary, settings);
  try {
    await miniflare.ready;
  } catch (cause) {
    await miniflare.dispose().catch(() => undefined);
    clearScratch();
    throw new LocalCloudError(
      `The Worker ${configuration.name} did not start on port ${port} (${messageOf(cause)}). Its output is in ${log}.`,
      { cause },
    );
  }
  const timers = configuration.crons.map((cron) =>
    startTimer(parseCron(cron), (due) => {
      trigger(miniflare, cron, due).catch((reason: unknown) =>
        onError(`Cron "${cron}" of ${configuration.name} failed: ${messageOf(reason)}`),
      );
    }),
  );
  let reviving: Promise<void> | undefined;
  return {
    revive() {
      reviving ??= revive(miniflare, settings).finally(() => {
        reviving = undefined;
      });
      return reviving;
    },
    async stop() {
      for (const stopTimer of timers) stopTimer();
      await miniflare.dispose();
      clearScratch();
      output.close();
      // Miniflare removes what it kept there without waiting for it: the process may end before.
      await rm(temporary, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/**
 * Miniflare keeps a folder in the machine's temporary directory, and ends the process at a signal, before anything else
 * could be closed. Here its folder lies in `temporary`, and whoever started it decides when it ends.
 */
function createMiniflare(temporary: string, options: ConstructorParameters<typeof Miniflare>[0]): Miniflare {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const before = signals.map((signal) => new Set<unknown>(process.listeners(signal)));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = temporary;
  const miniflare = new Miniflare(options);
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.has(listener)) process.removeListener(signal, listener);
    }
  }
  return miniflare;
}

async function revive(miniflare: Miniflare, settings: MiniflareOptions): Promise<void> {
  try {
    await miniflare.ready;
  } catch {
    await miniflare.setOptions(settings);
  }
}

async function trigger(miniflare: Miniflare, cron: string, due: number): Promise<void> {
  const worker = await miniflare.getWorker();
  const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date(due) });
  if (outcome !== "ok") throw new LocalCloudError(`its handler ended with "${outcome}"`);
}

function workerOptions(configuration: WorkerConfiguration): MiniflareWorker {
  const bindings: Record<string, string> = {};
  const durableObjects: Record<string, { className: string; useSQLite: true }> = {};
  for (const binding of configuration.bindings) {
    if (binding.type === "durable_object_namespace")
      durableObjects[binding.name] = { className: required(binding, "class_name"), useSQLite: true };
    else if (binding.type === "secret_text" || binding.type === "plain_text")
      bindings[binding.name] = required(binding, "text");
    else if (binding.type !== "worker_loader")
      throw new TemplateError(
        `The local cloud does not know the type ${binding.type} of binding ${binding.name} of the Worker ${configuration.name}: leave it out, or teach it to local/worker.ts.`,
      );
  }
  return {
    name: configuration.name,
    modulesRoot: dirname(configuration.module),
    modules: [{ type: "ESModule", path: configuration.module }],
    compatibilityDate: configuration.compatibilityDate,
    compatibilityFlags: configuration.compatibilityFlags,
    bindings,
    durableObjects,
    ...(configuration.loader === undefined ? {} : { workerLoaders: { [configuration.loader]: {} } }),
  };
}

function required(binding: Binding, key: "class_name" | "text"): string {
  const value = binding[key];
  if (value !== undefined) return value;
  throw new TemplateError(`Binding ${binding.name} has no ${key}.`);
}
