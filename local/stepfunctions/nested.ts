import { orAbort } from "./abort.ts";
import { TaskFailure } from "./failure.ts";
import type { InvokeTask, TaskRequest } from "./invocation.ts";
import { JournalWriteFailure } from "./journal.ts";
import { isJsonObject, type Json, type JsonObject, parseJson } from "./json.ts";
import type { ExecutionDescription } from "./recorded-execution.ts";
import { ServiceError } from "./service-error.ts";
import { readTaskToken } from "./task-token.ts";

/** What StartExecution is asked. */
export interface StartRequest {
  stateMachineArn: string;
  name?: string;
  input?: string;
  traceHeader?: string;
  /** The call of the Task that starts it: the same call again gives the execution of then, also when it has ended. */
  startedBy?: { token: string; waits: boolean };
}

/** The part of the service that a machine needs to start another. */
export interface NestedExecutions {
  startExecution(request: StartRequest): { executionArn: string; startDate: number };
  stopExecution(executionArn: string): Promise<unknown>;
  ended(executionArn: string): Promise<ExecutionDescription>;
}

const integration = /^arn:aws:states:::states:startExecution(\.sync(:2)?)?$/;

/** Performs `states:startExecution` and its `.sync` forms in the same service; other resources go on to `invoke`. */
export function startExecutions(service: NestedExecutions, invoke: InvokeTask): InvokeTask {
  return async (request) => {
    const match = integration.exec(request.resource);
    if (match === null) return invoke(request);
    const waits = match[1] !== undefined;
    const { executionArn, startDate } = start(service, request, waits);
    const began: JsonObject = { ExecutionArn: executionArn, StartDate: startDate };
    if (!waits) return began;
    request.submitted(began);
    const description = await endOf(service, executionArn, request.signal);
    const result = describe(description, match[2] !== undefined);
    if (description.status === "SUCCEEDED") return result;
    throw new TaskFailure("States.TaskFailed", JSON.stringify(describe(description, false)));
  };
}

/** How a child ended. It is stopped when nobody waits for that any more, except where that is to go on later. */
async function endOf(
  service: NestedExecutions,
  executionArn: string,
  signal: AbortSignal,
): Promise<ExecutionDescription> {
  try {
    return await orAbort(service.ended(executionArn), signal);
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof JournalWriteFailure))
      await service.stopExecution(executionArn);
    throw error;
  }
}

function start(service: NestedExecutions, request: TaskRequest, waits: boolean) {
  const given = request.arguments;
  const { StateMachineArn: arn, Name: named, Input: input } = isJsonObject(given) ? given : {};
  const token = request.call;
  const name = typeof named === "string" ? named : token && readTaskToken(token)?.id;
  if (typeof arn !== "string") {
    throw new TaskFailure("States.Runtime", "startExecution needs the argument 'StateMachineArn', a string");
  }
  try {
    return service.startExecution({
      stateMachineArn: arn,
      ...(name === undefined ? {} : { name }),
      ...(token === undefined ? {} : { startedBy: { token, waits } }),
      input: typeof input === "string" ? input : JSON.stringify(input ?? {}),
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const details = `Service: AWSStepFunctions; Status Code: 400; Error Code: ${error.code}`;
    throw new TaskFailure(`StepFunctions.${error.code}Exception`, `${error.message} (${details})`);
  }
}

/** DescribeExecution in the shape that a Task gets: capitalised, and for `.sync:2` with JSON instead of text. */
function describe(description: ExecutionDescription, parsed: boolean): JsonObject {
  const value = (text: string): Json => (parsed ? parseJson(text) : text);
  const { output, error, cause, stopDate } = description;
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: description.executionArn,
    Input: value(description.input),
    InputDetails: { Included: true },
    Name: description.name,
    ...(output === undefined ? {} : { Output: value(output), OutputDetails: { Included: true } }),
    StartDate: description.startDate * 1000,
    StateMachineArn: description.stateMachineArn,
    Status: description.status,
    ...(stopDate === undefined ? {} : { StopDate: stopDate * 1000 }),
  };
}
