import { ServiceError } from "./errors.ts";

/** The parts of a request that say who makes it. */
export interface CallHeaders {
  host?: string | undefined;
  origin?: string | undefined;
  "sec-fetch-site"?: string | string[] | undefined;
  "content-type"?: string | undefined;
  "content-length"?: string | undefined;
  "transfer-encoding"?: string | undefined;
}

/** Types of bodies that an AWS client sends. A page of the web can't send them elsewhere without being asked first. */
const bodyTypes = /^application\/(?:json|x-amz-json-1\.[01]|octet-stream)\b/i;

/**
 * Whether a `Host` header names this machine, or one of the further hosts. A page of the web that makes a browser call
 * here under a name of its own is told apart by it.
 */
export function isOwnHost(host: string | undefined, hosts: readonly string[]): boolean {
  const name = host?.replace(/:\d+$/, "").toLowerCase();
  if (name === undefined) return false;
  return /^(?:127\.0\.0\.1|(?:[a-z0-9-]+\.)*localhost|\[::1\])$/.test(name) || hosts.includes(name);
}

/**
 * Why a call of the control plane is refused, if it is: pages of the web may not call it, however they try. `body` is
 * whether a body that is not JSON is refused as well.
 */
export function refuseForeign(
  headers: CallHeaders,
  { hosts, body }: { hosts: readonly string[]; body: boolean },
): ServiceError | undefined {
  const { host, origin } = headers;
  if (!isOwnHost(host, hosts))
    return denied(`answers on 127.0.0.1 and localhost${hosts.map((one) => `, ${one}`).join("")} only`);
  if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`)
    return denied(`takes no calls from pages of ${origin}`);
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return denied("takes no calls from pages of other sites");
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (body && hasBody && !bodyTypes.test(headers["content-type"] ?? ""))
    return new ServiceError(
      "UnsupportedMediaTypeException",
      `The local cloud takes JSON, not ${headers["content-type"] ?? "a body without a type"}: send it as content-type application/json.`,
      415,
    );
  return undefined;
}

function denied(what: string): ServiceError {
  return new ServiceError("AccessDeniedException", `The local cloud ${what}.`, 403);
}
