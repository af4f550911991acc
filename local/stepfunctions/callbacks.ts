import type { Clock } from "./clock.ts";
import { TaskFailure, TaskTimeout } from "./failure.ts";
import type { InvokeTask, TaskRequest } from "./invocation.ts";
import type { Json } from "./json.ts";
import { ServiceError } from "./service-error.ts";

interface Waiting {
  resolve: (output: Json) => void;
  reject: (failure: Error) => void;
  beat: () => void;
}

const suffix = ".waitForTaskToken";

/** The Tasks that wait for SendTaskSuccess, SendTaskFailure or heartbeats, by their tokens. */
export class TaskCallbacks {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes an invoker wait, for the resources that ask for it, until the token comes back. */
  around(invoke: InvokeTask): InvokeTask {
    return async (request) => {
      const { taskToken } = request;
      if (taskToken === undefined) return invoke(request);
      const timer = { controller: new AbortController() };
      const answer = new Promise<Json>((resolve, reject) => {
        this.#waiting.set(taskToken, { resolve, reject, beat: () => this.#watch(request, timer, reject) });
      });
      answer.catch(() => undefined);
      try {
        request.submitted(await invoke({ ...request, resource: request.resource.slice(0, -suffix.length) }));
        this.#waiting.get(taskToken)?.beat();
        return await answer;
      } finally {
        timer.controller.abort();
        this.#waiting.delete(taskToken);
      }
    };
  }

  succeed(token: string, output: Json): void {
    this.#find(token).resolve(output);
    this.#waiting.delete(token);
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    this.#find(token).reject(new TaskFailure(error, cause));
    this.#waiting.delete(token);
  }

  heartbeat(token: string): void {
    this.#find(token).beat();
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) return waiting;
    throw new ServiceError(
      "TaskDoesNotExist",
      "No task waits for this token: it was answered, or its time is over",
    );
  }

  #watch(
    request: TaskRequest,
    timer: { controller: AbortController },
    reject: (failure: Error) => void,
  ): void {
    timer.controller.abort();
    if (request.heartbeatSeconds === undefined || request.signal.aborted) return;
    timer.controller = new AbortController();
    const { signal } = timer.controller;
    request.signal.addEventListener("abort", () => timer.controller.abort(), { once: true, signal });
    this.#clock.sleep(request.heartbeatSeconds * 1000, signal).then(
      () => reject(new TaskTimeout(true)),
      () => undefined,
    );
  }
}
