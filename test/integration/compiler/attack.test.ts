import { testBase } from "@aidevos/kit/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { books } from "./blueprints.ts";
import { serve } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(books);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

function create(values: object) {
  return service.call("POST", "/books", { title: "x", ...values });
}

describe("a body", () => {
  test.each([
    ["a text of 20 MB", `{"title": "${"x".repeat(20_000_000)}"}`, 413],
    ["a million wrong elements", `{"title": "x", "tags": [${"1,".repeat(400_000)}1]}`, 413],
    ["thousands of wrong elements", `{"title": "x", "tags": [${"1,".repeat(40_000)}1]}`, 400],
    ["100,000 levels", `{"title": "x", "extra": ${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`, 413],
    ["thousands of names that are long", `{"title": 1, "extra": {"${"k".repeat(100_000)}": 1}}`, 400],
    ["half a character", '{"title": "\\ud800"}', 400],
  ])("of %s is refused in few words", async (_name, body, status) => {
    const answer = await service.call("POST", "/books", body);
    expect(answer.status).toBe(status);
    expect(answer.text.length).toBeLessThan(5_000);
  });

  test("whose record would be larger than SQLite keeps is refused", async () => {
    const numbers = `[${"1e20,".repeat(49_000)}1]`;
    const values = `"street": "${"ΐ".repeat(150_000)}", "extra": {"a": ${numbers}}`;
    const answer = await service.call("POST", "/books", `{"title": "x", ${values}}`);
    expect([201, 413]).toContain(answer.status);
  });
});

describe("a page of another origin", () => {
  const body = '{"title": "x"}';
  const create = (headers: Record<string, string>, sent: string | undefined = body) =>
    service.call("POST", "/books", sent, headers);

  test.each([
    ["a plain text", { origin: "https://elsewhere.example", "content-type": "text/plain" }],
    ["a form", { origin: "https://elsewhere.example", "content-type": "application/x-www-form-urlencoded" }],
    ["a type that only begins as JSON's", { origin: "null", "content-type": "application/jsonp" }],
    ["a plain text, as its browser says", { "sec-fetch-site": "cross-site", "content-type": "text/plain" }],
    ["a plain text, at another port", { "sec-fetch-site": "same-site", "content-type": "text/plain" }],
  ])("creates nothing by %s", async (_name, headers) => {
    const answer = await create(headers);
    expect(answer.status).toBe(415);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((await service.call("GET", "/books")).text).not.toContain('"x"');
  });

  test("deletes nothing without a body", async () => {
    const made = await create({ "content-type": "application/json" });
    const path = `/books/${made.body.id}`;
    expect((await service.call("DELETE", path, undefined, { "sec-fetch-site": "cross-site" })).status).toBe(
      415,
    );
    expect((await service.call("GET", path, undefined, { "sec-fetch-site": "cross-site" })).status).toBe(200);
    expect((await service.call("DELETE", path)).status).toBe(204);
  });

  test.each([
    ["JSON from anywhere", { origin: "https://elsewhere.example", "content-type": "application/json" }],
    [
      "a kind of JSON",
      { origin: "https://elsewhere.example", "content-type": "Application/problem+json; charset=utf-8" },
    ],
    ["a plain text without an origin", { "content-type": "text/plain" }],
    ["a plain text from its own pages", { "sec-fetch-site": "same-origin", "content-type": "text/plain" }],
    ["a plain text from its own origin", { origin: testBase, "content-type": "text/plain" }],
  ])("is told apart: %s is taken", async (_name, headers) => {
    expect((await create(headers)).status).toBe(201);
  });
});

describe("a text", () => {
  test.each([
    ["straße", "STRASSE"],
    ["ΟΔΟΣ", "οδοσ"],
    ["Zoë", "zoe\u0308"],
  ])("%s is unique beside %s where case does not count", async (one, other) => {
    expect((await create({ street: one })).status).toBe(201);
    expect((await create({ street: other })).status).toBe(409);
  });

  test.each([
    ["https://example.org/x", 201],
    ["HTTP://localhost:8080", 201],
    ["javascript:alert(1)", 400],
    ["data:text/html,x", 400],
    ["file:///etc/passwd", 400],
  ])("%s as a URL gets %d", async (site, status) => {
    expect((await create({ site })).status).toBe(status);
  });

  test("of 200 KB can end a page", async () => {
    for (const letter of ["b", "a", "c"]) await create({ title: letter.repeat(200_000) });
    const seen: string[] = [];
    for (let path: string | undefined = "/books?sort=title&limit=1"; path !== undefined; ) {
      const { status, headers, body } = await service.call("GET", path);
      expect(status).toBe(200);
      for (const book of body) seen.push(book.title.slice(0, 1));
      path = /<http:\/\/service\.test([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
      expect(path?.length ?? 0).toBeLessThan(2_000);
    }
    expect(seen).toEqual(["a", "b", "c"]);
  });
});

describe("a query", () => {
  test.each([
    [`/books?${Array.from({ length: 97 }, (_, index) => `tag=${index}`).join("&")}`, 400],
    [`/books?${"tag=same&".repeat(97)}`, 200],
    [`/books?max=${"1".repeat(10_000)}x`, 400],
    ["/books?day=2023-02-30", 400],
    ["/books?before=2023-02-30T00:00:00Z", 400],
    ["/books?q=%ED%A0%80", 400],
    ["/books/%ED%A0%80", 400],
    ["//books", 404],
    ["/books/?limit=1", 200],
  ])("%s gets %d", async (path, status) => {
    const answer = await service.call("GET", `http://service.test${path}`);
    expect(answer.status, answer.text).toBe(status);
  });
});
