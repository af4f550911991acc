import { within } from "./within.ts";

/** Most bytes of a body that are read only to be dropped, so that its sender is there to read the answer. */
const dropLimit = 64 * 1024 * 1024;

/** How long a sender may take for what is dropped, in milliseconds. */
const dropTime = 10_000;

export type Reading =
  | { outcome: "read"; bytes: Uint8Array }
  | { outcome: "tooLarge" }
  /** It was cut off, or did not end in time. */
  | { outcome: "incomplete" };

export interface ReadLimits {
  /** Most bytes. */
  bytes: number;
  /** Milliseconds for all of it. */
  time: number;
}

/** Reads a request's body into memory. What is more than the limits allow is dropped, as `dropBody` does. */
export async function readRequest(request: Request, limits: ReadLimits): Promise<Reading> {
  const reading = await read(request, limits);
  if (reading.outcome === "tooLarge") await dropBody(request);
  return reading;
}

/** Reads an answer's body into memory, and no more of it than the limits allow; the rest is cancelled. */
export async function readAnswer(answer: Response, limits: ReadLimits): Promise<Reading> {
  const reading = await read(answer, limits);
  if (reading.outcome === "tooLarge") answer.body?.cancel().catch(() => undefined);
  return reading;
}

/**
 * Reads a request's body and drops it. A connection whose request was answered unread is cut off: its client sees an
 * error instead of the answer, or with its next request. Of a very large body only a part is read.
 */
export async function dropBody({ body }: Request): Promise<void> {
  if (body === null) return;
  let length = 0;
  const outcome = await consume(body, dropTime, (chunk) => {
    length += chunk.byteLength;
    return length <= dropLimit;
  });
  if (outcome === "stopped") body.cancel().catch(() => undefined);
}

async function read(
  { body, headers }: Pick<Request | Response, "body" | "headers">,
  limits: ReadLimits,
): Promise<Reading> {
  if (body === null) return { outcome: "read", bytes: new Uint8Array() };
  if (Number(headers.get("content-length")) > limits.bytes) return { outcome: "tooLarge" };
  const chunks: Uint8Array[] = [];
  let length = 0;
  const outcome = await consume(body, limits.time, (chunk) => {
    length += chunk.byteLength;
    chunks.push(chunk);
    return length <= limits.bytes;
  });
  if (outcome === "whole") return { outcome: "read", bytes: joined(chunks, length) };
  return { outcome: outcome === "stopped" ? "tooLarge" : "incomplete" };
}

/** Reads chunks until the body ends, or `take` stops it. It is cancelled when it fails or the time is over. */
async function consume(
  body: ReadableStream<Uint8Array>,
  time: number,
  take: (chunk: Uint8Array) => boolean,
): Promise<"whole" | "stopped" | "failed"> {
  const reader = body.getReader();
  const reading = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "whole";
      if (!take(value)) return "stopped";
    }
  };
  const outcome = await within(time, reading()).catch(() => "failed" as const);
  if (outcome === "failed") reader.cancel().catch(() => undefined);
  else reader.releaseLock();
  return outcome;
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.byteLength;
  }
  return bytes;
}
