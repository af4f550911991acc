import { join } from "node:path";
import { messageOf, TemplateError } from "./errors.ts";
import { Candidates } from "./front-door/candidates.ts";
import { FrontDoor } from "./front-door/front-door.ts";
import { Recycler, type RecyclerOptions } from "./front-door/recycler.ts";
import { Suspects } from "./front-door/suspects.ts";
import { Watchdog, type WatchdogOptions } from "./front-door/watchdog.ts";
import { freePort, type WantedPort } from "./ports.ts";
import {
  findProcess,
  killProcess,
  listProcesses,
  processorTime,
  type RunningProcess,
  residentMemory,
} from "./processes.ts";
import type { WorkerConfiguration } from "./terraform.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

export interface DataPlaneOptions {
  wanted: WantedPort;
  /** The state directory. */
  directory: string;
  /** Names, beside this machine's own, under which calls may come in. */
  hosts?: readonly string[] | undefined;
  onError: (message: string) => void;
  /** Called whenever a process of the runtime has started: the first, and each that takes the place of one that ended. */
  onRuntime?: () => void;
  /** When the runtime counts as held up. */
  limits?: WatchdogOptions["limits"];
  /** When it counts as grown. */
  growth?: RecyclerOptions["limits"];
}

/** How often the runtime is started when another process takes the port that was found for it. */
const portTries = 3;

/** The Worker in the real workerd, behind a door that sees when its code does not end. */
export class DataPlane {
  readonly url: string;
  readonly #options: DataPlaneOptions;
  readonly #door: FrontDoor;
  readonly #runtime: Runtime;
  readonly #candidates: Candidates;
  #watchdog: Watchdog | undefined;
  #recycler: Recycler | undefined;

  private constructor(
    options: DataPlaneOptions,
    { door, runtime, candidates }: { door: FrontDoor; runtime: Runtime; candidates: Candidates },
  ) {
    this.#options = options;
    this.#candidates = candidates;
    this.#door = door;
    this.#runtime = runtime;
    this.url = `http://127.0.0.1:${door.port}`;
  }

  /** Listens for calls, which wait for `start`. Rejects with LocalCloudError when the port that is asked for is taken. */
  static async listen(options: DataPlaneOptions): Promise<DataPlane> {
    const { wanted, directory, hosts = [], onError } = options;
    const runtime: Runtime = { port: Promise.withResolvers<number>(), worker: undefined };
    const candidates = new Candidates(Date.now);
    const door = await FrontDoor.listen({
      candidates,
      wanted,
      runtimePort: runtime.port.promise,
      hosts,
      suspects: new Suspects(join(directory, "set-aside.json"), Date.now),
      now: Date.now,
      onUnreachable: () =>
        void runtime.worker
          ?.revive()
          .catch((reason: unknown) =>
            onError(`The runtime could not be started again: ${messageOf(reason)}`),
          ),
    });
    return new DataPlane(options, { door, runtime, candidates });
  }

  /** Starts the Worker that the Terraform stack describes. Rejects with TemplateError for a binding it does not know. */
  async start(configuration: WorkerConfiguration): Promise<void> {
    const { onError, limits = {}, growth = {} } = this.#options;
    const { worker, port } = await this.#startWorker(configuration);
    this.#runtime.worker = worker;
    this.#runtime.port.resolve(port);
    const findRuntime = runtimeFinder(port);
    this.#watchdog = new Watchdog({
      port,
      isWaiting: () => this.#door.isWaiting,
      processorTime: async () => {
        const runtime = await findRuntime();
        return runtime && processorTime(runtime.pid);
      },
      onFrozen: async () => {
        const runtime = await findRuntime();
        onError(this.#door.judge());
        await this.#end(runtime);
      },
      limits,
    });
    this.#recycler = new Recycler({
      isQuiet: () => this.#door.isQuiet,
      memory: async () => {
        const runtime = await findRuntime();
        return runtime && residentMemory(runtime.pid);
      },
      restart: async (megabytes) => {
        const runtime = await findRuntime();
        if (!this.#door.isQuiet) return;
        onError(`The runtime had grown to ${Math.round(megabytes)} MB and is started anew.`);
        await this.#end(runtime);
      },
      now: Date.now,
      limits: growth,
    });
  }

  async stop(): Promise<void> {
    this.#watchdog?.close();
    this.#recycler?.close();
    await this.#door.close();
    await this.#runtime.worker?.stop();
  }

  /** Ends the runtime; Miniflare starts another in its place. */
  async #end(runtime: RunningProcess | undefined): Promise<void> {
    if (runtime) await this.#door.whileClosed(() => killProcess(runtime));
  }

  async #startWorker(
    configuration: WorkerConfiguration,
    tries = 1,
  ): Promise<{ worker: RunningWorker; port: number }> {
    const { directory, onError, onRuntime = () => {} } = this.#options;
    const port = await freePort();
    try {
      const worker = await startWorker({
        configuration,
        port,
        address: this.url,
        directory: join(directory, "objects"),
        temporary: join(directory, "runtime"),
        log: join(directory, "logs", "worker.log"),
        onError,
        onRuntime: () => {
          this.#candidates.clear();
          onRuntime();
        },
        onCandidate: (object, isRunning) => this.#candidates.note(object, isRunning),
      });
      return { worker, port };
    } catch (reason) {
      if (reason instanceof TemplateError || tries === portTries) throw reason;
      return this.#startWorker(configuration, tries + 1);
    }
  }
}

interface Runtime {
  port: PromiseWithResolvers<number>;
  worker: RunningWorker | undefined;
}

/** Finds the runtime that listens on the port; looks through all processes only when the one found last is gone. */
function runtimeFinder(port: number): () => Promise<RunningProcess | undefined> {
  let last: RunningProcess | undefined;
  return async () => {
    const known = last && (await findProcess(last));
    if (known?.dying === false) return known;
    const processes = await listProcesses();
    last = processes.find(
      ({ parent, command }) => parent === process.pid && command.includes(`entry=127.0.0.1:${port}`),
    );
    return last;
  };
}
