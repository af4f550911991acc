import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { refuseForeign } from "./caller.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { DynamoDbService } from "./dynamodb.ts";
import { messageOf, ServiceError } from "./errors.ts";
import type { GitService } from "./git.ts";
import { listen, type WantedPort } from "./ports.ts";
import { stepFunctionsApi } from "./stepfunctions/api.ts";
import { type Json, parseJson } from "./stepfunctions/json.ts";
import { functionUrls } from "./template/resource-types.ts";

export interface AwsApiOptions {
  controlPlane: ControlPlane;
  dynamoDb: DynamoDbService;
  git: GitService;
  /** Names, beside the loopback interface's, under which calls may come in. */
  hosts?: readonly string[] | undefined;
}

type Answer = { status: number; body: Json | string; headers?: Record<string, string> };

const bodyLimit = 16 * 1024 * 1024;

/** Listens on a port of the loopback interface; whoever calls before `serve` is asked to come again. */
export class AwsApi {
  readonly #server: Server;
  #handle = async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.writeHead(503).end();
  };

  readonly url: string;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    server.on("request", (request, response) => {
      void this.#handle(request, response).catch((reason: unknown) => send(response, refusal(reason)));
    });
  }

  /** Rejects with LocalCloudError when the port that is asked for is taken. */
  static async listen(wanted: WantedPort): Promise<AwsApi> {
    const server = createServer();
    return new AwsApi(server, await listen(server, wanted));
  }

  /**
   * Answers the protocols of AWS at one address: DynamoDB, Step Functions, EventBridge, Secrets Manager and CloudWatch by
   * X-Amz-Target, Lambda's Invoke, provisioned concurrency and function URLs by path; beside them Git repositories. X-Ray's segments are dropped.
   */
  serve(options: AwsApiOptions): void {
    this.#handle = handler(options);
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }
}

function handler({ controlPlane, dynamoDb, git, hosts = [] }: AwsApiOptions) {
  const stepFunctions = stepFunctionsApi(controlPlane.stepFunctions);

  async function answer(url: URL, request: IncomingMessage): Promise<Answer> {
    const target = String(request.headers["x-amz-target"] ?? "");
    const [service = "", operation = ""] = target.split(".");
    const text = await readBody(request);
    const [, functionName] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? [];
    if (functionName !== undefined)
      return invoke(
        controlPlane,
        decodeURIComponent(functionName),
        request.headers["x-amz-invocation-type"],
        text,
      );
    const [, provisioned] =
      /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency$/.exec(url.pathname) ?? [];
    if (provisioned !== undefined)
      return controlPlane.provisionedConcurrency.call({
        method: request.method ?? "GET",
        functionName: decodeURIComponent(provisioned),
        qualifier: url.searchParams.get("Qualifier") ?? "",
        body: parseBody(text),
      });
    if (/^\/(TraceSegments|TelemetryRecords|SamplingTargets|GetSamplingRules)$/.test(url.pathname))
      return { status: 200, body: {} };
    const body = parseBody(text);
    switch (service) {
      case "AWSStepFunctions":
        return stepFunctions(target, body);
      case "AWSEvents":
        return { status: 200, body: controlPlane.eventBridge.call(operation, body) };
      case "GraniteServiceVersion20100801":
        return { status: 200, body: controlPlane.cloudWatch.call(operation, body) };
      case "secretsmanager":
        return { status: 200, body: controlPlane.secrets.call(operation, body) };
      default:
        throw new ServiceError(
          "UnknownOperationException",
          `The local cloud does not know ${target || `${request.method} ${url.pathname}`}. It has DynamoDB, Step Functions, EventBridge (PutEvents), Secrets Manager (GetSecretValue, DescribeSecret), CloudWatch (GetMetricData), Lambda (Invoke, provisioned concurrency of aliases) and Git repositories.`,
        );
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const repository = url.pathname.startsWith("/repositories/");
    const refused = refuseForeign(request.headers, { hosts, body: !repository });
    if (refused) {
      request.resume();
      throw refused;
    }
    if (String(request.headers["x-amz-target"]).startsWith("DynamoDB_"))
      return dynamoDb.handle(request, response);
    if (url.pathname.startsWith(functionUrls))
      return controlPlane.functionUrls.handle(request, response, url);
    if (repository) return git.handle(request, response, url);
    send(response, await answer(url, request));
  };
}

async function invoke(
  controlPlane: ControlPlane,
  name: string,
  type: string | string[] | undefined,
  payload: string,
): Promise<Answer> {
  const text = payload === "" ? "{}" : payload;
  parseBody(text);
  if (type === "DryRun") return { status: 204, body: "" };
  const outcome = controlPlane.lambda.invoke(name, text);
  if (type === "Event") {
    // Nobody waits for the answer; the function's log has it.
    outcome.catch(() => undefined);
    return { status: 202, body: "" };
  }
  const result = await outcome;
  const headers = { "x-amz-executed-version": "$LATEST" };
  if ("payload" in result) return { status: 200, body: result.payload, headers };
  return {
    status: 200,
    body: JSON.stringify(result.functionError),
    headers: { ...headers, "x-amz-function-error": "Unhandled" },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > bodyLimit)
      throw new ServiceError(
        "RequestEntityTooLargeException",
        `A request holds at most ${bodyLimit} bytes.`,
        413,
      );
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): Json {
  try {
    return text === "" ? {} : parseJson(text);
  } catch (cause) {
    throw new ServiceError("SerializationException", `The body is not JSON: ${messageOf(cause)}`);
  }
}

function refusal(reason: unknown): Answer {
  const [code, status] =
    reason instanceof ServiceError ? [reason.code, reason.status] : ["InternalServerError", 500];
  return {
    status,
    body: { __type: code, message: messageOf(reason) },
    headers: { "x-amzn-errortype": code },
  };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0", ...headers });
  response.end(text);
}
