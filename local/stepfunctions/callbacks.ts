import type { Clock } from "./clock.ts";
import type { Executions } from "./executions.ts";
import { TaskFailure, TaskTimeout } from "./failure.ts";
import type { InvokeTask, TaskRequest } from "./invocation.ts";
import type { Json } from "./json.ts";
import type { Progress, TaskAnswer } from "./progress.ts";
import type { OpenExecution } from "./recorded-execution.ts";
import { ServiceError } from "./service-error.ts";
import { readTaskToken } from "./task-token.ts";

interface Waiting {
  answer: PromiseWithResolvers<Json>;
  answered: boolean;
  /** When a Task that does not run yet will have timed out, in milliseconds since 1970. */
  deadline: number | undefined;
  beat: () => void;
}

const suffix = ".waitForTaskToken";

/** The Tasks that wait for SendTaskSuccess, SendTaskFailure or heartbeats, by their tokens. */
export class TaskCallbacks {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  readonly #executions: Executions;

  constructor(clock: Clock, executions: Executions) {
    this.#clock = clock;
    this.#executions = executions;
    for (const { progress } of executions.open()) this.expect(progress);
  }

  /** Makes an invoker wait, for the resources that ask for it, until the token comes back. */
  around(invoke: InvokeTask): InvokeTask {
    return async (request) => {
      const { taskToken, submittedBefore } = request;
      if (taskToken === undefined) return invoke(request);
      const timer = { controller: new AbortController() };
      const waiting = this.#open(taskToken);
      waiting.deadline = undefined;
      waiting.beat = () => this.#watch(request, timer, waiting.answer.reject);
      try {
        if (submittedBefore !== undefined) request.submitted(submittedBefore);
        else if (!waiting.answered)
          request.submitted(
            await invoke({ ...request, resource: request.resource.slice(0, -suffix.length) }),
          );
        if (!waiting.answered) waiting.beat();
        return await waiting.answer.promise;
      } finally {
        timer.controller.abort();
        this.#waiting.delete(taskToken);
      }
    };
  }

  /** Lets the tokens be answered that an earlier process gave out, before their Tasks go on. */
  expect(progress: Progress): void {
    for (const { token, deadline, answer } of progress.visits()) {
      if (token === undefined) continue;
      const waiting = this.#open(token);
      waiting.deadline = deadline;
      if (answer !== undefined) settle(waiting, answer);
    }
  }

  /**
   * Gives a Task its answer. It is in the journal before: whoever sent it does not send it again. Throws TaskTimedOut for
   * a token whose Task has ended, InvalidToken for one that no Task was given.
   */
  answer(token: string, answer: TaskAnswer): void {
    const { execution, waiting } = this.#find(token);
    execution.journal.append({ kind: "answer", token, answer });
    settle(waiting, answer);
  }

  /** Begins a Task's HeartbeatSeconds anew. Throws as `answer` does. */
  heartbeat(token: string): void {
    this.#find(token).waiting.beat();
  }

  #find(token: string): { execution: OpenExecution; waiting: Waiting } {
    const executionArn = readTaskToken(token)?.executionArn ?? "";
    const known = this.#executions.has(executionArn);
    const execution = known ? this.#executions.find(executionArn).open : undefined;
    const waiting = this.#waiting.get(token);
    if (execution !== undefined && waiting !== undefined && this.#isInTime(waiting))
      return { execution, waiting };
    if (known && this.#executions.gaveOut(executionArn, token)) {
      throw new ServiceError(
        "TaskTimedOut",
        "Task Timed Out: 'No task waits for this token any more: it was answered, or its time is over'",
      );
    }
    throw new ServiceError("InvalidToken", "Invalid Token: 'no task was given this token'");
  }

  #isInTime({ answered, deadline }: Waiting): boolean {
    return !answered && (deadline === undefined || this.#clock.now() < deadline);
  }

  #open(token: string): Waiting {
    const known = this.#waiting.get(token);
    if (known !== undefined) return known;
    const answer = Promise.withResolvers<Json>();
    answer.promise.catch(() => undefined);
    const waiting: Waiting = { answer, answered: false, deadline: undefined, beat: () => undefined };
    this.#waiting.set(token, waiting);
    return waiting;
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

function settle(waiting: Waiting, answer: TaskAnswer): void {
  waiting.answered = true;
  if ("output" in answer) waiting.answer.resolve(answer.output);
  else waiting.answer.reject(new TaskFailure(answer.error, answer.cause));
}
