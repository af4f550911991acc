import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import { onTestFinished } from "vitest";
import { freePort, listen } from "../../../local/ports.ts";
import { ModelError } from "../../../shared/models/errors.ts";
import type { ConverseRequest, Json, Model } from "../../../shared/models/model.ts";

/** Bytes that a service answers with. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body: string | Buffer;
  /** Bytes of the body after which the answer stops. */
  cutAt?: number;
  /** How it stops: as if it were whole, or by losing the connection. */
  cut?: "end" | "reset";
  /** Never answers. */
  hangs?: true;
}

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: { [key: string]: Json };
}

export interface Answering {
  url: string;
  /** Requests so far, in order. */
  received: Received[];
  /** Ends the service and its connections; a second time changes nothing. */
  stop(): Promise<void>;
}

/** A service on this machine that answers each request as `reply` says of it and of how many came before it. */
export async function answering(reply: (request: Received, index: number) => Reply): Promise<Answering> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method = "", url: path = "", headers } = request;
    const whole = { method, path, headers, body: text === "" ? {} : JSON.parse(text) };
    answer(response, reply(whole, received.push(whole) - 1));
  });
  // What holds up all of this process for seconds leaves idle connections good.
  server.keepAliveTimeout = 600_000;
  const port = await listen(server, { port: 0, only: true });
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A service that answers with the given replies, in order, the last one again and again. Ends with the test. */
export async function replaying(...replies: [Reply, ...Reply[]]): Promise<Answering> {
  const service = await answering((_, index) => replies[Math.min(index, replies.length - 1)] ?? replies[0]);
  onTestFinished(service.stop);
  return service;
}

function answer(
  response: ServerResponse,
  { status = 200, headers = {}, body, cutAt, cut, hangs }: Reply,
): void {
  if (hangs) return;
  response.writeHead(status, headers);
  const whole = Buffer.from(body);
  if (cutAt === undefined) {
    response.end(whole);
    return;
  }
  response.write(whole.subarray(0, cutAt), () =>
    cut === "reset" ? response.socket?.resetAndDestroy() : response.end(),
  );
}

/** The address of a port at which nothing listens. */
export async function deadUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}

/** A request as agents make it. */
export const asking: ConverseRequest = {
  modelId: "some-model",
  system: [{ text: "You count." }, { cachePoint: { type: "default" } }],
  messages: [{ role: "user", content: [{ text: "two words" }] }],
  toolConfig: {
    tools: [
      {
        toolSpec: {
          name: "count_words",
          description: "Hands in the count.",
          inputSchema: { json: { type: "object", properties: { words: { type: "integer" } } } },
        },
      },
    ],
    toolChoice: { tool: { name: "count_words" } },
  },
  inferenceConfig: { maxTokens: 32_000 },
};

/** How a model fails at `asking`; it must. */
export async function failureOf(model: Model): Promise<ModelError> {
  const error: unknown = await model.converse(asking).catch((reason: unknown) => reason);
  if (error instanceof ModelError) return error;
  throw new Error(`It gave ${JSON.stringify(error)}`);
}

/** The server-sent events of OpenAI's chat completions. */
export function events(...chunks: Json[]): Reply {
  const body = [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
  return { headers: { "content-type": "text/event-stream" }, body };
}

/** The frames of Bedrock's event stream: https://smithy.io/2.0/aws/amazon-eventstream.html */
export function frames(...messages: [type: string, payload: Json, kind?: "event" | "exception"][]): Reply {
  return {
    headers: { "content-type": "application/vnd.amazon.eventstream" },
    body: Buffer.concat(messages.map(([type, payload, kind = "event"]) => frame(type, payload, kind))),
  };
}

function frame(type: string, payload: Json, kind: "event" | "exception"): Buffer {
  const headers = Buffer.concat(
    Object.entries({
      [`:${kind}-type`]: type,
      ":content-type": "application/json",
      ":message-type": kind,
    }).map(([name, value]) => header(name, value)),
  );
  const data = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + data.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const content = Buffer.concat([prelude, checksum(prelude), headers, data]);
  return Buffer.concat([content, checksum(content)]);
}

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  // 7 is the type of strings.
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([7]),
    length,
    Buffer.from(value),
  ]);
}

function checksum(bytes: Buffer): Buffer {
  const result = Buffer.alloc(4);
  result.writeUInt32BE(crc32(bytes));
  return result;
}
