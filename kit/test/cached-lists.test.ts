import { beforeEach, expect, test } from "vitest";
import { type Call, inOneStep, readListQuery, type Storage, sql, Table } from "../index.ts";
import { memoryStorage } from "./database.ts";

type Note = { id: string; owner: string; due: string; tags: string[]; late: boolean };

let storage: Storage & { statements: string[] };
let notes: Table<Note, "late", "late">;

beforeEach(() => {
  storage = memoryStorage();
  storage.sql.exec('CREATE TABLE "notes" ("id" TEXT PRIMARY KEY, "owner" TEXT, "due" TEXT, "tags" TEXT)');
  notes = new Table(storage.sql, {
    name: "notes",
    noun: "note",
    key: "id",
    columns: { id: "text", owner: "text", due: "text", tags: "json" },
    cachesLists: true,
    live: {
      computed: {
        late: ({ today }) => ({ ...sql`"due" < ${today}`, as: "boolean" as const }),
      },
      visible: ({ caller }) => sql`"owner" = ${caller}`,
    },
  });
  for (const [id, owner] of [
    ["1", "ann"],
    ["2", "ann"],
    ["3", "bob"],
  ] as const)
    notes.insert({ id, owner, due: "2026-05-01", tags: ["a"] });
});

const on = (today: string, caller = "ann"): Call => ({
  now: `${today}T10:00:00.000Z`,
  today,
  caller,
  callerNumber: null,
  base: "https://example.com",
  is: () => false,
  newId: () => "1",
});
const first = on("2026-05-01");
const all = readListQuery({}, {});

/** Statements that read notes while the work was done. */
function reads(work: () => void): number {
  storage.statements.length = 0;
  work();
  return storage.statements.filter((statement) => /^SELECT .*notes/.test(statement)).length;
}

test("lists, counts and pages are read once", () => {
  const pages = {
    style: "cursor",
    sizeParameter: "size",
    positionParameter: "after",
    defaultSize: 1,
    maximumSize: 9,
    aboveMaximum: "refuse",
  } as const;
  const definition = { pages, defaultOrder: { sql: '"notes"."due"', descending: true } };
  const ask = () => {
    const seen = notes.at(first, storage);
    const page = seen.page(readListQuery({}, definition));
    const next = seen.page(readListQuery({ after: page.next ?? "" }, definition));
    return [seen.all(), seen.list(all), seen.count({ ...all, size: 1 }, 1), page, next];
  };
  const answer = ask();
  expect(answer[0]).toEqual([
    { id: "1", owner: "ann", due: "2026-05-01", tags: ["a"], late: false },
    { id: "2", owner: "ann", due: "2026-05-01", tags: ["a"], late: false },
  ]);
  expect(reads(() => expect(ask()).toEqual(answer))).toBe(0);
});

test("what hangs on the day or the caller is another one's", () => {
  const late = (call: Call) =>
    notes
      .at(call, storage)
      .list(all)
      .map((note) => [note.id, note.late]);
  for (const _time of [1, 2]) {
    expect(late(first)).toEqual([
      ["1", false],
      ["2", false],
    ]);
    expect(late(on("2026-05-02"))).toEqual([
      ["1", true],
      ["2", true],
    ]);
    expect(late(on("2026-05-01", "bob"))).toEqual([["3", false]]);
  }
});

test("what an answer does to its rows stays its own", () => {
  for (const note of notes.at(first, storage).list(all)) {
    note.tags.push("changed");
    note.owner = "nobody";
  }
  expect(
    notes
      .at(first, storage)
      .list(all)
      .map(({ owner, tags }) => [owner, tags]),
  ).toEqual([
    ["ann", ["a"]],
    ["ann", ["a"]],
  ]);
});

test("what is drawn by chance is drawn each time", () => {
  const { live, ...definition } = notes.definition;
  const drawn = new Table<Note, "late", "late">(storage.sql, {
    ...definition,
    live: { computed: { late: () => sql`random() % 1000` } },
  } as never);
  expect(reads(() => drawn.at(first, storage).all())).toBe(1);
  expect(reads(() => drawn.at(first, storage).all())).toBe(1);
});

test("what a step has written and undone was never listed, whatever looked at it meanwhile", () => {
  const before = notes.at(first, storage).all();
  const undone = () =>
    inOneStep(first, storage, () => {
      notes.whole(first, storage).delete("1");
      for (const within of [notes.whole(first, storage), notes.plain(first, storage)])
        expect([within.all(), within.list(all)].map(({ length }) => length)).toEqual([2, 2]);
      throw new Error("Undone.");
    });
  expect(undone).toThrow("Undone.");
  for (const table of [notes.whole(first, storage), notes.plain(first, storage)])
    expect([table.all(), table.list(all)].map(({ length }) => length)).toEqual([3, 3]);
  expect(notes.at(first, storage).all()).toEqual(before);
});

test("without a cache nothing more is asked of the database", () => {
  const { cachesLists: _, ...definition } = notes.definition;
  const plain = new Table<Note, "late", "late">(storage.sql, definition as never);
  for (const _time of [1, 2]) expect(reads(() => plain.at(first, storage).all())).toBe(1);
  expect(storage.statements).toHaveLength(1);
});
