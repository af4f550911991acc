import { z } from "zod";
import { type Json, parseJson } from "./json.ts";
import type { StepFunctionsService } from "./service.ts";
import { ServiceError } from "./service-error.ts";

export interface ApiAnswer {
  status: number;
  body: Json;
}

type Operation = (body: Json) => unknown;

const executionArn = z.object({ executionArn: z.string() });
const stateMachineArn = z.object({ stateMachineArn: z.string() });
const page = {
  maxResults: z.number().int().min(0).max(1000).exactOptional(),
  nextToken: z.string().exactOptional(),
};

/**
 * Answers the AWS JSON 1.0 protocol for the service: `target` is the X-Amz-Target header, such as
 * `AWSStepFunctions.StartExecution`. A caller's mistake is a 400 with `__type` and `message`; anything else rejects.
 */
export function stepFunctionsApi(
  service: StepFunctionsService,
): (target: string, body: Json) => Promise<ApiAnswer> {
  const operations: { [name: string]: Operation } = {
    StartExecution: operation(
      stateMachineArn.extend({ name: z.string().exactOptional(), input: z.string().exactOptional() }),
      (request) => service.startExecution(request),
    ),
    DescribeExecution: operation(executionArn, (request) => ({
      ...service.describeExecution(request.executionArn),
      inputDetails: { included: true },
      outputDetails: { included: true },
    })),
    GetExecutionHistory: operation(
      executionArn.extend({
        ...page,
        reverseOrder: z.boolean().exactOptional(),
        includeExecutionData: z.boolean().exactOptional(),
      }),
      ({ executionArn: arn, ...request }) => service.getExecutionHistory(arn, request),
    ),
    ListExecutions: operation(
      z.object({
        ...page,
        stateMachineArn: z.string().exactOptional(),
        statusFilter: z.string().exactOptional(),
      }),
      (request) => service.listExecutions(request),
    ),
    StopExecution: operation(
      executionArn.extend({ error: z.string().optional(), cause: z.string().optional() }),
      (request) => service.stopExecution(request.executionArn, request.error, request.cause),
    ),
    RedriveExecution: operation(executionArn, (request) => service.redriveExecution(request.executionArn)),
    ListStateMachines: operation(z.object(page), () => service.listStateMachines()),
    DescribeStateMachine: operation(stateMachineArn, (request) =>
      service.describeStateMachine(request.stateMachineArn),
    ),
    SendTaskSuccess: operation(z.object({ taskToken: z.string(), output: z.string() }), (request) =>
      service.sendTaskSuccess(request.taskToken, request.output),
    ),
    SendTaskFailure: operation(
      z.object({ taskToken: z.string(), error: z.string().optional(), cause: z.string().optional() }),
      (request) => service.sendTaskFailure(request.taskToken, request.error, request.cause),
    ),
    SendTaskHeartbeat: operation(z.object({ taskToken: z.string() }), (request) =>
      service.sendTaskHeartbeat(request.taskToken),
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
