import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataPlane, previousSecret, signed } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

const target = "/control/services";
const minute = 60_000;
let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

describe("signed calls", () => {
  test("the current and the previous secret are accepted", async () => {
    expect((await plane.control("GET", target)).status).toBe(200);
    expect((await plane.control("GET", target, { secret: previousSecret })).status).toBe(200);
  });

  test.each([
    ["another secret", { secret: "guessed" }],
    ["a time long past", { time: Date.now() - 6 * minute }],
    ["a time to come", { time: Date.now() + 6 * minute }],
    ["a nonce that is none", { nonce: "short" }],
  ])("%s is refused", async (_name, options) => {
    const answer = await plane.control("GET", target, options);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 401, title: "Not signed" });
  });

  test("a nonce is accepted once", async () => {
    const nonce = crypto.randomUUID();
    expect((await plane.control("GET", target, { nonce })).status).toBe(200);
    expect((await plane.control("GET", target, { nonce })).status).toBe(401);
  });

  test("a signature is good for its own method, target and body only", async () => {
    const headers = await signed("GET", target, "");
    expect((await fetch(`${plane.url}/control/lessons?query=x`, { headers })).status).toBe(401);
    expect((await fetch(`${plane.url}${target}`, { headers, method: "DELETE" })).status).toBe(401);
    const rollback = "/control/services/any/rollback";
    const body = await signed("POST", rollback, '{"reason":"a"}');
    const changed = { method: "POST", headers: body, body: '{"reason":"b"}' };
    expect((await fetch(plane.url + rollback, changed)).status).toBe(401);
  });

  test("an unsigned call is refused", async () => {
    expect((await fetch(plane.url + target)).status).toBe(401);
  });
});

describe("the router", () => {
  test.each([
    ["its origin", { origin: "https://evil.test" }],
    ["an origin without a name", { origin: "null" }],
    ["its site", { "sec-fetch-site": "cross-site" }],
    ["a site of the same domain", { "sec-fetch-site": "same-site" }],
  ])("refuses a foreign page, known by %s, everything but services", async (_name, headers) => {
    expect((await plane.control("GET", target, { headers })).status).toBe(403);
    expect((await fetch(plane.url, { headers })).status).toBe(403);
    expect((await plane.service("unknown", "/", { headers })).status).toBe(404);
  });

  test("takes calls of its own pages", async () => {
    const headers = { origin: plane.url, "sec-fetch-site": "same-origin" };
    expect((await plane.control("GET", target, { headers })).status).toBe(200);
  });

  test("gives a service its own path and the host's headers, and none that the caller made up", async () => {
    await plane.release("echo", "r1", await wordService({ version: "one" }));
    const headers = {
      "x-aidevos-base": "http://evil.test",
      "x-aidevos-time": "1",
      "x-aidevos-request": "mine",
      "x-aidevos-nonce": "mine",
      "x-own": "kept",
    };
    const before = Date.now();
    const answer: unknown = await (await plane.service("echo", "/headers?x=1", { headers })).json();
    expect(answer).toMatchObject({
      "x-aidevos-base": `${plane.url}/services/echo`,
      "x-aidevos-request": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-own": "kept",
    });
    expect(answer).not.toHaveProperty("x-aidevos-nonce");
    expect(answer).toHaveProperty(
      "x-aidevos-time",
      expect.toSatisfy((time: string) => Number(time) >= before),
    );

    expect(await (await plane.service("echo", "/a/b?c=d%20e")).json()).toEqual({ path: "/a/b?c=d%20e" });
    expect((await plane.service("echo", "")).status).toBe(200);
    expect((await plane.service("echo", "?x=1")).status).toBe(200);
  });

  test("answers where nothing is with a problem", async () => {
    for (const path of ["/services/", "/services/No_Name/x", "/services/unknown/x", "/nothing"]) {
      const answer = await fetch(plane.url + path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
    expect(await (await fetch(`${plane.url}/`)).json()).toMatchObject({ name: "AIDevOS" });
  });
});

test("a Worker without a loader says which binding is missing", async () => {
  const bare = await DataPlane.start({ loader: false });
  try {
    for (const answer of [await bare.service("any", "/"), await bare.control("GET", target)]) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("LOADER") });
    }
  } finally {
    await bare.stop();
  }
});
