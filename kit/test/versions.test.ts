import { describe, expect, test } from "vitest";
import { migrate, Refusal, readCall, requireVersion, Table, tagged } from "../index.ts";
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

test("an answer has the tag", () => {
  expect(tagged(Response.json({}), '"3"').headers.get("etag")).toBe('"3"');
});
