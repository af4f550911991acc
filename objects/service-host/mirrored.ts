import type { ComparedAnswer } from "../../shared/delivery/compare-answers.ts";
import { readAnswer } from "../read-body.ts";
import { headersOfCopy } from "../trace-headers.ts";
import type { Shadow } from "./shadow.ts";
import { comparedLimit } from "./twin-request.ts";

/** Milliseconds that an answer may take to go out: one that is longer on its way is a stream. */
const sendingLimit = 10_000;

interface MirroredOptions {
  shadow: Shadow;
  /** The release that is live. */
  release: string;
  /** Gives the live release's answer, and whether that is the host's own since there was none. */
  answer: (request: Request) => Promise<{ answer: Response; isOwn: boolean }>;
}

/** Answers a caller's request, and has a copy of it and of the answer compared once that has gone out. */
export async function mirrored(
  request: Request,
  { shadow, release, answer }: MirroredOptions,
): Promise<Response> {
  const { method, url } = request;
  const mayWrite = method !== "GET" && method !== "HEAD";
  // The place is taken before anything is waited for: it says which request came first.
  const place = shadow.enter(Number(request.headers.get("content-length") ?? 0), mayWrite);
  if (place === undefined) return (await answer(request)).answer;
  // The router has read it already.
  const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
  const headers = headersOfCopy(request.headers);
  const asked =
    body === null
      ? request
      : new Request(url, { method, headers: request.headers, body, redirect: "manual" });
  const { answer: given, isOwn } = await answer(asked);
  const kept = { request: { method, url, headers, body }, release };
  if (isOwn) {
    shadow.keep(place, { ...kept, answer: { status: null, headers: [], text: "" } });
    return given;
  }
  return recorded(given, (said) => {
    if (said === undefined) shadow.leave(place, mayWrite);
    else shadow.keep(place, { ...kept, answer: said });
  });
}

/**
 * The answer as it goes to its caller, who waits for nothing: `record` is told what went out, or nothing when it can't be
 * compared.
 */
function recorded(answer: Response, record: (answer: ComparedAnswer | undefined) => void): Response {
  const { body, status, headers } = answer;
  const said = (text: string) => ({ status, headers: [...headers] as [string, string][], text });
  if (answer.webSocket || isStream(headers)) {
    record(undefined);
    return answer;
  }
  if (body === null) {
    record(said(""));
    return answer;
  }
  const [own, copy] = body.tee();
  readAnswer(new Response(copy, { headers: lengthOf(headers) }), { bytes: comparedLimit, time: sendingLimit })
    .then((reading) =>
      record(reading.outcome === "read" ? said(new TextDecoder().decode(reading.bytes)) : undefined),
    )
    .catch(() => record(undefined));
  return new Response(own, answer);
}

function isStream(headers: Headers): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}

function lengthOf(headers: Headers): Record<string, string> {
  const length = headers.get("content-length");
  return length === null ? {} : { "content-length": length };
}
