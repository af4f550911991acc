import type { Env } from "../environment.ts";
import { callLimit, serviceClass } from "../generated-code.ts";
import { TimeLimitError, within } from "../within.ts";

/** Base URL that probes show to generated code. Nothing is there. */
export const probeBase = "http://service.test";

/** A path that no service has. */
export const unknownPath = "/.well-known/aidevos/unknown";

/** Most bytes of an answer that a probe reads. */
const answerLimit = 4 * 1024 * 1024;

/** Starts generated code over the named facet's data. The first call constructs it. */
export function startFacet(ctx: DurableObjectState, env: Env, name: string, digest: string): Fetcher {
  return ctx.facets.get(name, () => ({ class: serviceClass(env, digest) }));
}

export interface Probe {
  method: string;
  /** With its query. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
}

export interface ProbeAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * The facet's whole answer, within the time limit.
 *
 * @throws when the code does not load, its constructor throws, it does not answer in time, or its answer is too long
 */
export function probe(
  facet: Fetcher,
  { method, path, body }: Probe,
  limit = callLimit,
): Promise<ProbeAnswer> {
  const request = new Request(`${probeBase}${path}`, {
    method,
    headers: {
      "x-aidevos-base": probeBase,
      "x-aidevos-time": String(Date.now()),
      "x-aidevos-request": crypto.randomUUID(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    redirect: "manual",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return within(limit, answerTo(facet, request, limit));
}

async function answerTo(facet: Fetcher, request: Request, limit: number): Promise<ProbeAnswer> {
  const { status, headers, body } = await facet.fetch(request);
  return { status, headers, text: body === null ? "" : await readText(body, limit) };
}

/** Stops reading where the probe is over, so that a body without end does not go on coming. */
async function readText(body: ReadableStream<Uint8Array>, limit: number): Promise<string> {
  const reader = body.getReader();
  const end = Date.now() + limit;
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await within(Math.max(1, end - Date.now()), reader.read());
      if (done) return text + decoder.decode();
      length += value.byteLength;
      if (length > answerLimit) throw new Error(`Its answer is longer than ${answerLimit} bytes.`);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    throw error instanceof TimeLimitError ? new TimeLimitError(limit) : error;
  }
}
