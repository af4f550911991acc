import { describe, expect, test } from "vitest";
import { hostHeaders, migrate, Refusal, readCall, requireVersion, Table, tagged } from "../index.ts";
import { memoryStorage } from "./database.ts";

const options = {
  header: "If-Match",
  missing: { status: 428, message: "Say a version." },
  stale: { status: 412, message: "It was changed." },
};

describe("a version that a change says", () => {
  const judge = (said: string | undefined) => {
    const headers = said === undefined ? {} : { "if-match": said };
    try {
      requireVersion(new Request("http://service.test", { headers }), '"3"', options);
      return "done";
    } catch (error) {
      return error instanceof Refusal ? error.options?.status : error;
    }
  };

  test.each([
    ['"3"', "done"],
    [' "2" , "3" ', "done"],
    ["*", "done"],
    [undefined, 428],
    ["  ", 428],
    ['"2"', 412],
    ['W/"3"', 412],
    ["3", 412],
    ['"33"', 412],
  ])("%s is %s", (said, outcome) => {
    expect(judge(said)).toBe(outcome);
  });
});

test("rows count the calls that change them, those that were there before from 1 on", () => {
  const storage = memoryStorage();
  type Note = { id: string; text: string; more: string | null };
  const notes = new Table<Note>(storage.sql, {
    name: "notes",
    noun: "note",
    key: "id",
    columns: { id: "text", text: "text", more: "text" },
    version: "row version",
    live: {},
  });
  const create = { id: "1", statements: ["CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT, more TEXT)"] };
  expect(() => migrate(storage, [create], [notes])).toThrow("has no column row version");
  migrate(storage, [create]);
  storage.sql.exec("INSERT INTO notes (id, text) VALUES ('old', 'a')").toArray();
  const added = { id: "2", statements: ['ALTER TABLE notes ADD COLUMN "row version" INTEGER DEFAULT 1'] };
  migrate(storage, [create, added], [notes]);
  const seen = () => notes.at(readCall(new Request("http://service.test")), storage);
  expect(seen().tag("old")).toBe('"1"');
  const call = seen();
  call.insert({ id: "new", text: "a", more: null });
  call.update("new", { text: "b" });
  expect(call.tag("new")).toBe('"1"');
  const other = seen();
  other.update("new", { text: "c" });
  other.update("new", { more: "d" });
  other.update("old", { text: "b" });
  expect([other.tag("new"), other.tag("old")]).toEqual(['"2"', '"2"']);
  expect(other.update("new", {})).toMatchObject({ text: "c", more: "d" });
  expect(seen().tag("new")).toBe('"2"');
  expect(() => seen().tag("none")).toThrow("There is no note none.");
});

test("a row that comes again under its key has no version of the one that is gone", () => {
  const storage = memoryStorage();
  const notes = new Table<{ id: string; text: string }>(storage.sql, {
    name: "notes",
    noun: "note",
    key: "id",
    columns: { id: "text", text: "text" },
    version: "row version",
    comesAgain: true,
  });
  const create = 'CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT, "row version" INTEGER DEFAULT 1)';
  migrate(storage, [{ id: "1", statements: [create] }], [notes]);
  const tagAfter = (time: number, change: (rows: ReturnType<typeof notes.at>) => unknown) => {
    const headers = { [hostHeaders.time]: String(1_800_000_000_000 + time) };
    const rows = notes.at(readCall(new Request("http://service.test", { headers })), storage);
    change(rows);
    return rows.tag("a");
  };
  const tags = [
    tagAfter(0, (rows) => rows.insert({ id: "a", text: "one" })),
    tagAfter(10, (rows) => rows.update("a", { text: "two" })),
    tagAfter(20, (rows) => {
      rows.delete("a");
      rows.insert({ id: "a", text: "three" });
    }),
    tagAfter(30, (rows) => rows.update("a", { text: "four" })),
  ];
  expect(tags).toEqual(['"1800000000000"', '"1800000000001"', '"1800000000020"', '"1800000000021"']);
});

test("an answer has the tag", () => {
  expect(tagged(Response.json({}), '"3"').headers.get("etag")).toBe('"3"');
});
