import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DataPlane } from "../../../local/data-plane.ts";
import { listProcesses } from "../../../local/processes.ts";

/** Answers as the real Worker does, as far as the door looks: services count, and loop on what ends in /loop. */
const worker = `
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async fetch(request) {
    if (request.method === "POST") {
      const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
      await this.ctx.storage.put("count", count);
    }
    return Response.json({ count: (await this.ctx.storage.get("count")) ?? 0 });
  }
}
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/loop")) while (true);
    if (pathname.endsWith("/hang")) return new Promise((resolve) => setTimeout(resolve, 60_000));
    if (pathname.endsWith("/echo")) return new Response(request.body);
    if (pathname.endsWith("/socket")) {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.addEventListener("message", ({ data }) => server.send(data));
      return new Response(null, { status: 101, webSocket: client });
    }
    if (pathname.startsWith("/services/")) return env.COUNTER.getByName(pathname.split("/")[2]).fetch(request);
    if (pathname.startsWith("/control/bench") && (await request.text()).includes("loop")) while (true);
    return Response.json({ live: "r2" });
  },
};
`;

const directory = mkdtempSync(join(tmpdir(), "aidevos-data-plane-"));
const messages: string[] = [];
let plane: DataPlane;

beforeAll(async () => {
  mkdirSync(join(directory, "code"));
  const module = join(directory, "code", "worker.mjs");
  writeFileSync(module, worker);
  plane = await DataPlane.listen({
    wanted: { port: 0, only: true },
    directory,
    hosts: ["tunnel.test"],
    onError: (message) => messages.push(message),
    limits: { interval: 50, processor: 0.3 },
  });
  await plane.start({
    name: "fixture",
    module,
    compatibilityDate: "2026-07-01",
    compatibilityFlags: [],
    bindings: [{ type: "durable_object_namespace", name: "COUNTER", class_name: "Counter" }],
    loader: undefined,
    crons: [],
  });
});
beforeEach(() => {
  messages.length = 0;
});
afterAll(async () => {
  await plane?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function call(path: string, init?: RequestInit) {
  const answer = await fetch(`${plane.url}${path}`, init);
  const body: { count: number } = JSON.parse(await answer.text());
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body };
}
async function runtime() {
  return (await listProcesses()).find(
    ({ parent, command }) => parent === process.pid && command.includes("workerd"),
  );
}

const post = { method: "POST" };

/** Calls again for as long as it is told to, as a good client does. */
async function patientCall(path: string, init?: RequestInit) {
  for (;;) {
    const answer = await call(path, init);
    if (answer.retryAfter === null) return answer;
  }
}

describe("code that does not end", () => {
  test("is named, and the second time its release is set aside until another is live; others go on", async () => {
    expect(await call("/services/good/items", post)).toMatchObject({ body: { count: 1 } });
    expect(await call("/services/bad/loop")).toMatchObject({
      status: 504,
      body: { detail: expect.stringContaining("The code of the service bad did not end") },
    });
    expect(messages).toEqual([expect.stringContaining("a call of the service bad did not end.")]);
    expect(await call("/services/good/items")).toMatchObject({ status: 200, body: { count: 1 } });

    expect(await call("/services/bad/loop")).toMatchObject({ status: 503, body: { title: "Set aside" } });
    expect(messages[1]).toContain("set aside until another one is live");
    expect(await call("/services/bad/items")).toMatchObject({ status: 503, body: { title: "Set aside" } });
    expect(await call("/services/good/items", post)).toMatchObject({ body: { count: 2 } });

    expect(await call("/control/services/bad/promote", post)).toMatchObject({ status: 200 });
    expect(await call("/services/bad/items")).toMatchObject({ status: 200 });
  });

  test("is told from what was under way beside it by taking turns, and nothing acknowledged is lost", async () => {
    const { count: before } = (await call("/services/busy/items")).body;
    let acknowledged = 0;
    let going = true;
    const busy = Array.from({ length: 4 }, async () => {
      while (going) {
        expect((await patientCall("/services/busy/items", post)).status).toBe(200);
        acknowledged += 1;
      }
    });
    for (let tries = 0; !messages.some((message) => message.includes("a call of the service mad")); tries++) {
      expect(tries).toBeLessThan(3);
      await call("/services/mad/loop");
    }
    going = false;
    await Promise.all(busy);
    expect(messages.filter((message) => message.includes("a call of the service busy"))).toEqual([]);
    expect((await call("/services/busy/items")).body.count).toBeGreaterThanOrEqual(before + acknowledged);
  });

  test("in the Bench is a failure of the tests, and in a release that is being delivered a refusal", async () => {
    expect(await call("/control/bench", { ...post, body: "loop" })).toMatchObject({
      status: 200,
      body: { tests: [], failure: expect.stringContaining("code under test in the Bench did not end") },
    });
    expect(await call("/control/bench/migration", { ...post, body: "loop" })).toMatchObject({
      status: 200,
      body: { problems: [], failure: expect.stringContaining("code under test in the Bench did not end") },
    });
    expect(await call("/control/services/new/loop", post)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("The code of the release of new that is being delivered") },
    });
  });
});

