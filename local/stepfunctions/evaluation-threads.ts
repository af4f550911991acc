import { Worker } from "node:worker_threads";
import { orAbort } from "./abort.ts";
import { type Evaluated, failed, failedBy } from "./compiled-expression.ts";
import type { JsonObject } from "./json.ts";

/** What a thread is asked to evaluate. */
export interface EvaluationJob {
  source: string;
  bindings: JsonObject;
}

const mostThreads = 2;
const idleMilliseconds = 10_000;
/** A thread ends what takes too long by itself, as long as it gets to look at the clock. */
const graceMilliseconds = 1000;
const heapInMegabytes = 256;

/**
 * Threads beside this one for expressions that may do too much: nothing there can hold up or end this process, since a
 * thread that takes too long, or too much memory, is put an end to. They start when they are needed, and end when they
 * are not. They draw their own random numbers and ids.
 */
export class EvaluationThreads {
  readonly #idle: { thread: EvaluationThread; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #milliseconds: number;
  #busy = 0;

  /** `milliseconds` is the time of each expression, from when it is its turn. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Evaluates an expression, when it is its turn. Rejects only when the signal aborts, with its reason. */
  evaluate(job: EvaluationJob, signal: AbortSignal): Promise<Evaluated> {
    return orAbort(this.#evaluateInTurn(job, signal), signal);
  }

  async #evaluateInTurn(job: EvaluationJob, signal: AbortSignal): Promise<Evaluated> {
    if (this.#busy < mostThreads) this.#busy += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await this.#evaluateNow(job, signal);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#busy -= 1;
      else next();
    }
  }

  async #evaluateNow(job: EvaluationJob, signal: AbortSignal): Promise<Evaluated> {
    const thread = this.#take();
    const stop = () => thread.end(failed("was not waited for."));
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await thread.evaluate(job);
    } finally {
      signal.removeEventListener("abort", stop);
      if (!thread.ended) this.#rest(thread);
    }
  }

  #take(): EvaluationThread {
    const rested = this.#idle.pop();
    clearTimeout(rested?.timer);
    return rested === undefined || rested.thread.ended
      ? new EvaluationThread(this.#milliseconds)
      : rested.thread;
  }

  #rest(thread: EvaluationThread): void {
    const leave = () => {
      this.#idle.splice(0, this.#idle.length, ...this.#idle.filter((rested) => rested.thread !== thread));
      thread.end();
    };
    this.#idle.push({ thread, timer: setTimeout(leave, idleMilliseconds).unref() });
  }
}

class EvaluationThread {
  ended = false;
  readonly #milliseconds: number;
  readonly #worker: Worker;
  #ready = false;
  #begin: (() => void) | undefined;
  #conclude: ((evaluated: Evaluated) => void) | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#worker = new Worker(new URL("./evaluation-thread.ts", import.meta.url), {
      workerData: milliseconds,
      resourceLimits: { maxOldGenerationSizeMb: heapInMegabytes },
    });
    this.#worker.on("message", (message: Evaluated | "ready") => {
      if (message !== "ready") return this.#conclude?.(message);
      this.#ready = true;
      this.#begin?.();
    });
    this.#worker.on("error", (error) => this.end(failedBy(error)));
    this.#worker.on("exit", () => this.end(failed("could not be evaluated: its thread ended.")));
  }

  /** Keeps the process alive for as long as it takes, which is bounded. */
  evaluate(job: EvaluationJob): Promise<Evaluated> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      this.#begin = () => {
        const late = () => this.end(failedBy({ code: "D1012" }));
        timer = setTimeout(late, this.#milliseconds + graceMilliseconds);
        this.#worker.postMessage(job);
      };
      this.#conclude = (evaluated) => {
        clearTimeout(timer);
        this.#worker.unref();
        resolve(evaluated);
      };
      this.#worker.ref();
      // To start a thread takes its time, which is not the expression's.
      if (this.#ready) this.#begin();
    });
  }

  /** Puts an end to it, whatever it does; what it was doing comes to `evaluated`. */
  end(evaluated?: Evaluated): void {
    this.ended = true;
    this.#worker.terminate();
    if (evaluated !== undefined) this.#conclude?.(evaluated);
  }
}
