import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { unusual } from "./blueprints.ts";
import { serve } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(unusual);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

test("methods, paths, statuses and wrappers are exactly the blueprint's", async () => {
  const { call } = service;
  const created = await call("PUT", "/parts/7/new", { sizes: [1, 2], kept: "k" });
  expect(created.status, created.text).toBe(299);
  expect(created.body).toEqual({
    part: { sku: 7, label: "unnamed", sizes: [1, 2], at: null, made: null, kept: "k", serial: 1 },
  });
  expect((await call("PUT", "/parts/7/new", {})).status).toBe(422);
  expect((await call("PUT", "/parts/x/new", {})).status).toBe(400);
  expect((await call("POST", "/parts/7/read")).body).toEqual(created.body);
  expect((await call("POST", "/parts/8/read")).status).toBe(410);
  const updated = await call("PUT", "/parts/7", { label: null, sku: 7 });
  expect([updated.status, updated.text]).toEqual([204, ""]);
  expect((await call("PUT", "/parts/7", { sku: 8 })).status).toBe(400);
  expect((await call("PUT", "/parts/7", { kept: "other" })).status).toBe(400);
  expect((await call("PUT", "/parts/7", { sizes: [] })).status).toBe(400);
  expect((await call("DELETE", "/parts/7")).body).toMatchObject({ sku: 7, label: null });
  expect((await call("POST", "/parts/clear")).body).toEqual({ data: [] });
  expect((await call("POST", "/", { value: " https://example.org/ " })).body.value).toBe(
    "https://example.org/",
  );
  expect((await call("POST", "/", { value: "nowhere" })).status).toBe(400);
  expect((await call("GET", "/no-such-thing")).status).toBe(410);
});

test("filters and pages work on every kind of field", async () => {
  const { call } = service;
  await call("PUT", "/parts/1/new", { sizes: [1], at: "10:00", made: "2030-01-01T12:00:00+02:00" });
  await call("PUT", "/parts/2/new", { sizes: [1, 22] });
  await call("PUT", "/parts/3/new", { sizes: [3] });
  const skus = async (query: string) => {
    const { body, text } = await call("GET", `/parts?${query}`);
    expect(body.data, text).toBeInstanceOf(Array);
    return body.data.map(({ sku }: { sku: number }) => sku);
  };
  expect(await skus("size=1")).toEqual([1, 2]);
  expect(await skus("size=2")).toEqual([]);
  expect(await skus("at=10:00:00")).toEqual([1]);
  expect(await skus("made=2030-01-01T10:00:00Z")).toEqual([1]);
  expect(await skus("made=2030-01-01T12:00:00+02:00")).toEqual([1]);
  expect(await skus("sku=3,1,9")).toEqual([1, 3]);
  expect(await skus("serial=2")).toEqual([3]);
  const first = await call("GET", "/parts");
  expect(first.status).toBe(203);
  expect(first.body).toMatchObject({ next: "2", page: 1 });
  expect((await call("GET", `/parts?from=${first.body.next}`)).body).toMatchObject({ next: null, page: 2 });
});

test("nested and top-level routes reach the same things", async () => {
  const { call } = service;
  await call("PUT", "/parts/1/new", {});
  await call("PUT", "/parts/2/new", {});
  const nested = await call("POST", "/parts/1/uses", { part: 2, note: "n" });
  expect(nested.body).toEqual({ useId: 1, part: 1, note: "n", number: 1 });
  const top = await call("POST", "/uses", { part: 2 });
  expect(top.body).toEqual({ useId: 2, part: 2, note: null, number: 2 });
  expect(top.headers.get("location")).toBe("http://service.test/uses/2");
  expect((await call("POST", "/uses", { part: 3 })).status).toBe(424);
  expect((await call("POST", "/parts/3/uses", {})).status).toBe(410);
  expect((await call("GET", "/parts/1/uses")).body).toEqual({ uses: [nested.body], count: 1, next: null });
  expect((await call("GET", "/uses")).body.count).toBe(2);
  expect((await call("DELETE", "/parts/2")).status).toBe(423);
  expect((await call("DELETE", "/parts/1/uses")).status).toBe(204);
  expect((await call("GET", "/uses")).body.uses).toEqual([top.body]);
});
