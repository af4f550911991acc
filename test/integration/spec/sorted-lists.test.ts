import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";
import { sortedLists } from "./sorted-lists.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(sortedLists);
});
afterAll(() => service.stop());

test("lists are kept in ascending order, after their elements have been brought into their form", async () => {
  const call = service.as("");
  const made = await call("POST /notes", {
    tags: [" b", "C", "a ", "B", "c"],
    words: ["b", "\u{1F600}", "\uFF21", "é", "B", "", "b"],
    scores: [10, -1, 2.5, 9],
    days: ["2026-10-01", "2026-09-30"],
    calls: [
      "2026-01-01T12:00:00+02:00",
      "2026-01-01T11:00:00Z",
      "2026-01-01T10:00:00Z",
      "2026-01-01T09:00:00Z",
    ],
  });
  expect(made.body).toMatchObject({
    tags: ["a", "b", "c"],
    words: ["", "B", "b", "b", "é", "\uFF21", "\u{1F600}"],
    scores: [-1, 2.5, 9, 10],
    days: ["2026-09-30", "2026-10-01"],
    calls: [
      "2026-01-01T09:00:00Z",
      "2026-01-01T12:00:00+02:00",
      "2026-01-01T10:00:00Z",
      "2026-01-01T11:00:00Z",
    ],
  });
  expect((await call("POST /notes", {})).body).toMatchObject({ tags: null, words: ["A", "b"] });
});

test("changes, replacements and actions keep them so as well", async () => {
  const call = service.as("");
  const { id } = (await call("POST /notes", {})).body;
  const path = `/notes/${id}`;
  expect((await call(`PATCH ${path}`, { words: ["z", "a"] })).body.words).toEqual(["a", "z"]);
  expect((await call(`PUT ${path}`, { words: ["y", "x"] })).body.words).toEqual(["x", "y"]);
  const tagged = await call(`POST ${path}/tags`, {
    tags: ["B", "a", "b "],
    days: ["2026-02-02", "2026-02-01"],
  });
  expect(tagged.body).toEqual({ tags: ["a", "b"], days: ["2026-02-01", "2026-02-02"] });
  expect((await call(`POST ${path}/copy`, { words: ["q", "p"] })).body).toMatchObject({
    tags: ["a", "b"],
    words: ["p", "q"],
  });
  for (const wrong of [{ words: [2, "a"] }, { words: "ba" }, { scores: [2, 1, 2] }, { calls: ["x", 1] }])
    expect((await call(`PATCH ${path}`, wrong)).status).toBe(422);
});
