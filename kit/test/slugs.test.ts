import { expect, test } from "vitest";
import { migrate, Table } from "../index.ts";
import { slugOf } from "../slugs.ts";
import { memoryStorage } from "./database.ts";

test.each([
  ["A Kiln", "a-kiln"],
  ["  Émile's  Kiln! ", "emile-s-kiln"],
  ["ﬁre № 7²", "fire-no-72"],
  ["--a__b--", "a-b"],
  ["İstanbul, K", "istanbul-k"],
  ["Łódź", "odz"],
  ["Straße", "stra-e"],
  ["日本", "thing"],
  ["¡…!", "thing"],
  ["", "thing"],
  [null, "thing"],
  [`${"x".repeat(99)} y`, "x".repeat(99)],
  ["x".repeat(300), "x".repeat(100)],
])("%s becomes %s", (text, slug) => {
  expect(slugOf(text, "thing")).toBe(slug);
});

test("a slug takes time in proportion to its text", () => {
  const timeOf = (length: number) => {
    const text = "- ".repeat(length);
    const before = performance.now();
    slugOf(text, "thing");
    return performance.now() - before;
  };
  timeOf(1000);
  expect(timeOf(400_000)).toBeLessThan(1000);
});

type Post = { id: string; title: string | null; slug: string };

const create = "CREATE TABLE posts (id TEXT PRIMARY KEY, title TEXT, slug TEXT)";

function posts(options: { apart?: true; fixed?: true } = { apart: true }) {
  const storage = memoryStorage();
  const start = () => {
    const table = new Table<Post, "slug">(storage.sql, {
      name: "posts",
      noun: "post",
      key: "id",
      columns: { id: "text", title: "text", slug: "text" },
      unique: options.apart ? [["slug"]] : [],
      slugs: { slug: { of: "title", otherwise: "post", ...options } },
    });
    migrate(storage, [{ id: "create", statements: [create] }], [table]);
    return table;
  };
  return { storage, start };
}

let count = 0;
const post = (title: string | null) => ({ id: String(++count), title });

test("equal ones are told apart by the first number that is free", () => {
  const rows = posts().start();
  const made = ["A b", "a-b!", "A B 3", "a b", "A b"].map((title) => rows.insert(post(title)).slug);
  expect(made).toEqual(["a-b", "a-b-2", "a-b-3", "a-b-4", "a-b-5"]);
  expect(rows.insert(post(null)).slug).toBe("post");
  expect(rows.insert(post("")).slug).toBe("post-2");
});

test("it follows its text, but for a change that makes the same of it", () => {
  const rows = posts().start();
  const first = rows.insert(post("A b"));
  const second = rows.insert(post("a b"));
  expect(rows.update(second.id, { title: "A  B" }).slug).toBe("a-b-2");
  expect(rows.update(first.id, { title: "C" }).slug).toBe("c");
  expect(rows.update(second.id, { title: "a, b" }).slug).toBe("a-b-2");
  expect(rows.update(second.id, { title: "C" }).slug).toBe("c-2");
  expect(rows.update(second.id, { title: "a b" }).slug).toBe("a-b");
});

test("a fixed one stays", () => {
  const rows = posts({ apart: true, fixed: true }).start();
  const { id } = rows.insert(post("A b"));
  expect(rows.update(id, { title: "C" }).slug).toBe("a-b");
});

test("rows of a release that did not know of slugs have them made in order of creation", () => {
  const { storage, start } = posts();
  start();
  const forget = () => storage.sql.exec("DELETE FROM kept_values").toArray();
  const add = (id: string, title: string | null) =>
    storage.sql.exec("INSERT INTO posts (id, title) VALUES (?, ?)", id, title).toArray();
  const all = () =>
    storage.sql
      .exec<{ slug: string }>("SELECT slug FROM posts ORDER BY rowid")
      .toArray()
      .map(({ slug }) => slug);
  forget();
  for (const [id, title] of [
    ["z", "A b"],
    ["y", "a b"],
    ["x", null],
    ["w", "A b 2"],
  ] as const)
    add(id, title);
  start();
  expect(all()).toEqual(["a-b", "a-b-2", "post", "a-b-2-2"]);
  forget();
  storage.sql.exec("UPDATE posts SET title = 'C' WHERE id = 'z'").toArray();
  add("v", "a b");
  start();
  expect(all()).toEqual(["c", "a-b-2", "post", "a-b-2-2", "a-b"]);
  start();
  expect(all()).toEqual(["c", "a-b-2", "post", "a-b-2-2", "a-b"]);
});

test("what is kept of a slug without case follows it when it is made of another text", () => {
  const storage = memoryStorage();
  const statements = [
    "CREATE TABLE posts (id TEXT PRIMARY KEY, title TEXT, name TEXT, slug TEXT, slug_folded TEXT)",
    "INSERT INTO posts (id, title, name) VALUES ('1', 'One', 'Two')",
  ];
  const folded = (of: "title" | "name") => {
    const table = new Table<Post & { name: string }, "slug">(storage.sql, {
      name: "posts",
      noun: "post",
      key: "id",
      columns: { id: "text", title: "text", name: "text", slug: "text" },
      folded: { slug: "slug_folded" },
      slugs: { slug: { of, otherwise: "post" } },
    });
    migrate(storage, [{ id: "create", statements }], [table]);
    return storage.sql.exec("SELECT slug_folded FROM posts").toArray();
  };
  expect(folded("title")).toEqual([{ slug_folded: "one" }]);
  expect(folded("name")).toEqual([{ slug_folded: "two" }]);
});
