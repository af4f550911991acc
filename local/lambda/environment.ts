import { Worker } from "node:worker_threads";
import { messageOf } from "../errors.ts";
import type { FunctionConfiguration } from "./configuration.ts";
import type {
  EnvironmentData,
  EnvironmentMessage,
  FunctionError,
  InvocationMessage,
  InvocationOutcome,
} from "./protocol.ts";

export interface EnvironmentOptions {
  /** All environment variables, those of the template and those that Lambda sets. */
  variables: Record<string, string>;
  /** Folder of compiled code. */
  compileCache: string;
  onOutput: (chunk: string) => void;
}

/** Nobody waits for a collection of garbage here, and an idle environment keeps what its young generation may hold. */
const maxYoungGenerationSizeMb = 4;

/** One execution environment: a worker thread that performs one invocation at a time. */
export class ExecutionEnvironment {
  readonly #configuration: FunctionConfiguration;
  readonly #worker: Worker;
  readonly #started: Promise<FunctionError | undefined>;
  #settle: ((outcome: InvocationOutcome) => void) | undefined;
  #dead = false;

  constructor(configuration: FunctionConfiguration, options: EnvironmentOptions) {
    this.#configuration = configuration;
    const workerData: EnvironmentData = {
      taskRoot: configuration.taskRoot,
      handler: configuration.handler,
      compileCache: options.compileCache,
    };
    this.#worker = new Worker(new URL("./runtime.ts", import.meta.url), {
      workerData,
      env: options.variables,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: configuration.memoryMegabytes, maxYoungGenerationSizeMb },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      stream.setEncoding("utf8").on("data", options.onOutput);
    const { promise, resolve } = Promise.withResolvers<FunctionError | undefined>();
    this.#started = promise;
    this.#worker.on("message", (message: EnvironmentMessage) => {
      if (message.kind === "ready") resolve(undefined);
      else if (message.kind === "failed") this.#end(message.error, resolve);
      else if (message.kind === "result") this.#settle?.({ payload: message.payload });
      else this.#settle?.({ functionError: message.error });
    });
    this.#worker.on("error", (error) => this.#end(crash(error), resolve));
    this.#worker.on("exit", (code) =>
      this.#end(
        { errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: exit status ${code}` },
        resolve,
      ),
    );
  }

  /** False once the thread has ended or must not be used again. */
  get usable(): boolean {
    return !this.#dead;
  }

  /** Resolves when the handler is loaded, with the error if it could not be. */
  get started(): Promise<FunctionError | undefined> {
    return this.#started;
  }

  /** Performs one invocation; the function's time counts from when its handler is loaded, as on Lambda. */
  async invoke(requestId: string, payload: string): Promise<InvocationOutcome> {
    const failure = await this.#started;
    if (failure) return { functionError: failure };
    const { arn, timeoutSeconds } = this.#configuration;
    const { promise, resolve } = Promise.withResolvers<InvocationOutcome>();
    this.#settle = resolve;
    const timer = setTimeout(() => {
      const seconds = timeoutSeconds.toFixed(2);
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
      resolve({ functionError: { errorType: "Sandbox.Timedout", errorMessage } });
      void this.close();
    }, timeoutSeconds * 1000);
    const message: InvocationMessage = {
      requestId,
      payload,
      deadline: Date.now() + timeoutSeconds * 1000,
      functionArn: arn,
      traceId: traceId(requestId),
    };
    this.#worker.postMessage(message);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#settle = undefined;
    }
  }

  async close(): Promise<void> {
    this.#dead = true;
    await this.#worker.terminate();
  }

  #end(error: FunctionError, started: (error: FunctionError) => void): void {
    this.#dead = true;
    started(error);
    this.#settle?.({ functionError: error });
    void this.#worker.terminate();
  }
}

function crash(reason: unknown): FunctionError {
  const outOfMemory =
    reason instanceof Error && "code" in reason && reason.code === "ERR_WORKER_OUT_OF_MEMORY";
  if (outOfMemory)
    return { errorType: "Runtime.OutOfMemory", errorMessage: "Runtime exited with error: signal: killed" };
  const trace = reason instanceof Error ? (reason.stack?.split("\n") ?? []) : [];
  return { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: messageOf(reason), trace };
}

/** A trace header in X-Ray's shape, not sampled: nobody here would receive the segments. */
function traceId(requestId: string): string {
  const hexadecimal = requestId.replaceAll("-", "");
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${hexadecimal.slice(0, 24)};Parent=${hexadecimal.slice(0, 16)};Sampled=0`;
}
