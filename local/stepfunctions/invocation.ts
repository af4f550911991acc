import type { Json } from "./json.ts";

/** One call that a Task state makes. */
export interface TaskRequest {
  /** The state's Resource: a function's ARN, or a service integration such as `arn:aws:states:::lambda:invoke`. */
  resource: string;
  arguments: Json;
  heartbeatSeconds?: number;
  timeoutSeconds?: number;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Names this call; the same when a later process goes on with it. Not given for a function, which forgets its calls. */
  call?: string;
  /** For `.waitForTaskToken`: the promise is to settle with what is sent for this token. */
  taskToken?: string;
  /** What an earlier process gave to `submitted`: the call is not to be made again, only to be waited for. */
  submittedBefore?: Json;
  /** To be called, for `.waitForTaskToken` and `.sync`, when the call was accepted and the waiting begins. */
  submitted: (output: Json) => void;
}

/** Performs one Task. Rejects with a TaskFailure for the service's failures, TaskTimeout for a missing heartbeat. */
export type InvokeTask = (request: TaskRequest) => Promise<Json>;
