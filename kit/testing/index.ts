import type { TestClock } from "./clock.ts";

export { type TestClock, testClock } from "./clock.ts";
export { otherId } from "./ids.ts";
export { longestPause, pausing, type Wait } from "./pause.ts";

/** An answer of the service: header names in lower case, `body` parsed when the answer is JSON, else null. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  text: string;
}

/** A request and an answer as plain data, which is what can cross into a sandbox. */
export interface SentRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** When the service gets it, in milliseconds since the epoch, where that is not now. */
  time?: number;
}
export interface SentAnswer {
  status: number;
  headers: [string, string][];
  text: string;
}
export type Send = (request: SentRequest) => Promise<SentAnswer>;

/**
 * Calls the service under test. `target` is a path with its query, or an absolute URL of the service. A body that is
 * no string is sent as JSON.
 */
export type Call = (
  method: string,
  target: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Where the service seems to be while it is tested. */
export const testBase = "http://service.test";

/** What tests call, over any way to the service, at the time that their clock shows. */
export function callVia(send: Send, clock: () => TestClock | undefined = () => undefined): Call {
  return async (method, target, body, headers = {}) => {
    const url = new URL(target, testBase);
    if (url.origin !== testBase) {
      throw new Error(`${target} is not a URL of the service under test (${testBase}).`);
    }
    const sent = new Headers(headers);
    if (body !== undefined && !sent.has("content-type")) sent.set("content-type", "application/json");
    const shown = clock();
    const answer = await send({
      method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(sent),
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      ...(shown?.isSet === true && { time: shown.now() }),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: parsed(answer),
      text: answer.text,
    };
  };
}

function parsed({ headers, text }: SentAnswer): unknown {
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
  if (!/[/+]json\b/.test(type)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
