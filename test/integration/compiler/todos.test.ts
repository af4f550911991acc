import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { todos } from "./blueprints.ts";
import { serve } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(todos);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

describe("a to-do service at the root", () => {
  test("creates, lists, changes, deletes and clears", async () => {
    const { call } = service;
    const created = await call("POST", "/", { title: "walk the dog" });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ title: "walk the dog", completed: false });
    expect(created.body.url).toBe(`http://service.test/${created.body.id}`);
    expect(created.headers.get("location")).toBe(created.body.url);
    expect(created.body).not.toHaveProperty("order");
    expect((await call("GET", "/")).body).toEqual([created.body]);

    const changed = await call("PATCH", created.body.url, { completed: true, order: 95 });
    expect(changed.body).toEqual({ ...created.body, completed: true, order: 95 });
    expect((await call("PATCH", created.body.url, {})).body).toEqual(changed.body);
    expect((await call("PATCH", created.body.url, { order: null })).body).not.toHaveProperty("order");
    expect((await call("GET", created.body.url)).body.completed).toBe(true);

    await call("POST", "/", { title: "another" });
    expect((await call("GET", "/")).body.map(({ title }: { title: string }) => title)).toEqual([
      "walk the dog",
      "another",
    ]);
    expect((await call("DELETE", created.body.url)).status).toBe(204);
    expect((await call("GET", created.body.url)).status).toBe(404);
    expect((await call("DELETE", created.body.url)).status).toBe(404);
    expect((await call("DELETE", "/")).status).toBe(204);
    expect((await call("GET", "/")).body).toEqual([]);
  });

  test("refuses with problem documents", async () => {
    const { call } = service;
    const missing = await call("POST", "/", {});
    expect(missing.status).toBe(400);
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(missing.body).toMatchObject({
      type: "about:blank",
      status: 400,
      errors: [{ field: "title", message: "is required" }],
    });
    for (const body of ["{", "[]", "null", "3", ""]) {
      expect((await call("POST", "/", body)).status).toBe(400);
    }
    expect((await call("POST", "/", { title: null })).status).toBe(400);
    expect((await call("POST", "/", { title: "x", completed: null })).status).toBe(400);
    expect((await call("POST", "/", { title: "x", order: 1.5 })).status).toBe(400);
    expect((await call("PATCH", "/no-such-id", { title: "x" })).status).toBe(404);
    expect((await call("GET", "/a/b")).status).toBe(404);
    const wrong = await call("PUT", "/");
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")?.split(", ").toSorted()).toEqual(["DELETE", "GET", "HEAD", "POST"]);
  });

  test("answers any origin, also when it refuses", async () => {
    const { call } = service;
    const origin = { origin: "https://elsewhere.example" };
    expect((await call("GET", "/", undefined, origin)).headers.get("access-control-allow-origin")).toBe("*");
    expect((await call("GET", "/none", undefined, origin)).headers.get("access-control-allow-origin")).toBe(
      "*",
    );
    expect((await call("POST", "/", "{", origin)).headers.get("access-control-allow-origin")).toBe("*");
    const preflight = await call("OPTIONS", "/some-id", undefined, {
      ...origin,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "content-type, x-own",
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PATCH");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("x-own");
  });

  test("answers HEAD as GET, and its own OpenAPI document", async () => {
    const { call } = service;
    const head = await call("HEAD", "/");
    expect([head.status, head.text]).toEqual([200, ""]);
    const document = (await call("GET", "/openapi.json")).body;
    expect(document.openapi).toBe("3.1.0");
    expect(document.servers).toEqual([{ url: "http://service.test" }]);
    expect(Object.keys(document.paths)).toEqual(["/", "/{id}"]);
  });

  test("takes ids and links from its host", async () => {
    const { call } = service;
    const request = "11111111-1111-4111-8111-111111111111";
    const { body } = await call(
      "POST",
      "/",
      { title: "x" },
      {
        "x-aidevos-request": request,
        "x-aidevos-base": "https://host.example/services/todos",
      },
    );
    expect(body).toMatchObject({ id: request, url: `https://host.example/services/todos/${request}` });
  });
});
