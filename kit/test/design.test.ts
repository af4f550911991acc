import { expect, test } from "vitest";
import { migrate, type Storage, Table, type TableDefinition } from "../index.ts";
import { memoryStorage } from "./database.ts";

type Shelf = { id: string };
type Book = { id: string; shelf: string | null; pages: number };
type Kept = Pick<TableDefinition<Shelf>, "indexes" | "stored">;

const steps = [
  {
    id: "tables",
    statements: [
      'CREATE TABLE "shelves" ("id" TEXT PRIMARY KEY, "pages" INTEGER DEFAULT 0)',
      'CREATE TABLE "books" ("id" TEXT PRIMARY KEY, "shelf" TEXT, "pages" INTEGER)',
    ],
  },
];

const pages: Kept = {
  stored: {
    pages: {
      of: "books",
      via: "shelf",
      reads: ["pages"],
      amount: (row) => `CASE WHEN ${row}."pages" > 1 THEN ${row}."pages" ELSE 0 END`,
    },
  },
};

/** Starts a release that keeps this beside its shelves. */
function start(storage: Storage, kept: Kept): Table<Book> {
  const shelves: TableDefinition<Shelf> = {
    name: "shelves",
    noun: "shelf",
    key: "id",
    columns: { id: "text" },
    ...kept,
  };
  const books = new Table<Book>(storage.sql, {
    name: "books",
    noun: "book",
    key: "id",
    columns: { id: "text", shelf: "text", pages: "integer" },
  });
  migrate(storage, steps, [new Table<Shelf>(storage.sql, shelves), books]);
  return books;
}

function besideRows({ sql }: Storage): string[] {
  const query =
    "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name";
  return sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => name);
}

function sums({ sql }: Storage): [string, number][] {
  return sql
    .exec<{ id: string; pages: number }>('SELECT "id", "pages" FROM "shelves" ORDER BY "id"')
    .toArray()
    .map(({ id, pages: sum }) => [id, sum]);
}

function withShelves(): Storage {
  const storage = memoryStorage();
  start(storage, {});
  for (const id of ["a", "b"]) storage.sql.exec('INSERT INTO "shelves" ("id") VALUES (?)', id);
  return storage;
}

test("a stored sum follows every row that comes, changes and goes", () => {
  const storage = withShelves();
  const books = start(storage, pages);
  books.insert({ id: "1", shelf: "a", pages: 10 });
  books.insert({ id: "2", shelf: "a", pages: 1 });
  books.insert({ id: "3", shelf: null, pages: 5 });
  expect(sums(storage)).toEqual([
    ["a", 10],
    ["b", 0],
  ]);
  books.update("1", { shelf: "b" });
  books.update("2", { pages: 4 });
  books.update("3", { shelf: "b" });
  expect(sums(storage)).toEqual([
    ["a", 4],
    ["b", 15],
  ]);
  books.delete("1");
  expect(sums(storage)).toEqual([
    ["a", 4],
    ["b", 5],
  ]);
});

test("is made of the rows that are there, and right again after a release that did not keep it", () => {
  const storage = withShelves();
  start(storage, {}).insert({ id: "1", shelf: "a", pages: 10 });
  start(storage, pages);
  expect(sums(storage)).toEqual([
    ["a", 10],
    ["b", 0],
  ]);
  start(storage, {}).update("1", { shelf: "b" });
  expect(sums(storage)).toEqual([
    ["a", 10],
    ["b", 0],
  ]);
  start(storage, pages);
  expect(sums(storage)).toEqual([
    ["a", 0],
    ["b", 10],
  ]);
});

test("what a release keeps beside its rows goes when the next one starts, and what a person made stays", () => {
  const storage = withShelves();
  storage.sql.exec('CREATE INDEX "by-hand" ON "books" ("pages")');
  start(storage, { ...pages, indexes: { "shelves-by-pages": ['"pages"'] } });
  expect(besideRows(storage)).toEqual([
    "by-hand",
    "shelves-by-pages",
    "shelves-pages-changes",
    "shelves-pages-comes",
    "shelves-pages-goes",
  ]);
  start(storage, { indexes: { "shelves-by-pages": ['"pages" DESC'] } });
  expect(besideRows(storage)).toEqual(["by-hand", "shelves-by-pages"]);
  expect(storage.sql.exec("SELECT sql FROM sqlite_master WHERE name = 'shelves-by-pages'").toArray()).toEqual(
    [{ sql: 'CREATE INDEX "shelves-by-pages" ON "shelves" ("pages" DESC)' }],
  );
  start(storage, {});
  expect(besideRows(storage)).toEqual(["by-hand"]);
});
