import { beforeEach, expect, test } from "vitest";
import { KeptReads } from "../kept-reads.ts";
import { memoryStorage } from "./database.ts";

const { sql, statements, transactionSync } = memoryStorage();
let kept: KeptReads;

beforeEach(() => {
  for (const table of ["books", "shelves"]) sql.exec(`DROP TABLE IF EXISTS "${table}"`);
  sql.exec('CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY, "books" INTEGER DEFAULT 0)');
  sql.exec('CREATE TABLE "books" ("id" INTEGER PRIMARY KEY, "title" TEXT, "shelf" INTEGER)');
  sql.exec('INSERT INTO "shelves" ("id") VALUES (1)');
  sql.exec(`INSERT INTO "books" ("id", "title", "shelf") VALUES (1, 'Emma', 1), (2, 'Persuasion', 1)`);
  kept = new KeptReads(sql);
});

const titled = 'SELECT * FROM "books" WHERE "title" = ?';
const all = 'SELECT * FROM "books" ORDER BY "id"';

/** How often the database was asked while the work was done, how many had changed left out. */
function asked(work: () => void): number {
  statements.length = 0;
  work();
  return statements.filter((statement) => !statement.includes("total_changes")).length;
}

test("the same statement with the same values is read once", () => {
  const emma = { id: 1, title: "Emma", shelf: 1 };
  expect(kept.read(titled, ["Emma"])).toEqual({ rows: [emma], cut: false });
  expect(asked(() => expect(kept.read(titled, ["Emma"])).toEqual({ rows: [emma], cut: false }))).toBe(0);
  expect(asked(() => expect(kept.read(titled, ["Persuasion"]).rows).toHaveLength(1))).toBe(1);
  expect(asked(() => expect(kept.read(`${titled} LIMIT 0`, ["Emma"]).rows).toEqual([]))).toBe(1);
});

test.each<[string, string | number | null, string | number | null]>([
  ["a number and its text", 1, "1"],
  ["nothing and its name", null, "null"],
  ["nothing and what is infinite", null, Number.POSITIVE_INFINITY],
  ["what is infinite and its name", Number.POSITIVE_INFINITY, "Infinity"],
])("values are told apart: %s", (_what, one, other) => {
  const typed = "SELECT typeof(?) AS type";
  kept.read(typed, [one]);
  const [expected] = sql.exec(typed, other).toArray();
  expect(kept.read(typed, [other]).rows).toEqual([expected]);
});

test("what a reader does to its rows, the next one does not see", () => {
  for (const title of ["first", "second", "third"]) {
    const { rows } = kept.read(all, []);
    expect(rows.map((row) => row.title)).toEqual(["Emma", "Persuasion"]);
    for (const row of rows) {
      row.title = title;
      delete row.id;
    }
    rows.pop();
  }
});

test.each([
  ["a new row", `INSERT INTO "books" ("title") VALUES ('Emma')`],
  ["a change", 'UPDATE "books" SET "title" = NULL WHERE "id" = 2'],
  ["a deletion", 'DELETE FROM "books" WHERE "id" = 2'],
  ["a deletion of all", 'DELETE FROM "books"'],
  ["a row that is put in the place of another", `INSERT OR REPLACE INTO "books" VALUES (1, 'Lady Susan', 1)`],
])("after %s, it is read anew", (_what, statement) => {
  kept.read(all, []);
  sql.exec(statement);
  expect(kept.read(all, []).rows).toEqual(sql.exec(all).toArray());
});

test("after what a trigger has written, it is read anew", () => {
  sql.exec(
    'CREATE TRIGGER "counts" AFTER INSERT ON "books" BEGIN UPDATE "shelves" SET "books" = "books" + 1 WHERE "id" = NEW."shelf"; END',
  );
  const counts = 'SELECT "books" FROM "shelves"';
  expect(kept.read(counts, []).rows).toEqual([{ books: 0 }]);
  sql.exec('INSERT INTO "books" ("shelf") VALUES (1)');
  expect(kept.read(counts, []).rows).toEqual([{ books: 1 }]);
});

test("what was undone is not there, nor what was there before it missed", () => {
  expect(kept.read(all, []).rows).toHaveLength(2);
  const undone = () =>
    transactionSync(() => {
      sql.exec('DELETE FROM "books"');
      throw new Error("Undone.");
    });
  expect(undone).toThrow("Undone.");
  expect(kept.read(all, []).rows).toHaveLength(2);
  sql.exec('DELETE FROM "books" WHERE "id" = 1');
  expect(kept.read(all, []).rows).toHaveLength(1);
});

test.each([
  "SELECT random() % 1000 AS value",
  "SELECT hex(randomblob(8)) AS value",
  "SELECT RANDOM () / 1e9 AS value",
  "SELECT CURRENT_TIMESTAMP AS value",
  "SELECT datetime('now') AS value",
  "SELECT strftime('%s', 'now') AS value",
  "SELECT unixepoch('now', 'subsec') AS value",
  "SELECT unixepoch('subsec') AS value",
  "SELECT strftime('%s') AS value",
  "SELECT julianday() AS value",
  "SELECT julianday ( ) AS value",
  "SELECT last_insert_rowid() AS value",
  "SELECT changes() AS value",
])("what hangs on more than the data is never kept: %s", (statement) => {
  kept.read(statement, []);
  expect(asked(() => kept.read(statement, []))).toBe(1);
});

test.each(["now", "NOW", "subsec", "subsecond"])("nor is what takes the moment as a value: %s", (value) => {
  kept.read("SELECT unixepoch(?) AS value", [value]);
  expect(asked(() => kept.read("SELECT unixepoch(?) AS value", [value]))).toBe(1);
});

test.each([
  'SELECT unixepoch("title", \'subsec\') AS value FROM "books"',
  "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', \"title\", '+1 days') AS value FROM \"books\"",
  'SELECT date("title") AS value FROM "books" WHERE "title" <> \'now and then\'',
])("what is worked out of stored moments is kept: %s", (statement) => {
  kept.read(statement, []);
  expect(asked(() => kept.read(statement, []))).toBe(0);
});

test("what was read least recently goes first", () => {
  const read = (value: number) => asked(() => kept.read("SELECT ? AS value", [value]));
  for (let value = 0; value < 200; value += 1) read(value);
  expect(read(0)).toBe(0);
  expect(read(200)).toBe(1);
  expect(read(0)).toBe(0);
  expect(read(1)).toBe(1);
});

test("large results leave in time for the memory to hold, and very large ones are not kept at all", () => {
  const read = (length: number, value: number) =>
    asked(() =>
      kept.read("SELECT replace(hex(zeroblob(? / 2)), '0', 'x') AS value, ? AS of", [length, value]),
    );
  for (let value = 0; value < 100; value += 1) read(50_000, value);
  const newestFirst = Array.from({ length: 100 }, (_, age) => 99 - age);
  const held = newestFirst.findIndex((value) => read(50_000, value) > 0);
  expect(held).toBeGreaterThan(5);
  expect(held * 100_000).toBeLessThan(1024 * 1024);
  read(50_000, 1);
  expect([read(1_000_000, 1), read(1_000_000, 1)]).toEqual([1, 1]);
  expect(read(50_000, 1)).toBe(0);
});
