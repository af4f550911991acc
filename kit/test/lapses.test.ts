import { Hono } from "hono";
import { beforeEach, expect, test } from "vitest";
import {
  answerProblems,
  hostHeaders,
  lapsing,
  migrate,
  readCall,
  readListQuery,
  refusalOf,
  type Storage,
  sql,
  Table,
} from "../index.ts";
import { memoryStorage } from "./database.ts";

type Ticket = { id: string; show: string; state: "free" | "held"; label: string | null };

const due = { text: `strftime('%Y-%m-%dT%H:%M:%fZ', "state since", '+10 minutes')`, bindings: [] };
const start = Date.parse("2027-03-10T12:00:00.000Z");
const minute = 60_000;

let storage: Storage & { statements: string[] };
let isRefusing = false;

beforeEach(() => {
  storage = memoryStorage();
  isRefusing = false;
  const exec = storage.sql.exec.bind(storage.sql);
  exec('CREATE TABLE "shows" ("id" TEXT PRIMARY KEY, "held" INTEGER DEFAULT 0)');
  exec(
    'CREATE TABLE "tickets" ("id" TEXT PRIMARY KEY, "show" TEXT, "state" TEXT, "label" TEXT, "state since" TEXT)',
  );
});

/** A service of tickets, as the compiler would write it; without lapses, as one before it. */
function service({ lapses = true } = {}) {
  const shows = new Table<{ id: string; held: number }>(storage.sql, {
    name: "shows",
    noun: "show",
    key: "id",
    columns: { id: "text", held: "integer" },
    stored: {
      held: {
        of: "tickets",
        via: "show",
        reads: ["state"],
        amount: (row) => `CASE WHEN ${row}."state" IS 'held' THEN 1 ELSE 0 END`,
      },
    },
  });
  const tickets = new Table<Ticket, "label">(storage.sql, {
    name: "tickets",
    noun: "ticket",
    key: "id",
    columns: { id: "text", show: "text", state: "text", label: "text" },
    cachesLists: true,
    ...(lapses && {
      indexes: { "tickets-lapsing-1": ['"state"', due.text] },
      since: { state: "state since" },
      lapses: [
        {
          due: (call) => sql`"tickets"."state" = 'held' AND ${due} <= ${call.now}`,
          at: () => due,
          sets: () => ({ state: "free" }),
        },
      ],
    }),
    live: {
      rules: () => [{ holds: sql`"tickets"."id" <> 'x'`, refusal: { status: 409, message: "No x." } }],
    },
    byHand: {
      atChange: {
        label(row, call) {
          if (isRefusing) throw refusalOf({ status: 409, message: "Not now." });
          return `${row.state} ${call.now}`;
        },
      },
    },
  });
  migrate(storage, [], [shows, tickets]);
  const app = new Hono();
  answerProblems(app);
  if (lapses) app.use(lapsing(storage, [tickets]));
  app.get("/tickets", (c) => {
    const call = readCall(c.req.raw);
    return c.json(tickets.at(call, storage).list(readListQuery({}, {}, call)));
  });
  app.get("/shows/:id", (c) => c.json(shows.get(c.req.param("id"))));
  app.put("/tickets/:id/:state", (c) => {
    const seen = tickets.at(readCall(c.req.raw), storage);
    const { id, state } = c.req.param();
    const held = state === "held" ? "held" : "free";
    return c.json(
      seen.has(id) ? seen.update(id, { state: held }) : seen.insert({ id, show: "s", state: held }),
    );
  });
  shows.has("s") || shows.insert({ id: "s", held: 0 });
  return async (after: number, path: string, method = "GET") => {
    const headers = { [hostHeaders.time]: String(start + after) };
    const answer = await app.request(path, { method, headers });
    return answer.json();
  };
}

test("lists that are kept in memory, counts that are stored and values by hand know of what lapses", async () => {
  const call = service();
  await call(0, "/tickets/a/held", "PUT");
  expect(await call(minute, "/tickets")).toMatchObject([{ state: "held" }]);
  expect(await call(minute, "/shows/s")).toMatchObject({ held: 1 });
  expect(await call(10 * minute, "/tickets")).toMatchObject([
    { state: "free", label: "free 2027-03-10T12:10:00.000Z" },
  ]);
  expect(await call(10 * minute, "/shows/s")).toMatchObject({ held: 0 });
});

test("an index finds what is due, and a call with nothing due looks once and writes nothing", async () => {
  const call = service();
  await call(0, "/tickets/a/held", "PUT");
  storage.statements.length = 0;
  await call(minute, "/shows/s");
  const [look = ""] = storage.statements;
  expect(storage.statements).toHaveLength(2);
  const plan = storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${look}`, "now").toArray();
  expect(plan.map(({ detail }) => detail).join()).toMatch(
    /INDEX tickets-lapsing-1 \(state=\? AND <expr><\?\)/,
  );
});

test("rows that a release without lapses has written count from the next call", async () => {
  await service()(0, "/tickets/a/held", "PUT");
  const before = service({ lapses: false });
  await before(5 * minute, "/tickets/a/free", "PUT");
  await before(20 * minute, "/tickets/a/held", "PUT");
  await before(20 * minute, "/tickets/b/held", "PUT");
  const call = service();
  expect(await call(40 * minute, "/tickets")).toMatchObject([{ state: "held" }, { state: "held" }]);
  expect(await service()(50 * minute - 1, "/tickets")).toMatchObject([{ state: "held" }, { state: "held" }]);
  expect(await service()(50 * minute, "/tickets")).toMatchObject([{ state: "free" }, { state: "free" }]);
});

test("what is written by hand can't refuse what happens by itself", async () => {
  const call = service();
  await call(0, "/tickets/a/held", "PUT");
  isRefusing = true;
  expect(await call(10 * minute, "/tickets")).toMatchObject([
    { state: "free", label: "held 2027-03-10T12:00:00.000Z" },
  ]);
});

test("since when there is a row stays as it is when a change gives the key", () => {
  storage.sql.exec('CREATE TABLE "notes" ("id" TEXT PRIMARY KEY, "text" TEXT, "there since" TEXT)').toArray();
  const notes = new Table<{ id: string; text: string }>(storage.sql, {
    name: "notes",
    noun: "note",
    key: "id",
    columns: { id: "text", text: "text" },
    since: { id: "there since" },
  });
  const seen = (after: number) => {
    const headers = { [hostHeaders.time]: String(start + after) };
    return notes.at(readCall(new Request("http://service.test", { headers })), storage);
  };
  seen(0).insert({ id: "a", text: "one" });
  seen(minute).update("a", { id: "a", text: "two" });
  const [note] = storage.sql.exec('SELECT "text", "there since" AS "since" FROM "notes"').toArray();
  expect(note).toEqual({ text: "two", since: new Date(start).toISOString() });
});
