import { Hono } from "hono";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import {
  answerProblems,
  baseUrl,
  failureHeader,
  fromOutside,
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

  test.each(["", "soon", "1e300", "-1", "99999999999999999999", "1.5"])("the time %j is none", (time) => {
    const { headers } = request;
    const odd = new Request(request, { headers: { ...Object.fromEntries(headers), "x-aidevos-time": time } });
    expect(Math.abs(Date.parse(timestamp(odd)) - Date.now())).toBeLessThan(60_000);
  });

  test("is not taken from a caller of a service that stands alone", () => {
    const outside = fromOutside(request);
    expect([...outside.headers.keys()]).toEqual([]);
    expect(outside.url).toBe(request.url);
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

  test("refuse what is more than a service takes", async () => {
    const tooLarge = expect.objectContaining({ kind: "tooLarge" });
    await expect(readObject(post(`{"a":"${"x".repeat(1_048_576)}"}`))).rejects.toEqual(tooLarge);
    await expect(readObject(post(`{"a":[${"1,".repeat(50_000)}1]}`))).rejects.toEqual(tooLarge);
    await expect(readObject(post(`{"a":${"[".repeat(300_000)}${"]".repeat(300_000)}}`))).rejects.toEqual(
      tooLarge,
    );
  });

  test("refuse an endless body once it is too large", async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const init = { method: "POST", body, duplex: "half" as const };
    await expect(readObject(new Request("http://x.test", init))).rejects.toMatchObject({ kind: "tooLarge" });
    expect(sent).toBeLessThan(1_500_000);
  });

  test.each([
    ['{"a": ["x", "\\ud800"]}', "a.1"],
    ['{"b": {"\\udc00x": 1}}', "b.\ufffdx"],
  ])("refuse a text that is not well-formed: %s", async (text, field) => {
    await expect(readObject(post(text))).rejects.toMatchObject({ kind: "invalid", errors: [{ field }] });
  });

  test("refuse bytes that are no UTF-8", async () => {
    const body = Uint8Array.from([123, 34, 97, 34, 58, 34, 0xff, 34, 125]);
    const request = new Request("http://x.test", { method: "POST", body });
    await expect(readObject(request)).rejects.toMatchObject({ kind: "malformed" });
  });

  test("tell no more than twenty errors, of names no longer than they need to be", () => {
    const schema = z.strictObject({ b: z.array(z.int()) });
    const unknown = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${"k".repeat(500)}${index}`, 1]),
    );
    expect(() => parse(schema, { b: Array(30_000).fill("x"), ...unknown })).toThrow(
      expect.toSatisfy(({ errors, message }: Refusal) => errors.length === 20 && message.length < 4_000),
    );
  });

  test("name every field at fault", () => {
    const schema = z.strictObject({ a: z.string(), b: z.array(z.int()) });
    expect(() => parse(schema, { b: [1, "x"], c: 1 })).toThrow(
      expect.objectContaining({
        kind: "invalid",
        errors: [
          expect.objectContaining({ field: "a", message: "is required", reason: "missing" }),
          expect.objectContaining({ field: "b.1", message: "must be a number", path: ["b", 1] }),
          expect.objectContaining({ field: "c", message: "is not a known property", reason: "unknown" }),
        ],
      }),
    );
  });
});

describe("answerProblems", () => {
  const app = new Hono();
  answerProblems(app, { statuses: { invalid: 422 } });
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

  test.each(["//things/1", "/things//1", "/things/", "/things//"])("finds nothing at %s", async (path) => {
    expect((await app.request(`http://x.test${path}`)).status).toBe(404);
  });

  test.each(["/things/%ED%A0%80", "/things/1?q=%ff", "/things/%"])(
    "refuses %s, which is no text",
    async (path) => {
      expect((await app.request(path)).status).toBe(422);
      expect((await app.request("/none/100%25")).status).toBe(404);
    },
  );

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
      sort === "price" ? ["0", "3", "2", "1", "4", "6", "5"] : ["5", "1", "4", "6", "2", "0", "3"],
    );
  });

  test("takes a parameter a bounded number of times", () => {
    const every = (parameter: string) => ({
      parameter,
      sql: '"tags" = ?',
      type: "string" as const,
      every: true,
    });
    const filters = ["a", "b", "c", "d", "e"].map(every);
    const values = (count: number) => Array.from({ length: count }, (_, index) => String(index));
    const { bindings } = readListQuery({ a: [...values(20), ...values(20)] }, { filters });
    expect(bindings).toEqual(values(20));
    expect(() => readListQuery({ a: values(21) }, { filters })).toThrow(/at most 20 times/);
    const all = Object.fromEntries(filters.map(({ parameter }) => [parameter, values(20)]));
    expect(() => readListQuery(all, { filters })).toThrow(/d: is one condition too many/);
  });

  test.each([
    ["max", `${"1".repeat(60_000)}x`],
    ["day", "2023-02-30"],
    ["before", "2023-02-30T00:00:00Z"],
  ])("refuses at once what is no value of %s", (parameter, text) => {
    const filters = [
      ...(definition.filters ?? []),
      { parameter: "day", sql: '"day" = ?', type: "date" as const },
      { parameter: "before", sql: '"at" < ?', type: "datetime" as const },
    ];
    const started = performance.now();
    expect(() => readListQuery({ [parameter]: text }, { ...definition, filters })).toThrow(/must be a/);
    expect(performance.now() - started).toBeLessThan(200);
  });

  test.each(["tags", "-tags"])("pages by short cursors through long texts and ties, sorted by %s", (sort) => {
    const { table } = things();
    const order = { ...definition, sort: { parameter: "sort", by: { tags: { sql: '"tags"' } } } };
    const texts = ["b", "a", "b", "c", "a", "b"].map((end) => `x${"😀".repeat(50_000)}${end}`);
    for (const [index, text] of texts.entries()) {
      table.insert({ id: String(index), done: false, tags: [text], price: null });
    }
    const seen: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      expect(after.length).toBeLessThan(1_000);
      const query = readListQuery({ sort, limit: "1", ...(after === "" ? {} : { after }) }, order);
      const page: { rows: Thing[]; next: string | null } = table.page(query);
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toEqual(sort === "tags" ? ["1", "4", "0", "2", "5", "3"] : ["3", "0", "2", "5", "1", "4"]);
  });

  test.each(["tags", "-tags"])(
    "leaves nothing out when the row of a short cursor is gone, sorted by %s",
    (sort) => {
      const { table } = things();
      const order = { ...definition, sort: { parameter: "sort", by: { tags: { sql: '"tags"' } } } };
      for (const id of ["a", "b", "c"])
        table.insert({ id, done: false, tags: ["x".repeat(500) + id], price: null });
      const { next } = table.page(readListQuery({ sort, limit: "2" }, order));
      table.delete("b");
      const { rows } = table.page(readListQuery({ sort, after: next ?? "" }, order));
      expect(rows.map(({ id }) => id)).toContain(sort === "tags" ? "c" : "a");
    },
  );

  test("lists no more than one answer can hold: a page ends early, another list is refused", () => {
    const { table } = things();
    const texts = Array(5).fill("x".repeat(1_000_000));
    for (const id of ["a", "b", "c", "d", "e"]) table.insert({ id, done: false, tags: texts, price: 1 });
    const first = table.page(readListQuery({ limit: "10" }, definition));
    expect(first.rows.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const rest = table.page(readListQuery({ limit: "10", after: first.next ?? "" }, definition));
    expect(rest).toMatchObject({ rows: [{ id: "d" }, { id: "e" }], next: null });
    expect(() => table.all()).toThrow(expect.objectContaining({ kind: "tooLarge" }));
    expect(() => table.list(readListQuery({}, {}))).toThrow(/Ask for fewer/);
  });

  test("refuses a cursor of another order", () => {
    const { table } = things();
    for (const id of ["a", "b", "c"]) table.insert({ id, done: false, tags: [], price: 1 });
    const { next } = table.page(readListQuery({ sort: "price" }, definition));
    expect(() => readListQuery({ sort: "-price", after: next ?? "" }, definition)).toThrow(/not a cursor/);
  });
});

