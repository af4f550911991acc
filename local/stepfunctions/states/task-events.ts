import { type StateFailure, TaskTimeout } from "../failure.ts";
import { failureDetails, inputDetails, outputDetails } from "../history.ts";
import type { TaskRequest } from "../invocation.ts";
import type { Json } from "../json.ts";
import type { Visit } from "../visit.ts";

/** How a Task's progress is told in the history: a plain function and a service integration differ. */
export interface TaskEvents {
  /** The name by which an oversized result is blamed. */
  source: string;
  /** `parameters` is the text of the request's arguments. */
  scheduled(visit: Visit, request: Omit<TaskRequest, "signal" | "submitted">, parameters: string): void;
  submitted(visit: Visit, output: Json): void;
  succeeded(visit: Visit, output: string): void;
  failed(visit: Visit, failure: StateFailure): void;
}

/** The events for a Resource. */
export function taskEvents(resource: string): TaskEvents {
  const [, , service, region, , ...rest] = resource.split(":");
  return service === "lambda" ? functionEvents(resource) : integrationEvents(rest, region || "us-east-1");
}

function functionEvents(resource: string): TaskEvents {
  return {
    source: resource,
    scheduled(visit, request, parameters) {
      visit.record("LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails", {
        ...inputDetails(parameters),
        resource,
        ...timeoutsOf(request),
      });
      visit.record("LambdaFunctionStarted");
    },
    submitted() {},
    succeeded(visit, output) {
      visit.record("LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails", outputDetails(output));
    },
    failed(visit, failure) {
      const late = failure instanceof TaskTimeout;
      visit.record(
        late ? "LambdaFunctionTimedOut" : "LambdaFunctionFailed",
        late ? "lambdaFunctionTimedOutEventDetails" : "lambdaFunctionFailedEventDetails",
        failureDetails(failure),
      );
    },
  };
}

function integrationEvents(name: string[], region: string): TaskEvents {
  const resource = name.at(-1) ?? "";
  const resourceType = name.slice(0, -1).join(":");
  const described = { resource, resourceType };
  return {
    source: resourceType,
    scheduled(visit, request, parameters) {
      visit.record("TaskScheduled", "taskScheduledEventDetails", {
        parameters,
        region,
        ...described,
        ...timeoutsOf(request),
      });
      visit.record("TaskStarted", "taskStartedEventDetails", described);
    },
    submitted(visit, output) {
      visit.record("TaskSubmitted", "taskSubmittedEventDetails", {
        ...outputDetails(JSON.stringify(output)),
        ...described,
      });
    },
    succeeded(visit, output) {
      visit.record("TaskSucceeded", "taskSucceededEventDetails", { ...outputDetails(output), ...described });
    },
    failed(visit, failure) {
      const late = failure instanceof TaskTimeout;
      visit.record(
        late ? "TaskTimedOut" : "TaskFailed",
        late ? "taskTimedOutEventDetails" : "taskFailedEventDetails",
        { ...failureDetails(failure), ...described },
      );
    },
  };
}

function timeoutsOf(request: { heartbeatSeconds?: number; timeoutSeconds?: number }) {
  return {
    ...(request.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: request.heartbeatSeconds }),
    ...(request.timeoutSeconds === undefined ? {} : { timeoutInSeconds: request.timeoutSeconds }),
  };
}
