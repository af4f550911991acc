import { hostHeaders } from "@aidevos/kit";
import { expect, test } from "vitest";
import { documentedCalls } from "../../../objects/traffic/openapi.ts";
import { Walk } from "../../../objects/traffic/walk.ts";

const schema = { type: "object", properties: { title: { type: "string" } }, required: ["title"] };
const body = { content: { "application/json": { schema } } };
const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const calls = documentedCalls({
  paths: {
    "/books": { get: {}, post: { requestBody: body } },
    "/books/{id}": { get: { parameters: [id] }, delete: { parameters: [id] } },
  },
});
const start = Date.UTC(2026, 0, 31, 22);

/** A walk through a service that keeps what is created. */
function walked(seed: number) {
  const walk = new Walk({ calls, seed, base: "http://service.test", start });
  const books = new Set<string>();
  return Array.from({ length: 300 }, () => {
    const made = walk.next();
    if (made === undefined) throw new Error("There is something to call.");
    const { method, path } = made;
    const known = books.has(path) || path === "/books";
    let location = "";
    if (method === "POST") {
      location = `/books/${made.headers.find(([name]) => name === hostHeaders.request)?.[1]}`;
      books.add(location);
    }
    if (method === "DELETE") books.delete(path);
    const status = method === "POST" ? 201 : known ? 200 : 404;
    walk.learn({ status, headers: location === "" ? [] : [["location", location]], text: "{}" });
    return { ...made, status };
  });
}

test("the same seed and answers give the same calls, another seed others", () => {
  expect(walked(1)).toEqual(walked(1));
  expect(walked(1)).not.toEqual(walked(2));
});

test("what was created is read and deleted, and every route is reached", () => {
  const found = walked(1).filter(({ status }) => status < 300);
  expect(new Set(found.map(({ call }) => `${call.method} ${call.path}`)).size).toBe(4);
  expect(found.length).toBeGreaterThan(200);
});

test("time moves on, over ends of days and months", () => {
  const times = walked(1).map(({ headers }) =>
    Number(headers.find(([name]) => name === hostHeaders.time)?.[1]),
  );
  expect(times.at(-1)).toBeGreaterThan(start + 30 * 86_400_000);
  expect(new Set(times.map((time) => new Date(time).toISOString().slice(0, 7))).size).toBeGreaterThan(1);
});

test("moments are written with offsets too, so that some are of another day there", () => {
  const property = { at: { type: "string", format: "date-time" } };
  const given = {
    content: { "application/json": { schema: { type: "object", properties: property, required: ["at"] } } },
  };
  const walk = new Walk({
    calls: documentedCalls({ paths: { "/rides": { post: { requestBody: given } } } }),
    seed: 1,
    base: "http://service.test",
    start,
  });
  const moments = Array.from({ length: 200 }, () => JSON.parse(walk.next()?.body ?? "null")?.at).filter(
    (at) => typeof at === "string" && /T.*[+-]\d\d:\d\d$/.test(at),
  );
  expect(moments.length).toBeGreaterThan(20);
  const otherDay = moments.filter((at) => new Date(at).toISOString().slice(0, 10) !== at.slice(0, 10));
  expect(otherDay.length).toBeGreaterThan(5);
});

test("searches hold what code trips over", () => {
  const q = { name: "q", in: "query", schema: { type: "string" } };
  const walk = new Walk({
    calls: documentedCalls({ paths: { "/books": { get: { parameters: [q] } } } }),
    seed: 1,
    base: "http://service.test",
    start,
  });
  const asked = Array.from({ length: 200 }, () =>
    new URL(walk.next()?.path ?? "/", "http://service.test").searchParams.get("q"),
  );
  for (const special of ["%", "100% cotton", "it's", '"quoted"', "🎉"]) expect(asked).toContain(special);
});
