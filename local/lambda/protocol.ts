import type { FunctionConfiguration } from "./configuration.ts";

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
  /** Folder of compiled code. */
  compileCache: string;
}

/** What the process of the functions is started with. */
export interface HostOptions {
  functions: FunctionConfiguration[];
  /** Folder of the log files, one a function. */
  logs: string;
  /** Folder of compiled code, so that an environment starts quicker the second time. */
  compileCache: string;
  /** Variables that every function gets beside its own: the endpoints and credentials of the local cloud. */
  variables: Record<string, string>;
}

/** What came of one invocation: the JSON text of the result, or the function's error. */
export type InvocationOutcome = { payload: string } | { functionError: FunctionError };

/** One invocation that has ended. */
export interface Invocation {
  functionName: string;
  milliseconds: number;
  failed: boolean;
  /** Invocations of the function that were under way when it began, itself included. */
  concurrent: number;
}

/** What is sent into the process of the functions: `start` first. */
export type HostRequest =
  | { kind: "start"; options: HostOptions }
  | { kind: "warm"; functionNames: readonly string[] }
  | { kind: "provision"; call: number; functionName: string; environments: number }
  /** Nothing is asked for at the moment: environments beyond those that are provisioned may end. */
  | { kind: "rest" }
  | { kind: "invoke"; call: number; functionName: string; payload: string };

/** What it answers; provisioning is a call with an outcome too, the function's error where it does not start. */
export type HostMessage =
  | { kind: "outcome"; call: number; outcome: InvocationOutcome }
  | { kind: "refused"; call: number; code: string; message: string; status: number }
  | { kind: "metrics"; line: string }
  | { kind: "warning"; message: string }
  | { kind: "invocation"; invocation: Invocation };
