import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(catalogue);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

const post = (body: object) => service.as("ann")("POST /papers", { title: "A", ...body });

test("elements are brought into their form, and then judged and counted", async () => {
  const { status, body } = await post({ tags: [" New", "new ", "OLD"], watchers: ["A@b.example"] });
  expect([status, body.tags, body.watchers, body.tagged]).toEqual([
    201,
    ["new", "old"],
    ["a@b.example"],
    true,
  ]);
  expect((await post({ tags: ["a", "A", "b", " B", "c"] })).body.tags).toEqual(["a", "b", "c"]);
  expect((await post({ tags: ["a", "b", "c", "d"] })).status).toBe(400);
  expect((await post({ watchers: ["a@b.example", "A@b.example"] })).status).toBe(400);
  expect((await post({})).body.tags).toEqual([]);
});

describe("an element that does not fit is refused", () => {
  test.each([
    [{ tags: ["a1"] }],
    [{ watchers: ["nobody"] }],
    [{ marks: [0] }],
    [{ marks: [6] }],
    [{ marks: [1.25] }],
    [{ links: ["nothing"] }],
    [{ runs: ["1"] }],
    [{ times: ["25:00"] }],
    [{ days: ["2001-01-01"] }],
    [{ kinds: ["closed"] }],
    [
      {
        rows: [
          { no: 1, word: "a" },
          { word: "a", no: 1 },
        ],
      },
    ],
    [{ title: " \t" }],
    [{ email: "somebody@long.example" }],
  ])("%j", async (body) => {
    expect((await post(body)).status).toBe(400);
  });
});

test("an element that fits is taken", async () => {
  const body = {
    title: " A ",
    email: "ann@b.example",
    marks: [0.5, 5.5],
    links: ["https://b.example/"],
    runs: ["00000000-0000-4000-8000-000000000000"],
    times: ["23:59"],
    days: ["2999-01-01"],
    kinds: ["fixed", "open"],
    rows: [
      { no: 1, word: "a" },
      { no: 2, word: null },
    ],
  };
  const { status, body: made } = await post(body);
  expect([status, made]).toEqual([201, expect.objectContaining(body)]);
});

test("of equal objects the first stays", async () => {
  const parts = [
    { no: 1, word: "a" },
    { no: 2, word: "a" },
    { word: "a", no: 1 },
    { no: 2, word: "a" },
  ];
  expect((await post({ parts })).body.parts).toEqual(parts.slice(0, 2));
});

test("elements name things, which are there and stay", async () => {
  const call = service.as("ann");
  await call("POST /authors", { code: "abc", name: "Ada" });
  await call("POST /authors", { code: "def", name: "Dan" });
  const { body } = await post({ authors: ["def", "abc"], seen: ["abc"] });
  expect(body).toMatchObject({ authors: ["def", "abc"] });
  expect((await call("GET /authors/abc")).body.papers).toBe(1);
  expect((await post({ authors: ["abc", "xyz"] })).status).toBe(404);
  expect((await post({ authors: ["abc", "abc"] })).status).toBe(400);
  expect((await call("DELETE /authors/abc")).status).toBe(409);
  expect((await call("GET /papers?author=abc")).body).toHaveLength(1);
  expect((await call(`PATCH /papers/${body.id}`, { authors: [] })).status).toBe(200);
  expect((await call("DELETE /authors/abc")).status).toBe(204);
  expect((await call(`GET /papers/${body.id}`)).body.seen).toEqual(["abc"]);
  expect((await call("GET /papers?tag=x")).body).toEqual([]);
});

test("what an action takes has elements of the same kinds", async () => {
  const { body } = await post({});
  const retag = (tags: string[]) => service.as("ann")(`POST /papers/${body.id}/retag`, { tags });
  expect((await retag(["ab", "AB", "cd"])).body).toEqual({ tags: ["AB", "CD"], count: 2 });
  expect((await retag(["a"])).status).toBe(400);
  expect((await retag(["ab", "cd", "ef"])).status).toBe(400);
});