test("answerProblems tells what the service wants told, in the shape that it wants", async () => {
  const app = new Hono();
  answerProblems(app, {
    body: {
      error: { code: ({ code }) => code, message: ({ message }) => message },
      fields: ({ fields }) => fields,
      api: "v1",
    },
  });
  app.get("/taken", () => {
    throw new Refusal("conflict", "There is one already.", [{ field: "name", message: "is taken" }]);
  });
  app.get("/gone", () => {
    throw new Refusal("notFound", "There is none.");
  });
  expect(await (await app.request("/taken")).json()).toEqual({
    error: { code: "conflict", message: "There is one already." },
    fields: { name: "is taken" },
    api: "v1",
  });
  expect(await (await app.request("/gone")).json()).toMatchObject({
    error: { code: "not_found", message: "There is none." },
  });
  expect(await (await app.request("/gone", { method: "PUT" })).json()).toMatchObject({
    error: { code: "method_not_allowed" },
  });
});

describe("an unforeseen error", () => {
  const app = new Hono();
  answerProblems(app);
  app.get("/broken", () => {
    throw new TypeError("no such thing as Ada");
  });
  const ask = async (headers: Record<string, string>) => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const answer = await app.request("/broken", { headers });
    logged.mockRestore();
    return answer;
  };

  test("is told to a host, with where it was thrown", async () => {
    const answer = await ask({ "x-aidevos-request": crypto.randomUUID() });
    const told: unknown = JSON.parse(decodeURIComponent(answer.headers.get(failureHeader) ?? ""));
    expect(told).toEqual({
      name: "TypeError",
      message: "no such thing as Ada",
      frame: expect.stringMatching(/^\s*at .*kit\.test\.ts:\d+/),
    });
    expect(await answer.text()).not.toContain("Ada");
  });

  test("is told to nobody where there is no host", async () => {
    const answer = await ask({});
    expect(answer.status).toBe(500);
    expect(answer.headers.get(failureHeader)).toBeNull();
  });
});
