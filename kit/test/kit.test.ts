import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  answerProblems,
  baseUrl,
  type ListDefinition,
  migrate,
  newId,
  parse,
  Refusal,
  readListQuery,
  readObject,
  Table,
  timestamp,
} from "../index.ts";
import { memoryStorage } from "./database.ts";

describe("migrate", () => {
  const first = { id: "1", statements: ["CREATE TABLE things (id TEXT PRIMARY KEY)"] };

  test("applies each migration once, in order", () => {
    const storage = memoryStorage();
    migrate(storage, [first]);
    migrate(storage, [first, { id: "2", statements: ["ALTER TABLE things ADD COLUMN name TEXT"] }]);
    expect(storage.sql.exec("SELECT id FROM applied_migrations").toArray()).toEqual([
      { id: "1" },
      { id: "2" },
    ]);
  });

  test("leaves nothing of a migration that fails half-way", () => {
    const storage = memoryStorage();
    expect(() => migrate(storage, [{ id: "1", statements: [...first.statements, "NONSENSE"] }])).toThrow();
    migrate(storage, [first]);
    expect(storage.sql.exec("SELECT id FROM things").toArray()).toEqual([]);
  });
});

describe("what the host injects", () => {
  const request = new Request("http://inner.test/x?y=1", {
    headers: {
      "x-aidevos-base": "https://host.example/services/s",
      "x-aidevos-time": "1000",
      "x-aidevos-request": "0F0E0D0C-1111-4111-8111-111111111111",
    },
  });

  test("gives base, time and ids that two releases agree on", () => {
    expect(baseUrl(request)).toBe("https://host.example/services/s");
    expect(timestamp(request)).toBe("1970-01-01T00:00:01.000Z");
    const ids = [newId(request), newId(request), newId(request)];
    const again = request.clone();
    expect([newId(again), newId(again), newId(again)]).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(z.uuid().safeParse(id).success).toBe(true);
  });

  test("is made up where there is no host", () => {
    const bare = new Request("http://inner.test/x");
    expect(baseUrl(bare)).toBe("http://inner.test");
    expect(newId(bare)).not.toBe(newId(bare));
  });
});

describe("readObject and parse", () => {
  const post = (body: string) => new Request("http://x.test", { method: "POST", body });

  test("keep only the caller's own properties", async () => {
    const body = await readObject(post('{"a": 1, "id": 2, "__proto__": {"b": 3}}'), ["id"]);
    expect(body.a).toBe(1);
    expect(body.b).toBeUndefined();
    expect(body.constructor).toBeUndefined();
    expect(Object.keys(body)).toEqual(["a", "__proto__"]);
  });

  test.each(["", "{", "[]", "null", '"x"'])("refuse %j as malformed", async (text) => {
    await expect(readObject(post(text))).rejects.toMatchObject({ kind: "malformed" });
  });

  test("name every field at fault", () => {
    const schema = z.strictObject({ a: z.string(), b: z.array(z.int()) });
    expect(() => parse(schema, { b: [1, "x"], c: 1 })).toThrow(
      expect.objectContaining({
        kind: "invalid",
        errors: [
          { field: "a", message: "is required" },
          { field: "b.1", message: expect.stringContaining("expected") },
          { field: "c", message: "is not a known property" },
        ],
      }),
    );
  });
});

describe("answerProblems", () => {
  const app = new Hono();
  answerProblems(app, { statuses: { invalid: 422 }, messageProperty: "message" });
  app.get("/things/:id", () => {
    throw new Refusal("invalid", "No good.", [{ field: "x", message: "is bad" }]);
  });
  app.delete("/things/:id", () => {
    throw new Error("secret");
  });

  test("answers refusals with the status of their kind", async () => {
    const response = await app.request("/things/1");
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Unprocessable Content",
      status: 422,
      detail: "No good.",
      message: "No good.",
      errors: [{ field: "x", message: "is bad" }],
    });
  });

  test("tells nothing of what went wrong inside", async () => {
    const { error } = console;
    console.error = () => {};
    const response = await app.request("/things/1", { method: "DELETE" });
    console.error = error;
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
  });

  test("tells unknown paths from unknown methods", async () => {
    expect((await app.request("/none")).status).toBe(404);
    const response = await app.request("/things/1", { method: "POST" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, DELETE");
  });
});

describe("Table", () => {
  type Thing = { id: string; done: boolean; tags: string[]; price: number | null };
  const definition: ListDefinition = {
    filters: [{ parameter: "max", sql: '"price" <= ?', type: "number" }],
    sort: { parameter: "sort", by: { price: { sql: '"price"', nullable: true } } },
    pages: {
      style: "cursor",
      sizeParameter: "limit",
      positionParameter: "after",
      defaultSize: 2,
      maximumSize: 10,
      aboveMaximum: "reduce",
    },
  };

  function things() {
    const storage = memoryStorage();
    storage.sql.exec(
      'CREATE TABLE "things" ("id" TEXT PRIMARY KEY, "done" INTEGER, "tags" TEXT, "price" REAL)',
    );
    storage.statements.length = 0;
    const table = new Table<Thing>(storage.sql, {
      name: "things",
      noun: "thing",
      key: "id",
      columns: { id: "text", done: "boolean", tags: "json", price: "real" },
    });
    return { table, storage };
  }

  test("does each simple operation in one statement", () => {
    const { table, storage } = things();
    const thing = { id: "a", done: false, tags: ["x"], price: 1.5 };
    expect(table.insert(thing)).toEqual(thing);
    expect(table.get("a")).toEqual(thing);
    expect(table.update("a", { done: true })).toEqual({ ...thing, done: true });
    expect(table.delete("a")).toEqual({ ...thing, done: true });
    expect(storage.statements).toHaveLength(4);
    expect(() => table.get("a")).toThrow(expect.objectContaining({ kind: "notFound" }));
  });

  test.each(["price", "-price"])("pages by cursor through nulls and ties, sorted by %s", (sort) => {
    const { table } = things();
    const prices = [null, 2, 1, null, 2, 3, 2];
    for (const [index, price] of prices.entries())
      table.insert({ id: String(index), done: false, tags: [], price });
    const seen: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const query = readListQuery({ sort, ...(after === "" ? {} : { after }) }, definition);
      const page: { rows: Thing[]; next: string | null } = table.page(query);
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toEqual(
      sort === "price" ? ["0", "3", "2", "1", "4", "6", "5"] : ["5", "6", "4", "1", "2", "3", "0"],
    );
  });

  test("refuses a cursor of another order", () => {
    const { table } = things();
    for (const id of ["a", "b", "c"]) table.insert({ id, done: false, tags: [], price: 1 });
    const { next } = table.page(readListQuery({ sort: "price" }, definition));
    expect(() => readListQuery({ sort: "-price", after: next ?? "" }, definition)).toThrow(/not a cursor/);
  });
});

test("answerProblems tells a code and the message in an object where the service wants one", async () => {
  const app = new Hono();
  answerProblems(app, {
    errorObject: { property: "error", code: "code", message: "message", codes: { conflict: "taken" } },
  });
  app.get("/taken", () => {
    throw new Refusal("conflict", "There is one already.");
  });
  app.get("/gone", () => {
    throw new Refusal("notFound", "There is none.");
  });
  expect(await (await app.request("/taken")).json()).toMatchObject({
    error: { code: "taken", message: "There is one already." },
  });
  expect(await (await app.request("/gone")).json()).toMatchObject({
    error: { code: "not_found", message: "There is none." },
  });
  expect(await (await app.request("/gone", { method: "PUT" })).json()).toMatchObject({
    error: { code: "method_not_allowed" },
  });
});
