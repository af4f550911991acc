import { expect, test } from "vitest";
import type { AnyDefinition } from "../definition.ts";
import { inOrder, placeOf } from "../in-order.ts";
import { memoryStorage } from "./database.ts";

const notes: AnyDefinition = {
  name: "notes",
  noun: "note",
  key: "id",
  columns: { id: "text", text: "text" },
};
const numbered: AnyDefinition = {
  name: "notes",
  noun: "note",
  key: "number",
  columns: { number: "serial" },
  creationOrder: '"notes"."number"',
};

test("more rows than are read at once come in order of creation, each once, though they are changed meanwhile", () => {
  const { sql } = memoryStorage();
  sql.exec("CREATE TABLE notes (id TEXT, text TEXT)");
  sql.exec(
    "WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 2500)" +
      " INSERT INTO notes (id, text) SELECT 10000 - n, n FROM counted",
  );
  const read: unknown[] = [];
  for (const { place, of } of inOrder(sql, notes, { of: '"notes"."text"' })) {
    read.push(of);
    sql.exec(`UPDATE notes SET text = 'read' WHERE ${placeOf(notes)} = ?`, place);
  }
  expect(read).toEqual(Array.from({ length: 2500 }, (_, index) => `${index + 1}`));
  expect(sql.exec("SELECT 1 FROM notes WHERE text <> 'read'").toArray()).toEqual([]);
});

test("rows that are numbered are in the order of their numbers", () => {
  const { sql } = memoryStorage();
  sql.exec("CREATE TABLE notes (number INTEGER PRIMARY KEY AUTOINCREMENT)");
  sql.exec("INSERT INTO notes (number) VALUES (7), (3), (1200)");
  expect([...inOrder(sql, numbered, {})]).toEqual([3, 7, 1200].map((place) => ({ place })));
});
