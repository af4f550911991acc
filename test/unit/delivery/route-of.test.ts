import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { routesOf, templateOf } from "../../../shared/delivery/route-of.ts";

const routeOf = routesOf(
  { "/": { get: {} }, "/books": { get: {}, post: {} }, "/books/{id}": { get: {}, parameters: [] } },
  { "/books/{isbn}": { get: {}, delete: {} }, "/books/top": { get: {} }, "/{kind}/{id}/notes": { get: {} } },
);

describe("the route of a request", () => {
  test.each([
    ["GET", "/", "GET /"],
    ["GET", "/books?page=2", "GET /books"],
    ["POST", "/books/", "POST /books"],
    ["GET", "/books/7", "GET /books/{id}"],
    ["DELETE", "/books/7", "DELETE /books/{isbn}"],
    ["GET", "/books/top", "GET /books/top"],
    ["GET", "/books/t%6Fp", "GET /books/top"],
    ["DELETE", "/books/top", "DELETE /books/{isbn}"],
    ["GET", "/books/7/notes", "GET /{kind}/{id}/notes"],
    ["HEAD", "/books", "GET /books"],
    ["PUT", "/books", "other"],
    ["GET", "/members", "other"],
    ["GET", "/books/%", "GET /books/{id}"],
    ["GET", "/__proto__", "other"],
  ])("%s %s is %s", (method, path, route) => {
    expect(routeOf(method, path)).toBe(route);
  });

  test("is found for whatever fills a template", () => {
    const segment = fc
      .string({ minLength: 1 })
      .map(encodeURIComponent)
      .filter((text) => !/^\.{1,2}$/.test(text));
    fc.assert(
      fc.property(segment, segment, (kind, id) => {
        expect(routeOf("GET", `/${kind}/${id}/notes`)).toBe("GET /{kind}/{id}/notes");
      }),
    );
  });

  test("is the same whatever its parameters are called", () => {
    expect(templateOf("GET /books/{id}")).toBe(templateOf("GET /books/{isbn}"));
  });
});
