import { connect } from "node:net";

export interface Load {
  connections: number;
  /** How long to send for, in milliseconds, at most. */
  duration: number;
  /** Whether to end earlier. */
  isOver?: () => boolean;
  /** GET when not given. */
  method?: string;
  /** JSON to send with each request. */
  body?: string;
}

export interface LoadResult {
  requestsPerSecond: number;
  /** Answers whose status was not 2xx, and connections that were cut. */
  failed: number;
  /** Times of answers, in milliseconds, ascending. */
  times: number[];
  /** When each answer was whole (`performance.now()`), ascending. */
  answeredAt: number[];
}

/** Sends one request again and again over keep-alive connections, one at a time on each. Sockets, so that the client costs little. */
export async function load(url: string, settings: Load): Promise<LoadResult> {
  const { connections, duration, method = "GET", body = "", isOver = () => false } = settings;
  const { hostname, port, pathname, search, host } = new URL(url);
  const request = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    "accept: application/json",
    "user-agent: load",
    ...(body === "" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
    "",
    body,
  ].join("\r\n");
  const times: number[] = [];
  const answeredAt: number[] = [];
  let failed = 0;
  const end = performance.now() + duration;
  const goesOn = () => performance.now() < end && !isOver();
  const connection = (): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname).setNoDelay(true).setEncoding("latin1");
      let received = "";
      let started = 0;
      const send = () => {
        received = "";
        started = performance.now();
        socket.write(request);
      };
      socket.on("connect", send).on("error", reject);
      socket.on("data", (text: string) => {
        received += text;
        if (!isWhole(received)) return;
        const now = performance.now();
        times.push(now - started);
        answeredAt.push(now);
        if (!received.startsWith("HTTP/1.1 2")) failed++;
        if (goesOn()) return send();
        socket.end();
        resolve();
      });
      socket.on("close", () => {
        if (!goesOn()) return resolve();
        failed++;
        connection().then(resolve, reject);
      });
    });
  await Promise.all(Array.from({ length: connections }, connection));
  times.sort((left, right) => left - right);
  return { requestsPerSecond: (times.length / duration) * 1_000, failed, times, answeredAt };
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf("\r\n\r\n");
  if (head === -1) return false;
  const length = /content-length: (\d+)/i.exec(answer.slice(0, head))?.[1];
  return length === undefined ? answer.endsWith("0\r\n\r\n") : answer.length >= head + 4 + Number(length);
}

/** The value below which a share of the ascending values lies. */
export function quantile(ascending: number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}
