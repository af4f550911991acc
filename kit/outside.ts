/** How the names of headers begin that only a service's host sets. */
const hostHeader = "x-aidevos-";

/** The request without what only a host may say. For a service that stands alone, where any caller could say it. */
export function fromOutside(request: Request): Request {
  const names = [...request.headers.keys()].filter((name) => name.startsWith(hostHeader));
  if (names.length === 0) return request;
  const own = new Request(request);
  for (const name of names) own.headers.delete(name);
  return own;
}
