import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { ServiceError, TemplateError } from "../errors.ts";
import { parseJson } from "../stepfunctions/json.ts";
import type { Resource } from "../template/evaluate.ts";
import { functionUrls } from "../template/resource-types.ts";
import type { InvocationOutcome } from "./protocol.ts";

/** Longest body that a function URL takes, in bytes. */
const bodyLimit = 6 * 1024 * 1024;

const Properties = z.object({
  TargetFunctionArn: z.string(),
  /** Calls signed by AWS's own rules are not known here. */
  AuthType: z.literal("NONE"),
});
const Answer = z.object({
  statusCode: z.int().default(200),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(""),
  isBase64Encoded: z.boolean().default(false),
});

type Invoke = (functionName: string, payload: string) => Promise<InvocationOutcome>;

/** The function URLs of the templates, in payload format 2.0. */
export class FunctionUrls {
  readonly #functions: Map<string, string>;
  readonly #invoke: Invoke;

  constructor(resources: readonly Resource[], invoke: Invoke) {
    this.#functions = new Map(
      resources.map((resource) => {
        const properties = Properties.safeParse(resource.properties);
        if (properties.success) return [resource.name, properties.data.TargetFunctionArn];
        throw new TemplateError(`Function URL ${resource.logicalId}: ${z.prettifyError(properties.error)}`);
      }),
    );
    this.#invoke = invoke;
  }

  /** Answers a call below `/function-urls/<name>/`; throws ServiceError where there is none, or its body is too long. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [name = ""] = url.pathname.slice(functionUrls.length).split("/", 1);
    const target = this.#functions.get(name);
    if (target === undefined)
      throw new ServiceError("ResourceNotFoundException", `No template holds the function URL ${name}.`, 404);
    const body = await readBody(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([header, value]) => [header, [value].flat().join(",")]),
    );
    const event = {
      version: "2.0",
      rawPath: url.pathname.slice(`${functionUrls}${name}`.length),
      rawQueryString: url.search.slice(1),
      headers,
      requestContext: {
        http: { method: request.method ?? "GET", path: url.pathname, sourceIp: "127.0.0.1" },
      },
      body: body.toString("base64"),
      isBase64Encoded: true,
    };
    const outcome = await this.#invoke(target, JSON.stringify(event));
    const answer = Answer.safeParse("payload" in outcome ? parseJson(outcome.payload) : undefined);
    if (!answer.success) throw new ServiceError("InternalServerError", "The function failed.", 502);
    const { statusCode, isBase64Encoded, body: text } = answer.data;
    response.writeHead(statusCode, { "content-type": "text/plain", ...answer.data.headers });
    response.end(Buffer.from(text, isBase64Encoded ? "base64" : "utf8"));
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLong = () =>
    new ServiceError(
      "RequestEntityTooLargeException",
      `A function URL takes ${bodyLimit} bytes at most.`,
      413,
    );
  if (Number(request.headers["content-length"] ?? 0) > bodyLimit) throw tooLong();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > bodyLimit) throw tooLong();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
