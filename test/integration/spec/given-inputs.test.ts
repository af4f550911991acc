import { afterAll, beforeAll, expect, test } from "vitest";
import { shelves } from "./given-inputs.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(shelves);
});
afterAll(() => service.stop());

test("null clears, what is left out stays, and a call that sends nothing is refused", async () => {
  const call = service.as("");
  const { id: shelf } = (await call("POST /shelves", { label: "A" })).body;
  const { id } = (await call("POST /books", { title: "Wild", note: "old", shelf })).body;
  const edit = async (body: object) => (await call(`PATCH /books/${id}`, body)).body;
  expect(await edit({ title: "Mild" })).toMatchObject({ title: "Mild", note: "old", shelf });
  expect(await edit({ note: null })).toMatchObject({ title: "Mild", note: null, shelf });
  expect(await edit({ shelf: null, note: "new" })).toMatchObject({ title: "Mild", note: "new", shelf: null });
  expect(await edit({ shelf })).toMatchObject({ note: "new", shelf });
  const nothing = await call(`PATCH /books/${id}`, {});
  expect([nothing.status, nothing.body.code]).toEqual([422, "nothing"]);
  expect((await call(`PATCH /books/${id}`)).status).toBe(422);
  expect((await call(`PATCH /books/${id}`, { title: null })).status).toBe(422);
});

test("a default is no value that is given, in a query as little as a list or a header that is left out", async () => {
  const page = async (query: string, wish?: string) => (await service.as("", wish)(`GET /page${query}`)).body;
  const none = { size: 20, limit: 5, tagged: false, wished: false, plain: true };
  expect(await page("")).toEqual(none);
  expect(await page("?limit=5")).toEqual({ ...none, size: 10 });
  expect(await page("?tag=a&tag=b")).toEqual({ ...none, tagged: true, plain: false });
  expect(await page("", "tea")).toEqual({ ...none, wished: true, plain: false });
});

test("what comes from the query of an action with a body is given there", async () => {
  const call = service.as("");
  const { id } = (await call("POST /books", { title: "Wild" })).body;
  expect((await call(`DELETE /books/${id}`, { why: "old" })).body).toMatchObject({ code: "why" });
  expect((await call(`DELETE /books/${id}?why=old`)).status).toBe(204);
});

test("whether an input is given is known for each of several things", async () => {
  const call = service.as("");
  await call("POST /books", { title: "Bare" });
  const label = async (body: object) => (await call("POST /labels", body)).body.changed;
  const bare = await label({});
  expect(bare).toBeGreaterThan(0);
  expect(await label({ mark: null })).toBe(bare);
  expect(await label({ mark: "seen" })).toBe(bare);
  expect(await label({})).toBe(0);
});

test("null is a value also of what is now where it is left out", async () => {
  const label = async (body: object) => (await service.as("")("POST /labels", body)).body;
  expect(await label({ mark: "x" })).toMatchObject({ dated: true, on: false });
  expect(await label({ mark: "x", on: null })).toMatchObject({ dated: false, on: true });
  expect(await label({ mark: "x", on: "2028-01-31" })).toMatchObject({ dated: true, on: true });
});
