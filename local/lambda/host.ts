import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { messageOf, ServiceError } from "../errors.ts";
import type { HostMessage, HostOptions, HostRequest, Invocation, InvocationOutcome } from "./protocol.ts";

export interface LambdaHostOptions extends HostOptions {
  /** Called with each line of output that is a document in the embedded metric format. */
  onMetrics: (line: string) => void;
  /** Told of what goes wrong and keeps no function from running. */
  onWarning: (message: string) => void;
  /** Called after each invocation. */
  onInvocation: (invocation: Invocation) => void;
  /** Milliseconds without an invocation after which the environments end: a minute, where nothing else is said. */
  idleAfter?: number;
}

interface Call {
  resolve: (outcome: InvocationOutcome) => void;
  reject: (reason: ServiceError) => void;
}

/**
 * The Lambda service in a process of its own, which starts when a function is asked for and ends when none has been
 * for a while: memory that threads have taken goes back to the machine with their process only.
 */
export class LambdaHost {
  readonly #options: LambdaHostOptions;
  readonly #calls = new Map<number, Call>();
  /** Environments that are kept started, by function. */
  readonly #provisioned = new Map<string, number>();
  /** Functions whose environments a process that is new has not started again yet. */
  #restoring = 0;
  #process: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #next = 0;
  #closed = false;

  constructor(options: LambdaHostOptions) {
    this.#options = options;
  }

  /**
   * Invokes a function, by name or ARN (a version or alias suffix is ignored), with JSON text.
   *
   * @throws ServiceError for Lambda's own refusals, and when the functions' process ends meanwhile
   */
  async invoke(functionName: string, payload: string): Promise<InvocationOutcome> {
    return this.#call((call) => ({ kind: "invoke", call, functionName, payload }));
  }

  /**
   * Keeps so many environments of a function started from now on, while nothing is invoked too, and in the next process where one
   * ends. Resolves when they are, with the function's error where it does not start. Where none of any function is kept, the
   * process ends as before.
   */
  async provision(functionName: string, environments: number): Promise<InvocationOutcome> {
    if (environments === 0) {
      this.#provisioned.delete(functionName);
      if (this.#process === undefined) return { payload: "null" };
    }
    const outcome = this.#provision(functionName, environments);
    if (environments > 0) this.#provisioned.set(functionName, environments);
    return outcome;
  }

  /** Starts one environment of each of these functions that has none, in their order. */
  warm(functionNames: readonly string[]): void {
    if (this.#closed) return;
    this.#send({ kind: "warm", functionNames });
    this.#rest();
  }

  /** Ends all environments, whatever they are doing. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #call(request: (call: number) => HostRequest): Promise<InvocationOutcome> {
    if (this.#closed) throw new ServiceError("ServiceException", "The local cloud is stopping.", 500);
    const call = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<InvocationOutcome>();
    this.#calls.set(call, { resolve, reject });
    this.#send(request(call));
    return promise;
  }

  async #provision(functionName: string, environments: number): Promise<InvocationOutcome> {
    return this.#call((call) => ({ kind: "provision", call, functionName, environments }));
  }

  #send(request: HostRequest): void {
    clearTimeout(this.#idle);
    this.#running().send(request);
  }

  #running(): ChildProcess {
    if (this.#process) return this.#process;
    const child = this.#start();
    this.#process = child;
    for (const [functionName, environments] of this.#provisioned) {
      void this.#restore(functionName, environments);
    }
    return child;
  }

  /** Has a process that is new start the environments of a function that are kept. */
  async #restore(functionName: string, environments: number): Promise<void> {
    this.#restoring += 1;
    const failure = await this.#provision(functionName, environments).then(
      (outcome) => ("functionError" in outcome ? outcome.functionError.errorMessage : undefined),
      messageOf,
    );
    this.#restoring -= 1;
    if (failure === undefined || this.#closed) return;
    this.#options.onWarning(`The environments kept of ${functionName} did not start again: ${failure}`);
  }

  #start(): ChildProcess {
    const { functions, logs, variables, compileCache } = this.#options;
    const child = fork(new URL("./host-process.ts", import.meta.url), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("message", (message: HostMessage) => this.#receive(message));
    child.on("exit", (status, signal) => this.#ended(child, signal ?? `status ${status}`));
    // A message that can't be sent any more: the exit says what there is to say.
    child.on("error", () => child.kill("SIGKILL"));
    child.send({
      kind: "start",
      options: { functions, logs, variables, compileCache },
    } satisfies HostRequest);
    return child;
  }

  #receive(message: HostMessage): void {
    if (message.kind === "metrics") this.#options.onMetrics(message.line);
    else if (message.kind === "warning") this.#options.onWarning(message.message);
    else if (message.kind === "invocation") this.#options.onInvocation(message.invocation);
    else {
      const call = this.#calls.get(message.call);
      this.#calls.delete(message.call);
      if (message.kind === "outcome") call?.resolve(message.outcome);
      else call?.reject(new ServiceError(message.code, message.message, message.status));
      this.#rest();
    }
  }

  /** Ends the process after a while in which nothing is asked of it, or all in it but what is provisioned. */
  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#calls.size > 0 || this.#closed) return;
    const rest = () => {
      if (this.#provisioned.size > 0) this.#process?.send({ kind: "rest" } satisfies HostRequest);
      else void this.#end();
    };
    this.#idle = setTimeout(rest, this.#options.idleAfter ?? 60_000).unref();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#process === child) this.#process = undefined;
    else if (this.#process) return;
    const reason = new ServiceError(
      "ServiceException",
      `The process of the functions ended (${how}) before the function had answered. Invoke it again.`,
      500,
    );
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
    // One that ends while it starts them would do so again: the next call starts another.
    if (this.#provisioned.size > 0 && this.#restoring === 0 && !this.#closed) this.#running();
  }
}
