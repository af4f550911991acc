import { expect, test } from "vitest";
import { migrate, Refusal, readCall, Table } from "../index.ts";
import { memoryStorage } from "./database.ts";

type Firing = { id: string; kiln: string | null; heat: number; no: number | null };

const call = readCall(new Request("http://kilns.test/"));

function firings(storage = memoryStorage()) {
  const table = new Table<Firing, "no">(storage.sql, {
    name: "firings",
    noun: "firing",
    key: "id",
    columns: { id: "text", kiln: "text", heat: "integer", no: "integer" },
    counted: { no: { within: "kiln" } },
    unique: [["heat"]],
  });
  const statements = ["CREATE TABLE firings (id TEXT PRIMARY KEY, kiln TEXT, heat INTEGER, no INTEGER)"];
  return {
    storage,
    start: () => {
      migrate(storage, [{ id: "create", statements }], [table]);
      return table.at(call, storage);
    },
  };
}

let heat = 0;
const firing = (id: string, kiln: string | null) => ({ id, kiln, heat: ++heat });

test("rows are counted within what they refer to, also after the last one is gone", () => {
  const rows = firings().start();
  const numbers = [
    rows.insert(firing("1", "a")).no,
    rows.insert(firing("2", "b")).no,
    rows.insert(firing("3", "a")).no,
    rows.insert(firing("4", null)).no,
  ];
  expect(numbers).toEqual([1, 1, 2, null]);
  rows.delete("3");
  expect(rows.insert(firing("5", "a")).no).toBe(3);
});

test("rows are counted too whose reference the service sets itself, and is given all the same", () => {
  const storage = memoryStorage();
  const table = new Table<Firing, "no" | "kiln">(storage.sql, {
    name: "firings",
    noun: "firing",
    key: "id",
    columns: { id: "text", kiln: "text", heat: "integer", no: "integer" },
    counted: { no: { within: "kiln" } },
  });
  const statements = ["CREATE TABLE firings (id TEXT PRIMARY KEY, kiln TEXT, heat INTEGER, no INTEGER)"];
  migrate(storage, [{ id: "create", statements }], [table]);
  const rows = table.at(call, storage);
  expect(rows.insert({ id: "1", heat: 1 }, { kiln: "a" }).no).toBe(1);
  expect(rows.insert({ id: "2", heat: 2 }, { kiln: "a" }).no).toBe(2);
});

test("what is refused takes no number", () => {
  const rows = firings().start();
  const first = rows.insert(firing("1", "a"));
  expect(() => rows.insert({ id: "2", kiln: "a", heat: first.heat })).toThrow(Refusal);
  const other = rows.insert(firing("3", "b"));
  expect(() => rows.update("3", { kiln: "a", heat: first.heat })).toThrow(Refusal);
  expect(rows.get("3")).toEqual(other);
  expect(rows.insert(firing("4", "a")).no).toBe(2);
});

test("a row has the next number of what it is moved to, and keeps the one that it has where it stays", () => {
  const rows = firings().start();
  rows.insert(firing("1", "a"));
  rows.insert(firing("2", "b"));
  expect(rows.update("1", { heat: ++heat }).no).toBe(1);
  expect(rows.update("1", { kiln: "a" }).no).toBe(1);
  expect(rows.update("1", { kiln: "b" }).no).toBe(2);
  expect(rows.update("1", { kiln: null }).no).toBe(null);
  expect(rows.update("1", { kiln: "a" }).no).toBe(2);
});

test("rows of a release that did not count are numbered in order of creation, apart from all that were given", () => {
  const { storage, start } = firings();
  const add = (id: string, kiln: string | null, no: number | null = null) =>
    storage.sql.exec("INSERT INTO firings VALUES (?, ?, ?, ?)", id, kiln, ++heat, no).toArray();
  const numbers = () =>
    Object.fromEntries(
      storage.sql
        .exec<{ id: string; no: number | null }>("SELECT id, no FROM firings ORDER BY rowid")
        .toArray()
        .map(({ id, no }) => [id, no]),
    );
  storage.sql
    .exec("CREATE TABLE firings (id TEXT PRIMARY KEY, kiln TEXT, heat INTEGER, no INTEGER)")
    .toArray();
  storage.sql.exec("CREATE TABLE applied_migrations (id TEXT PRIMARY KEY) WITHOUT ROWID").toArray();
  storage.sql.exec("INSERT INTO applied_migrations VALUES ('create')").toArray();
  add("s", null);
  for (const [id, kiln] of [
    ["z", "a"],
    ["y", "b"],
    ["x", "a"],
    ["w", "c"],
  ] as const)
    add(id, kiln);
  start();
  expect(numbers()).toEqual({ z: 1, y: 1, x: 2, w: 1, s: null });
  // Another release runs for a while: it adds a row, moves one, lets one refer to nothing and deletes the last.
  storage.sql.exec("DELETE FROM kept_values").toArray();
  storage.sql.exec("DELETE FROM firings WHERE id = 'x'").toArray();
  storage.sql.exec("UPDATE firings SET kiln = 'b' WHERE id = 'z'").toArray();
  storage.sql.exec("UPDATE firings SET kiln = NULL WHERE id = 'w'").toArray();
  add("v", "a");
  const rows = start();
  expect(numbers()).toEqual({ z: 1, y: 2, w: null, v: 3, s: null });
  expect(rows.insert(firing("u", "a")).no).toBe(4);
  expect(rows.insert(firing("t", "b")).no).toBe(3);
  start();
  expect(numbers()).toMatchObject({ u: 4, t: 3 });
});
