import { StateFailure } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";

type DetailsKey =
  | "executionStartedEventDetails"
  | "executionSucceededEventDetails"
  | "executionFailedEventDetails"
  | "executionAbortedEventDetails"
  | "executionTimedOutEventDetails"
  | "executionRedrivenEventDetails"
  | "stateEnteredEventDetails"
  | "stateExitedEventDetails"
  | "evaluationFailedEventDetails"
  | "lambdaFunctionScheduledEventDetails"
  | "lambdaFunctionSucceededEventDetails"
  | "lambdaFunctionFailedEventDetails"
  | "lambdaFunctionTimedOutEventDetails"
  | "taskScheduledEventDetails"
  | "taskStartedEventDetails"
  | "taskSubmittedEventDetails"
  | "taskSucceededEventDetails"
  | "taskFailedEventDetails"
  | "taskTimedOutEventDetails"
  | "mapStateStartedEventDetails"
  | "mapIterationStartedEventDetails"
  | "mapIterationSucceededEventDetails"
  | "mapIterationFailedEventDetails"
  | "mapIterationAbortedEventDetails";

/** One event as GetExecutionHistory gives it; `timestamp` in seconds since 1970. */
export type HistoryEvent = { id: number; previousEventId: number; timestamp: number; type: string } & {
  [Key in DetailsKey]?: JsonObject;
};

const whole = { truncated: false };

/** Text of JSON values for events, where the same value is often written again: by the exit, then by the entry. */
export class Serializer {
  #value: Json | undefined;
  #text = "";

  text(value: Json): string {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (value !== this.#value) {
      this.#text = JSON.stringify(value);
      this.#value = value;
    }
    return this.#text;
  }
}

/**
 * Numbers the events of one execution and hands each to its listener. Without a listener it only counts.
 * Above the limit the execution fails, as the service fails one after 25,000 events.
 */
export class Recorder {
  #last: number;
  #limit: number;
  readonly #now: () => number;
  readonly #listener: ((event: HistoryEvent) => void) | undefined;

  constructor(
    now: () => number,
    listener: ((event: HistoryEvent) => void) | undefined,
    last = 0,
    limit = Number.POSITIVE_INFINITY,
  ) {
    this.#now = now;
    this.#listener = listener;
    this.#last = last;
    this.#limit = limit;
  }

  /** The id of the newest event. */
  get last(): number {
    return this.#last;
  }

  /** Adds an event after `previous` and returns its id. */
  append(type: string, previous: number, key?: DetailsKey, details?: JsonObject): number {
    if (this.#last >= this.#limit - 1) this.#refuse();
    const id = ++this.#last;
    if (this.#listener === undefined) return id;
    const event: HistoryEvent = { id, previousEventId: previous, timestamp: this.#now() / 1000, type };
    if (key !== undefined && details !== undefined) event[key] = details;
    this.#listener(event);
    return id;
  }

  /** One more event is let through: the one that tells of this failure. */
  #refuse(): void {
    const limit = this.#limit;
    if (limit === Number.POSITIVE_INFINITY) return;
    this.#limit = Number.POSITIVE_INFINITY;
    throw new StateFailure(
      "States.Runtime",
      `The execution reached the maximum number of history events (${limit}).`,
    );
  }
}

/** Details that carry an input, in the service's shape. */
export function inputDetails(input: string): JsonObject {
  return { input, inputDetails: whole };
}

/** Details that carry an output, in the service's shape. */
export function outputDetails(output: string): JsonObject {
  return { output, outputDetails: whole };
}

/** Details of a failure: only what is known appears. */
export function failureDetails(failure: {
  error?: string | undefined;
  cause?: string | undefined;
}): JsonObject {
  return {
    ...(failure.cause === undefined ? {} : { cause: failure.cause }),
    ...(failure.error === undefined ? {} : { error: failure.error }),
  };
}

/** Details of a state's exit; variables appear, each as its text, when the state assigned any. */
export function exitDetails(
  name: string,
  output: string,
  assignedVariables: { [variable: string]: string } | undefined,
): JsonObject {
  if (assignedVariables === undefined) return { name, output, outputDetails: whole };
  return { assignedVariables, assignedVariablesDetails: whole, name, output, outputDetails: whole };
}
