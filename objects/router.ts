import { hostHeaderPrefix, hostHeaders } from "@aidevos/kit";
import { ServiceName } from "../shared/blueprint/blueprint.ts";
import { controlPrefix, TenantName } from "../shared/delivery/control.ts";
import { control } from "./control/control.ts";
import type { Env } from "./environment.ts";
import { callLimit } from "./generated-code.ts";
import { headersOfHost } from "./host-headers.ts";
import { loaderMissing, problemResponse } from "./problem.ts";
import { dropBody, readRequest } from "./read-body.ts";
import { tenantMark } from "./registry/fleet.ts";
import { beginSpan } from "./trace-headers.ts";

const servicesPrefix = "/services/";

/** Most characters of a URL's path and query. */
const targetLimit = 8_192;

/** Most bytes of the body of a request to a service. */
const bodyLimit = 4 * 1024 * 1024;

/**
 * Answers a request: a service's own (`/services/<name>/…`), the control plane's, or what this Worker is. Whatever the
 * answer, the request's body has been read by then.
 */
export async function route(request: Request, env: Env): Promise<Response> {
  const answer = await answerTo(request, env);
  if (!request.bodyUsed) await dropBody(request);
  return answer;
}

function answerTo(request: Request, env: Env): Response | Promise<Response> {
  const { url } = request;
  const path = url.indexOf("/", url.indexOf("://") + 3);
  if (url.length - path > targetLimit) {
    const detail = `A path with its query may have ${targetLimit} characters.`;
    return problemResponse({ status: 414, title: "URI Too Long", detail });
  }
  if (url.startsWith(servicesPrefix, path)) return callService(request, env, path);

  const { pathname, origin } = new URL(url);
  if (isForeign(request, origin)) {
    return problemResponse({
      status: 403,
      title: "Foreign page",
      detail: "Pages of other origins may call services, and nothing else here.",
    });
  }
  if (pathname === controlPrefix || pathname.startsWith(`${controlPrefix}/`)) return control(request, env);
  if (pathname === "/" && request.method === "GET") {
    return Response.json({ name: "AIDevOS", services: `${origin}/services/{name}` });
  }
  return problemResponse({ status: 404, title: "Not found", detail: `Nothing is at ${pathname}.` });
}

/** Whether a browser says that a page of another origin makes the call. */
function isForeign({ headers }: Request, origin: string): boolean {
  const page = headers.get("origin") ?? origin;
  const site = headers.get("sec-fetch-site") ?? "none";
  return page !== origin || (site !== "none" && site !== "same-origin");
}

/** The hot path: one copy of the request, no object besides the service's own, URLs cut as text. */
async function callService(request: Request, env: Env, path: number): Promise<Response> {
  if (env.LOADER === undefined) return problemResponse(loaderMissing);
  const { url } = request;
  const start = path + servicesPrefix.length;
  const length = url.slice(start).search(/[/?#]/);
  const end = length === -1 ? url.length : start + length;
  const name = url.slice(start, end);
  if (!isObjectName(name)) {
    return problemResponse({ status: 404, title: "Not found", detail: "No service has such a name." });
  }

  let body: Uint8Array | null = null;
  if (request.body !== null) {
    const reading = await readRequest(request, { bytes: bodyLimit, time: callLimit });
    if (reading.outcome !== "read") return unread(reading.outcome);
    if (request.method !== "GET" && request.method !== "HEAD") body = reading.bytes;
  }
  const rest = url.slice(end);
  // A new request instead of a copy: a copy takes along `cf`, which costs a fifth of the throughput.
  const relative = new Request(`${url.slice(0, path)}${rest.startsWith("/") ? "" : "/"}${rest}`, {
    method: request.method,
    headers: request.headers,
    body,
    redirect: "manual",
  });
  for (const header of request.headers.keys()) {
    if (header.startsWith(hostHeaderPrefix)) relative.headers.delete(header);
  }
  const own = headersOfHost(url.slice(0, end));
  for (const [name, value] of Object.entries(own)) relative.headers.set(name, value);
  beginSpan(relative.headers, own[hostHeaders.request]);
  return env.SERVICE_HOST.getByName(name).fetch(relative);
}

function unread(outcome: "tooLarge" | "incomplete"): Response {
  if (outcome === "tooLarge") {
    const detail = `A request's body may have ${bodyLimit} bytes.`;
    return problemResponse({ status: 413, title: "Content Too Large", detail });
  }
  const detail = `The request's body did not come whole within ${callLimit} ms.`;
  return problemResponse({ status: 408, title: "Request Timeout", detail });
}

const knownNames = new Set<string>();

/** Whether the name could be a service's or a tenant's of one; remembers those that could, up to a bound. */
function isObjectName(name: string): boolean {
  if (knownNames.has(name)) return true;
  const [service, tenant, ...more] = name.split(tenantMark);
  if (!ServiceName.safeParse(service).success || more.length > 0) return false;
  if (tenant !== undefined && !TenantName.safeParse(tenant).success) return false;
  if (knownNames.size < 1_000) knownNames.add(name);
  return true;
}
