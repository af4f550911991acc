import { hostHeaderPrefix } from "./request.ts";

/** The request without what only a host may say. For a service that stands alone, where any caller could say it. */
export function fromOutside(request: Request): Request {
  const names = [...request.headers.keys()].filter((name) => name.startsWith(hostHeaderPrefix));
  if (names.length === 0) return request;
  const own = new Request(request);
  for (const name of names) own.headers.delete(name);
  return own;
}
