import type { HttpClient } from "isomorphic-git";
import http from "isomorphic-git/http/node";
import { callOut } from "./call-out.ts";
import { RepositoryContentError } from "./errors.ts";

/** Most bytes of one answer of a Git server, which is held in memory. */
const mostBytes = 64 * 1024 * 1024;

/** The client of Git's HTTP, which reads no more than a service's repository can hold. */
export const boundedHttp: HttpClient = {
  async request(request) {
    const { method = "GET", url, headers } = request;
    const { body, ...answer } = await callOut(
      `git ${method} ${new URL(url).pathname}`,
      (traceHeaders) => http.request({ ...request, headers: { ...headers, ...traceHeaders } }),
      ({ statusCode }) => statusCode,
    );
    return body === undefined ? answer : { ...answer, body: bounded(body) };
  },
};

async function* bounded(body: AsyncIterable<Uint8Array>): AsyncIterableIterator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new RepositoryContentError(
        `The repository sends more than ${mostBytes} bytes. Take what is large out of its history.`,
      );
    }
    yield chunk;
  }
}
