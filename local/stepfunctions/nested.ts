import { orAbort } from "./abort.ts";
import { TaskFailure } from "./failure.ts";
import type { InvokeTask } from "./invocation.ts";
import { isJsonObject, type Json, type JsonObject, parseJson } from "./json.ts";
import type { ExecutionDescription } from "./recorded-execution.ts";
import { ServiceError } from "./service-error.ts";

/** The part of the service that a machine needs to start another. */
export interface NestedExecutions {
  startExecution(request: { stateMachineArn: string; name?: string; input?: string }): {
    executionArn: string;
    startDate: number;
  };
  ended(executionArn: string): Promise<ExecutionDescription>;
}

const integration = /^arn:aws:states:::states:startExecution(\.sync(:2)?)?$/;

/** Performs `states:startExecution` and its `.sync` forms in the same service; other resources go on to `invoke`. */
export function startExecutions(service: NestedExecutions, invoke: InvokeTask): InvokeTask {
  return async (request) => {
    const match = integration.exec(request.resource);
    if (match === null) return invoke(request);
    const { executionArn, startDate } = start(service, request.arguments);
    const began: JsonObject = { ExecutionArn: executionArn, StartDate: startDate };
    if (match[1] === undefined) return began;
    request.submitted(began);
    const description = await orAbort(service.ended(executionArn), request.signal);
    const result = describe(description, match[2] !== undefined);
    if (description.status === "SUCCEEDED") return result;
    throw new TaskFailure("States.TaskFailed", JSON.stringify(describe(description, false)));
  };
}

function start(service: NestedExecutions, given: Json): { executionArn: string; startDate: number } {
  const { StateMachineArn: arn, Name: name, Input: input } = isJsonObject(given) ? given : {};
  if (typeof arn !== "string") {
    throw new TaskFailure("States.Runtime", "startExecution needs the argument 'StateMachineArn', a string");
  }
  try {
    return service.startExecution({
      stateMachineArn: arn,
      ...(typeof name === "string" ? { name } : {}),
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
