import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";
import { send } from "./fixtures/send.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
  await plane.release("words", "r1", await wordService({ version: "one" }));
});
afterAll(() => plane.stop());

describe("a keep-alive connection outlives an answer to a body that nobody needed", () => {
  test.each([
    ["of an unknown path", "POST", "/services/words/none", 404],
    ["of an unknown service", "POST", "/services/nobody/x", 404],
    ["of no service", "POST", "/nothing", 404],
    ["of an unsigned call", "POST", "/control/services", 401],
    ["of a GET", "GET", "/services/words/", 200],
    ["of a DELETE", "DELETE", "/services/words/none", 404],
  ])("%s", async (_name, method, path, status) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const body = "x".repeat(20_000);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => send(plane.url, { method, path, body, agent })),
    );
    agent.destroy();
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status]));
  });
});

describe("a body that is too large", () => {
  const large = Buffer.alloc(20 * 1024 * 1024, "x");
  const signature = {
    "x-aidevos-time": String(Date.now()),
    "x-aidevos-nonce": crypto.randomUUID(),
    "x-aidevos-signature": "0".repeat(64),
  };

  test.each([false, true])("is refused with an answer that arrives (chunked: %s)", async (chunked) => {
    const service = await send(plane.url, {
      method: "POST",
      path: "/services/words/words",
      body: large,
      chunked,
    });
    expect(service).toMatchObject({ status: 413, text: expect.stringContaining("Content Too Large") });
    const control = { method: "POST", path: "/control/services", body: large, chunked };
    expect((await send(plane.url, control)).status).toBe(401);
    expect((await send(plane.url, { ...control, headers: signature })).status).toBe(413);
  });
});

test("a body that a GET should not have reaches no service", async () => {
  const answer = await send(plane.url, { method: "GET", path: "/services/words/headers", body: "{}" });
  expect(answer.status).toBe(200);
  const head = await send(plane.url, { method: "HEAD", path: "/services/words/", body: "{}" });
  expect(head.status).toBe(200);
});

test("a URL that is too long is refused", async () => {
  const path = `/services/words/?q=${"x".repeat(9_000)}`;
  expect((await send(plane.url, { method: "GET", path, body: "" })).status).toBe(414);
});

describe("a release whose OpenAPI document never ends", () => {
  const stream = (pull: string) =>
    `if (url.pathname === "/openapi.json") return new Response(new ReadableStream({ ${pull} }));`;

  test.each([
    ["and never stops", "pull(c) { c.enqueue(new Uint8Array(65536)); }", "longer than"],
    ["and says nothing", "pull() { return new Promise(() => {}); }", "did not end"],
  ])("%s does not pass its smoke, and a rollback gets through", async (_name, pull, detail) => {
    const service = `endless-${pull.length}`;
    await plane.release(service, "r1", await wordService({ version: "one" }));
    await plane.register(service, "r2", await wordService({ version: "two", routes: stream(pull) }));
    const smoke = plane.done("POST", `/control/services/${service}/smoke`, { release: "r2" });
    const rollback = plane.done("POST", `/control/services/${service}/rollback`, { reason: "test" });
    expect(await smoke).toMatchObject({
      passed: false,
      checks: expect.arrayContaining([
        { name: "GET /openapi.json", passed: false, detail: expect.stringContaining(detail) },
      ]),
    });
    expect(await rollback).toMatchObject({ live: null });
  });
});
