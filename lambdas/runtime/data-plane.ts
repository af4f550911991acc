import * as z from "zod";
import { controlPrefix } from "../../shared/delivery/control.ts";
import { signedHeaders } from "../../shared/delivery/signature.ts";
import { callOut } from "./call-out.ts";
import { environmentVariable } from "./environment.ts";
import { DataPlaneRefusedError, ServiceUnavailableError } from "./errors.ts";
import { RememberedSecret, readSecret } from "./secret.ts";

const Problem = z.object({ detail: z.string() });

/** Milliseconds that the data plane has to replay a trace. */
export const replayTime = 240_000;

const secret = new RememberedSecret(async () => {
  const text = await readSecret(environmentVariable("CONTROL_SECRET_ID"));
  if (!text) throw new Error("The control secret has no text value. Generate a new one in Secrets Manager.");
  return text;
});

/** Public base URL of a service on the data plane, with no slash at its end. */
export function serviceUrl(service: string): string {
  return `${dataPlaneUrl()}/services/${service}`;
}

function dataPlaneUrl(): string {
  return environmentVariable("DATA_PLANE_URL").replace(/\/+$/, "");
}

export interface ControlCall<Answer extends z.ZodType> {
  method: "GET" | "POST" | "PUT";
  /** Below `/control`, with its slash. */
  path: string;
  body?: unknown;
  answer: Answer;
  /** Milliseconds until the call is given up. */
  timeout?: number;
}

/**
 * Makes one signed call to the data plane and parses its answer. A refused signature is tried once more with a freshly
 * read secret, since the secret may have been rotated.
 *
 * @throws ServiceUnavailableError when the data plane cannot be reached, or answers 429 or 5xx
 * @throws DataPlaneRefusedError for any other refusal
 */
export async function callDataPlane<Answer extends z.ZodType>(
  call: ControlCall<Answer>,
): Promise<z.output<Answer>> {
  let response = await send(call, await secret.text());
  if (response.status === 401) {
    secret.forget();
    response = await send(call, await secret.text());
  }
  const text = await response.text();
  const name = `${call.method} ${call.path}`;
  if (response.status === 429 || response.status >= 500) {
    throw new ServiceUnavailableError(
      `The data plane answered ${name} with ${response.status}: ${text.slice(0, 500)}`,
    );
  }
  if (!response.ok) throw new DataPlaneRefusedError(name, response.status, detailOf(text));
  return call.answer.parse(text === "" ? undefined : JSON.parse(text));
}

/** What a problem document says to people; the text itself when it is none. */
function detailOf(text: string): string {
  try {
    return Problem.parse(JSON.parse(text)).detail.slice(0, 2000);
  } catch {
    return text.slice(0, 500);
  }
}

async function send(call: ControlCall<z.ZodType>, key: string): Promise<Response> {
  const target = `${controlPrefix}${call.path}`;
  const body = call.body === undefined ? "" : JSON.stringify(call.body);
  try {
    return await callOut(
      `${call.method} ${target.replace(/\?.*$/, "")}`,
      async (traceHeaders) =>
        fetch(`${dataPlaneUrl()}${target}`, {
          method: call.method,
          headers: {
            ...traceHeaders,
            "content-type": "application/json",
            // A connection that is kept is closed by the other side while this environment stands still, or has much to do:
            // the next call would find that out too late.
            connection: "close",
            ...(await signedHeaders(key, { method: call.method, target, body })),
          },
          ...(call.body === undefined ? {} : { body }),
          signal: AbortSignal.timeout(call.timeout ?? 20_000),
        }),
      ({ status }) => status,
    );
  } catch (error) {
    throw new ServiceUnavailableError(`The data plane at ${dataPlaneUrl()} cannot be reached.`, {
      cause: error,
    });
  }
}
