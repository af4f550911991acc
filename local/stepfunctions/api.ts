import { z } from "zod";
import { type Json, parseJson } from "./json.ts";
import type { StepFunctionsService } from "./service.ts";
import { ServiceError } from "./service-error.ts";

export interface ApiAnswer {
  status: number;
  body: Json;
}

type Operation = (body: Json) => unknown;

const arn = z.string().min(1);
const largest = 256 * 1024;
const json = z.string().max(largest);
const failure = {
  error: z.string().max(256).exactOptional(),
  cause: z.string().max(32_768).exactOptional(),
};
const page = {
  maxResults: z.number().int().min(0).max(1000).exactOptional(),
  nextToken: z.string().min(1).exactOptional(),
};
const includedData = z.enum(["ALL_DATA", "METADATA_ONLY"]).default("ALL_DATA");
const status = z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]);

/** A parameter of the service's that means nothing here; who gives it is to know. */
const refused = (why: string) => z.undefined({ error: why }).optional();
const noMapRuns = refused("there are no Map Runs in the local Step Functions; list by stateMachineArn");

/**
 * Answers the AWS JSON 1.0 protocol for the service: `target` is the X-Amz-Target header, such as
 * `AWSStepFunctions.StartExecution`. A caller's mistake is a 400 with `__type` and `message`, and so is a parameter that
 * would be ignored; anything else rejects.
 */
export function stepFunctionsApi(
  service: StepFunctionsService,
): (target: string, body: Json) => Promise<ApiAnswer> {
  const operations: { [name: string]: Operation } = {
    StartExecution: operation(
      z.strictObject({
        stateMachineArn: arn,
        name: z.string().exactOptional(),
        input: json.exactOptional(),
        traceHeader: z.string().max(256).exactOptional(),
      }),
      (request) => service.startExecution(request),
    ),
    DescribeExecution: operation(
      z.strictObject({ executionArn: arn, includedData }),
      ({ executionArn, includedData: wanted }) => {
        const { input, output, ...metadata } = service.describeExecution(executionArn);
        const included = { included: wanted === "ALL_DATA" };
        const details = {
          inputDetails: included,
          ...(output === undefined ? {} : { outputDetails: included }),
        };
        return { ...metadata, ...details, ...(included.included ? { input, output } : {}) };
      },
    ),
    GetExecutionHistory: operation(
      z.strictObject({
        executionArn: arn,
        ...page,
        reverseOrder: z.boolean().exactOptional(),
        includeExecutionData: z.boolean().exactOptional(),
      }),
      ({ executionArn, ...request }) => service.getExecutionHistory(executionArn, request),
    ),
    ListExecutions: operation(
      z.strictObject({
        ...page,
        stateMachineArn: arn,
        statusFilter: status.exactOptional(),
        mapRunArn: noMapRuns,
        redriveFilter: noMapRuns,
      }),
      ({ mapRunArn: _, redriveFilter: __, ...request }) => service.listExecutions(request),
    ),
    StopExecution: operation(
      z.strictObject({ executionArn: arn, ...failure }),
      ({ executionArn, error, cause }) => service.stopExecution(executionArn, error, cause),
    ),
    RedriveExecution: operation(
      z.strictObject({ executionArn: arn, clientToken: z.string().min(1).max(64).exactOptional() }),
      ({ executionArn, clientToken }) => service.redriveExecution(executionArn, clientToken),
    ),
    ListStateMachines: operation(z.strictObject(page), (request) => service.listStateMachines(request)),
    DescribeStateMachine: operation(
      z.strictObject({ stateMachineArn: arn, includedData }),
      ({ stateMachineArn, includedData: wanted }) => {
        const { definition, ...metadata } = service.describeStateMachine(stateMachineArn);
        return wanted === "ALL_DATA" ? { ...metadata, definition } : metadata;
      },
    ),
    SendTaskSuccess: operation(
      z.strictObject({ taskToken: z.string(), output: json }),
      ({ taskToken, output }) => service.sendTaskSuccess(taskToken, output),
    ),
    SendTaskFailure: operation(
      z.strictObject({ taskToken: z.string(), ...failure }),
      ({ taskToken, error, cause }) => service.sendTaskFailure(taskToken, error, cause),
    ),
    SendTaskHeartbeat: operation(z.strictObject({ taskToken: z.string() }), ({ taskToken }) =>
      service.sendTaskHeartbeat(taskToken),
    ),
  };

  return async (target, body) => {
    const name = target.startsWith("AWSStepFunctions.") ? target.slice("AWSStepFunctions.".length) : target;
    const perform = operations[name];
    try {
      if (perform === undefined) {
        throw new ServiceError(
          "UnknownOperationException",
          `The local Step Functions has no operation '${name}'`,
        );
      }
      const answer = (await perform(body)) ?? {};
      return { status: 200, body: parseJson(JSON.stringify(answer)) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { status: 400, body: { __type: error.code, message: error.message } };
    }
  };
}

function operation<Request>(schema: z.ZodType<Request>, perform: (request: Request) => unknown): Operation {
  return (body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return perform(parsed.data);
    throw new ServiceError("ValidationException", z.prettifyError(parsed.error));
  };
}
