import { messageOf } from "../errors.ts";
import { TaskFailure } from "./failure.ts";
import type { InvokeTask } from "./invocation.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** What a function answered: its payload, or the error that it ended with, as the Lambda runtime reports it. */
export type FunctionAnswer = { payload: Json } | { functionError: FunctionError };

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
  requestId?: string;
}

/** A way to invoke a function by its ARN or name. A rejection counts as `Lambda.ServiceException`. */
export type InvokeFunction = (functionArnOrName: string, payload: Json) => Promise<FunctionAnswer>;

const integration = "arn:aws:states:::lambda:invoke";

/**
 * Makes a way to invoke functions into a way to perform Tasks. A Task on a function's ARN gives the payload;
 * `lambda:invoke` gives the envelope that the service gives. Other resources go to `otherwise`, or fail.
 */
export function invokeFunctions(invoke: InvokeFunction, otherwise?: InvokeTask): InvokeTask {
  return async (request) => {
    const { resource } = request;
    if (resource.split(":")[2] === "lambda") return call(invoke, resource, request.arguments);
    if (resource === integration) {
      const { FunctionName: name, Payload: payload } = isJsonObject(request.arguments)
        ? request.arguments
        : {};
      if (typeof name !== "string") {
        throw new TaskFailure("States.Runtime", "lambda:invoke needs the argument 'FunctionName', a string");
      }
      return envelope(await call(invoke, name, payload ?? {}));
    }
    if (otherwise !== undefined) return otherwise(request);
    throw new TaskFailure("States.TaskFailed", `No service is connected for the resource '${resource}'`);
  };
}

async function call(invoke: InvokeFunction, name: string, payload: Json): Promise<Json> {
  let answer: FunctionAnswer;
  try {
    answer = await invoke(name, payload);
  } catch (error) {
    if (error instanceof TaskFailure) throw error;
    throw new TaskFailure("Lambda.ServiceException", messageOf(error));
  }
  if ("payload" in answer) return answer.payload;
  const { functionError } = answer;
  throw new TaskFailure(functionError.errorType, JSON.stringify(functionError));
}

/** The answer of `lambda:invoke` in the service's shape, with constant metadata. */
export function envelope(payload: Json): JsonObject {
  const requestId = "00000000-0000-4000-8000-000000000000";
  const headers = {
    Connection: "keep-alive",
    "Content-Length": String(Buffer.byteLength(JSON.stringify(payload))),
    "Content-Type": "application/json",
    "X-Amz-Executed-Version": "$LATEST",
    "x-amzn-RequestId": requestId,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ExecutedVersion: "$LATEST",
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
