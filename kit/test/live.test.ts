import { expect, test } from "vitest";
import { type Call, inOneStep, Refusal, readCall, reading, sql, Table } from "../index.ts";
import { memoryStorage } from "./database.ts";

type Jar = { id: string; owner: string | null; beans: number; full: boolean | null; at: string | null };

const staff = { roles: { staff: { header: "x-role", value: "s" } }, name: { header: "x-user" } };

function callOf(user = "", role = ""): Call {
  return readCall(new Request("http://jars.test/", { headers: { "x-user": user, "x-role": role } }), staff);
}

function jars(storage = memoryStorage()) {
  storage.sql.exec("CREATE TABLE jars (id TEXT PRIMARY KEY, owner TEXT, beans INTEGER, at TEXT)").toArray();
  return (call: Call) =>
    new Table<Jar, "full" | "at", "full">(storage.sql, {
      name: "jars",
      noun: "jar",
      key: "id",
      columns: { id: "text", owner: "text", beans: "integer", at: "text" },
      live: {
        computed: { full: () => reading("boolean", sql`"jars"."beans" >= ${10}`) },
        visible: (asked) => sql`${asked.is("staff")} OR "jars"."owner" = ${asked.caller}`,
        atCreation: (asked) => ({ at: sql`date(${asked.now})` }),
        rules: () => [
          {
            holds: sql`"jars"."beans" <= 20`,
            refusal: { status: 409, code: "spills", message: "It spills." },
            with: { over: sql`"jars"."beans" - 20` },
          },
        ],
      },
    }).at(call, storage);
}

test("what is worked out is read with the row, set at creation once, and narrows lists", () => {
  const seen = jars()(callOf("ann"));
  const made = seen.insert({ id: "1", owner: "ann", beans: 12 });
  expect(made).toMatchObject({ full: true, at: new Date().toISOString().slice(0, 10) });
  expect(seen.update("1", { beans: 3 })).toMatchObject({ full: false });
  const query = {
    conditions: ['"jars"."full" = ?'],
    bindings: [0],
    order: [],
    orderName: "",
    isNewestFirst: false,
    size: 5,
    offset: 0,
    page: 1,
  };
  expect([seen.list(query).length, seen.count(query, 5)]).toEqual([1, 1]);
});

test("a change that breaks a rule is refused with its values, and nothing of it stays", () => {
  const seen = jars()(callOf("ann"));
  seen.insert({ id: "1", owner: "ann", beans: 12 });
  for (const change of [
    () => seen.update("1", { beans: 25 }),
    () => seen.insert({ id: "2", owner: "ann", beans: 25 }),
  ]) {
    expect(change).toThrow(Refusal);
    expect(change).toThrow(
      expect.objectContaining({ options: expect.objectContaining({ with: { over: 5 } }) }),
    );
  }
  expect(seen.all()).toEqual([expect.objectContaining({ id: "1", beans: 12 })]);
});

test("what is hidden from a caller is not there for them", () => {
  const open = jars();
  open(callOf("ann")).insert({ id: "1", owner: "ann", beans: 1 });
  const other = open(callOf("bob"));
  expect(other.all()).toEqual([]);
  expect(() => other.get("1")).toThrow("There is no jar 1");
  expect(() => other.update("1", { beans: 2 })).toThrow("There is no jar 1");
  expect(() => other.delete("1")).toThrow("There is no jar 1");
  expect(open(callOf("bob", "s")).get("1").beans).toBe(1);
});

test("a key and a name that are missing are refused", () => {
  const refusal = { status: 401, message: "Who?" };
  const named = { name: { header: "x-user", refusal }, key: { header: "x-key", value: "k", refusal } };
  const ask = (headers: Record<string, string>) => () =>
    readCall(new Request("http://jars.test/", { headers }), named);
  expect(ask({ "x-user": "ann" })).toThrow("Who?");
  expect(ask({ "x-key": "k" })).toThrow("Who?");
  expect(ask({ "x-key": "k2", "x-user": "ann" })).toThrow("Who?");
  expect(ask({ "x-key": "k", "x-user": "ann" })().caller).toBe("ann");
});

test("a column is shown otherwise than it is kept, and worked on whenever it is given", () => {
  type Shelf = { id: string; jars: number[] | null; note: string | null; sum: number | null };
  const storage = memoryStorage();
  storage.sql.exec("CREATE TABLE shelves (id TEXT PRIMARY KEY, jars TEXT, note TEXT, sum INTEGER)").toArray();
  const each = (amount: number) =>
    sql`SELECT json_group_array("e".value + ${amount}) FROM json_each("shelves"."jars") AS "e"`;
  const shelves = new Table<Shelf, "sum">(storage.sql, {
    name: "shelves",
    noun: "shelf",
    key: "id",
    columns: { id: "text", jars: "json", note: "text", sum: "integer" },
    live: {
      shown: { jars: () => each(100) },
      atGiven: () => ({ jars: each(1) }),
      atCreation: () => ({ sum: sql`(SELECT sum(value) FROM json_each("shelves"."jars"))` }),
    },
  }).at(callOf("ann"), storage);
  expect(shelves.insert({ id: "1", jars: [1, 2], note: null })).toMatchObject({ jars: [102, 103], sum: 5 });
  expect(shelves.update("1", { note: "old" })).toMatchObject({ jars: [102, 103], note: "old" });
  expect(shelves.update("1", { jars: [5] })).toMatchObject({ jars: [106], sum: 5 });
  expect(shelves.all()).toEqual([shelves.get("1")]);
});

test("in one step, rules are judged at its end, of what is there then", () => {
  const storage = memoryStorage();
  const call = callOf("ann");
  const seen = jars(storage)(call);
  seen.insert({ id: "1", owner: "ann", beans: 12 });
  const beansAfter = (...steps: (() => unknown)[]) =>
    inOneStep(call, storage, () => {
      for (const step of steps) step();
      return seen.all().map(({ beans }) => beans);
    });
  const spill = () => seen.update("1", { beans: 25 });
  expect(beansAfter(spill, () => seen.update("1", { beans: 20 }))).toEqual([20]);
  const second = () => seen.insert({ id: "2", owner: "ann", beans: 99 });
  expect(beansAfter(second, () => seen.delete("2"))).toEqual([20]);
  expect(() => beansAfter(spill)).toThrow("It spills.");
  expect(seen.all()).toMatchObject([{ beans: 20 }]);
  expect(spill).toThrow("It spills.");
});

test("functions by hand set and judge where nothing else hangs on the call", () => {
  const storage = memoryStorage();
  storage.sql.exec("CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT, short TEXT)").toArray();
  const notes = new Table<{ id: string; text: string; short: string | null }, "short">(storage.sql, {
    name: "notes",
    noun: "note",
    key: "id",
    columns: { id: "text", text: "text", short: "text" },
    byHand: {
      atChange: { short: ({ text }) => text.slice(0, 3) },
      rules: [
        ({ text }) => {
          if (text === "wrong") throw new Refusal("ruled", "Not so.");
        },
      ],
    },
  }).at(callOf(), storage);
  expect(notes.insert({ id: "1", text: "spring" }).short).toBe("spr");
  expect(notes.update("1", { text: "autumn" }).short).toBe("aut");
  expect(() => notes.update("1", { text: "wrong" })).toThrow("Not so.");
  expect(notes.get("1")).toMatchObject({ text: "autumn", short: "aut" });
});
