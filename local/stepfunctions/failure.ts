/**
 * A failure in the terms of Amazon States Language: an error name, which Retry and Catch match, and a cause for
 * people. Either may be absent, as a Fail state may leave them out.
 */
export class StateFailure extends Error {
  override readonly name: string = "StateFailure";
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(error?: string, cause?: string) {
    super(`${error ?? "(no error)"}: ${cause ?? "(no cause)"}`);
    this.error = error;
    this.cause = cause;
  }
}

/** What an `InvokeTask` rejects with when the service that it called answered with a failure. */
export class TaskFailure extends StateFailure {
  override readonly name = "TaskFailure";
}

/** A Task that took longer than its TimeoutSeconds, or was silent for longer than its HeartbeatSeconds. */
export class TaskTimeout extends StateFailure {
  override readonly name = "TaskTimeout";
  readonly heartbeat: boolean;

  constructor(heartbeat: boolean) {
    super("States.Timeout");
    this.heartbeat = heartbeat;
  }
}

/** A JSONata expression that could not give a value for its field; `location` is the field's slash path. */
export class EvaluationFailure extends StateFailure {
  override readonly name = "EvaluationFailure";
  readonly location: string | undefined;
  /** The event that the failure follows, where that is not the one before the state. */
  readonly follows: "state entered" | "state before";

  constructor(cause: string, location?: string, follows: "state entered" | "state before" = "state before") {
    super("States.QueryEvaluationError", cause);
    this.location = location;
    this.follows = follows;
  }
}

/** Why a running execution, or one branch of it, was told to stop; the reason of its abort signal. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  readonly kind: "stopped" | "timed out" | "sibling failed";
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(kind: Interruption["kind"], error?: string, cause?: string) {
    super(`The execution was interrupted: ${kind}`);
    this.kind = kind;
    this.error = error;
    this.cause = cause;
  }
}

const limitInBytes = 256 * 1024;

/** The service refuses inputs, outputs and results of more than 256 KiB of UTF-8. */
export function exceedsDataLimit(text: string): boolean {
  if (text.length * 3 <= limitInBytes) return false;
  return text.length > limitInBytes || Buffer.byteLength(text) > limitInBytes;
}

/** The service's own words for a value above the limit; `source` is the state, the function or the service. */
export function dataLimitExceeded(source: string): StateFailure {
  return new StateFailure(
    "States.DataLimitExceeded",
    `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