test("a call that waits for something that is no code is waited for", async () => {
  const waiting = new AbortController();
  const hanging = fetch(`${plane.url}/services/slow/hang`, { signal: waiting.signal });
  const loop = call("/services/lone/loop");
  expect((await loop).status).toBe(503);
  expect(messages).toEqual([
    expect.stringMatching(/calls of the service (slow|lone), the service (slow|lone):/),
  ]);
  waiting.abort();
  await hanging.catch(() => undefined);
});

test("when the runtime dies, a call under way may be repeated, and one that comes meanwhile waits", async () => {
  const { count: before } = (await call("/services/kept/items", post)).body;
  const hanging = call("/services/kept/hang");
  const dying = await runtime();
  await call("/services/kept/items");
  process.kill(dying?.pid ?? 0, "SIGKILL");
  expect(await hanging).toMatchObject({ status: 503, retryAfter: "1", body: { title: "Restarted" } });
  expect(await patientCall("/services/kept/items", post)).toMatchObject({ body: { count: before + 1 } });
});

test("a runtime that dies again while it starts is started all the same", async () => {
  await call("/services/kept/items");
  const seen = new Set<number>();
  while (seen.size < 2) {
    const found = await runtime();
    if (found === undefined || seen.has(found.pid)) continue;
    seen.add(found.pid);
    process.kill(found.pid, "SIGKILL");
  }
  expect(await patientCall("/services/kept/items")).toMatchObject({ status: 200 });
});

describe("the door", () => {
  function statusFor(host: string): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const outgoing = request(`${plane.url}/services/good/items`, { headers: { host } });
    outgoing.on("response", (answer) => resolve(answer.resume().statusCode)).on("error", reject);
    outgoing.end();
    return promise;
  }

  test.each([
    ["localhost:8787", 200],
    ["127.0.0.1", 200],
    ["shop.localhost:1", 200],
    ["[::1]:8787", 200],
    ["tunnel.test", 200],
    ["evil.test:8787", 403],
    ["localhost.evil.test", 403],
  ])("answers under %s with %i", async (host, status) => {
    expect(await statusFor(host)).toBe(status);
  });

  test("passes large bodies both ways, whole", async () => {
    const body = Buffer.alloc(20_000_000, "POST /services/good HTTP/1.1\r\n");
    const answer = await fetch(`${plane.url}/services/good/echo`, { ...post, body });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  });

  test("passes WebSockets", async () => {
    const socket = new WebSocket(`${plane.url.replace("http", "ws")}/services/good/socket`);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    socket.onopen = () => socket.send("GET / HTTP/1.1");
    socket.onmessage = ({ data }) => resolve(data);
    expect(await promise).toBe("GET / HTTP/1.1");
    socket.close();
  });

  test("takes a head that comes in pieces, and answers a caller that has closed its side", async () => {
    const socket = connect({ port: Number(new URL(plane.url).port), host: "127.0.0.1", allowHalfOpen: true });
    let received = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      received += text;
    });
    for (const part of ["GET /services/good/items HT", "TP/1.1\r\nHost: local", "host\r\n", "\r\n"]) {
      socket.write(part);
      await new Promise(setImmediate);
    }
    socket.end();
    await vi.waitFor(() => expect(received).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\{"count":\d+\}/), 5_000);
  });
});
