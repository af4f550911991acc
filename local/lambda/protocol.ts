/** What Lambda gives for a function that failed. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** One invocation, as it is sent into an execution environment; `payload` is JSON text. */
export interface InvocationMessage {
  requestId: string;
  payload: string;
  /** Milliseconds since the epoch at which the environment is ended. */
  deadline: number;
  functionArn: string;
  traceId: string;
}

/** What an execution environment answers: first `ready` or `failed` for its start, then one answer an invocation. */
export type EnvironmentMessage =
  | { kind: "ready" }
  | { kind: "failed"; error: FunctionError }
  | { kind: "result"; requestId: string; payload: string }
  | { kind: "error"; requestId: string; error: FunctionError };

/** What an execution environment is started with. */
export interface EnvironmentData {
  taskRoot: string;
  /** File and export, as in the template: `index.handler`. */
  handler: string;
}
