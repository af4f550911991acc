import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { shop } from "./blueprints.ts";
import { serve } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(shop);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

async function names(query: string): Promise<string[]> {
  const { status, body, text } = await service.call("GET", `/products?${query}`);
  expect(status, text).toBe(200);
  return body.items.map(({ name }: { name: string }) => name);
}

describe("fields", () => {
  test("have their defaults, and times from the host", async () => {
    const { call } = service;
    const { status, body, text } = await call(
      "POST",
      "/products",
      { name: "  Säge ", price: 19.99 },
      { "x-aidevos-time": "0" },
    );
    expect(status, text).toBe(201);
    expect(body).toMatchObject({
      name: "Säge",
      price: 19.99,
      stock: 0,
      category: "tool",
      active: true,
      tags: [],
      code: null,
      extra: null,
      createdAt: "1970-01-01T00:00:00.000Z",
      updatedAt: "1970-01-01T00:00:00.000Z",
    });
    const changed = await call(
      "PATCH",
      `/products/${body.id}`,
      { active: false },
      { "x-aidevos-time": "1000" },
    );
    expect(changed.body).toMatchObject({
      active: false,
      createdAt: body.createdAt,
      updatedAt: "1970-01-01T00:00:01.000Z",
    });
  });

  test.each([
    ["name", ""],
    ["name", "   "],
    ["name", "x".repeat(41)],
    ["price", -0.01],
    ["price", 1.005],
    ["price", "1"],
    ["stock", -1],
    ["stock", 1001],
    ["stock", 1.5],
    ["category", "Tool"],
    ["active", "true"],
    ["tags", ["a", "a"]],
    ["tags", ["a", "b", "c", "d"]],
    ["tags", "a"],
    ["code", "xAB/1"],
    ["code", "AB/1x"],
    ["extra", []],
    ["unheard", 1],
  ])("refuse %s %j with the blueprint's status and message", async (field, value) => {
    const { call } = service;
    const answer = await call("POST", "/products", { name: "n", price: 1, [field]: value });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ field: expect.stringMatching(`^${field}`) }]);
    expect(Object.keys(answer.body)).toEqual(["error", "errors"]);
  });

  test("keep odd texts as they are", async () => {
    const { call } = service;
    const category = 'the "best" `$' + "{one}`";
    const extra = { "a'b": ['"', "`", { deep: null }] };
    const { body } = await call("POST", "/products", {
      name: 'O\'Hara "x" `y` 日本',
      price: 0,
      category,
      extra,
      tags: ["é", '"'],
    });
    expect((await call("GET", `/products/${body.id}`)).body).toMatchObject({
      name: 'O\'Hara "x" `y` 日本',
      category,
      extra,
      tags: ["é", '"'],
    });
    expect(await names(`category=${encodeURIComponent(category)},tool`)).toHaveLength(1);
  });

  test("are unique and immutable where the blueprint says so", async () => {
    const { call } = service;
    const first = await call("POST", "/products", { name: "Éclair", price: 1, code: "AB/1" });
    const taken = await call("POST", "/products", { name: "éCLAIR", price: 1 });
    expect(taken.status).toBe(409);
    expect(taken.body.errors).toEqual([{ field: "name", message: "is already taken" }]);
    expect(
      (await call("POST", "/products", { name: "other", price: 1, code: "AB/1" })).body.errors[0].field,
    ).toBe("code");
    const second = await call("POST", "/products", { name: "other", price: 1 });
    expect((await call("PATCH", `/products/${second.body.id}`, { name: "ECLAIR" })).status).toBe(200);
    expect((await call("PATCH", `/products/${second.body.id}`, { name: "ÉCLAIR" })).status).toBe(409);
    expect((await call("PATCH", `/products/${first.body.id}`, { code: "AB/2" })).status).toBe(422);
    expect((await call("PATCH", `/products/${first.body.id}`, { code: "AB/1", name: "éclair" })).status).toBe(
      200,
    );
  });

  test("are replaced as a whole, and what the service sets is ignored", async () => {
    const { call } = service;
    const { body } = await call("POST", "/products", { name: "a", price: 1, stock: 5, tags: ["x"] });
    const replaced = await call("PUT", `/products/${body.id}`, {
      ...body,
      id: "other",
      name: "b",
      stock: undefined,
    });
    expect(replaced.body).toMatchObject({ id: body.id, name: "b", stock: 0, tags: ["x"] });
    expect((await call("PUT", `/products/${body.id}`, { name: "b" })).status).toBe(422);
    expect((await call("PUT", "/products/none", { name: "c", price: 1 })).status).toBe(404);
  });
});

describe("lists", () => {
  beforeEach(async () => {
    const { call } = service;
    await call("POST", "/products", {
      name: "anvil",
      price: 30,
      stock: 1,
      tags: ["heavy"],
      category: "schön",
    });
    await call("POST", "/products", { name: "Bolt", price: 0.5, stock: 900, active: false });
    await call("POST", "/products", {
      name: "crane",
      price: 30,
      stock: 2,
      tags: ["heavy", "big"],
      code: "ZZ/9",
    });
  });

  test("are filtered", async () => {
    expect(await names("active=false")).toEqual(["Bolt"]);
    expect(await names("minPrice=1&maxPrice=30&under=2")).toEqual(["anvil"]);
    expect(await names("over=2")).toEqual(["Bolt"]);
    expect(await names("q=CRA")).toEqual(["crane"]);
    expect(await names("q=zz/")).toEqual(["crane"]);
    expect(await names("tag=big")).toEqual(["crane"]);
    expect(await names("since=2000-01-01T00:00:00Z")).toHaveLength(2);
    expect(await names("since=2999-01-01")).toEqual([]);
    expect(await names(`category=${encodeURIComponent("schön")}`)).toEqual(["anvil"]);
  });

  test("are sorted, ties by the usual order", async () => {
    expect(await names("per_page=5")).toEqual(["crane", "anvil", "Bolt"]);
    expect(await names("per_page=5&sort=price")).toEqual(["Bolt", "crane", "anvil"]);
    expect(await names("per_page=5&sort=-name")).toEqual(["crane", "anvil", "Bolt"]);
    expect(await names("per_page=5&sort=createdAt&direction=desc")).toEqual(["crane", "Bolt", "anvil"]);
    expect(await names("per_page=5&sort=category")).toEqual(["crane", "Bolt", "anvil"]);
  });

  test("come in pages", async () => {
    const { body } = await service.call("GET", "/products?page=2");
    expect(body).toMatchObject({ total: 3, page: 2, pageSize: 2, pageCount: 2, offset: 2 });
    expect(body.items).toHaveLength(1);
    expect((await service.call("GET", "/products?page=9")).body).toMatchObject({ total: 3, items: [] });
  });

  test.each([
    "page=abc",
    "page=0",
    "per_page=0",
    "per_page=6",
    "sort=stock",
    "sort=constructor",
    "direction=up",
    "active=maybe",
    "minPrice=cheap",
    "category=none",
    "over=1.5",
    "since=soon",
  ])("refuse %s", async (query) => {
    const { status, body } = await service.call("GET", `/products?${query}`);
    expect(status).toBe(422);
    expect(body.errors[0].field).toBe(query.split("=")[0]);
  });
});
