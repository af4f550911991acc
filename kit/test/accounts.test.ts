import { Hono } from "hono";
import { beforeEach, describe, expect, test } from "vitest";
import {
  answerProblems,
  type CallerOptions,
  endSession,
  endSessions,
  hostHeaders,
  knowSessions,
  openSession,
  readCall,
  type SessionOptions,
  sql,
  withPasswords,
} from "../index.ts";
import { memoryStorage } from "./database.ts";

const start = Date.UTC(2026, 4, 1);
const callers: CallerOptions = {
  name: { header: "Authorization", session: true, refusal: { status: 401, message: "Sign in." } },
};

/** A service whose accounts sign in by their number alone. */
function club(options: Partial<SessionOptions> = {}, storage = memoryStorage()) {
  storage.sql.exec("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, level INTEGER)").toArray();
  for (const id of [1, 2])
    storage.sql.exec("INSERT OR IGNORE INTO users (id, level) VALUES (?, ?)", id, id).toArray();
  const app = new Hono();
  answerProblems(app);
  const accounts = { table: "users", key: "id" };
  app.use(knowSessions(storage, { header: "Authorization", scheme: "Bearer", accounts, ...options }));
  app.post("/in/:id/:seconds", async (c) => {
    const session = await openSession(c.req.raw, storage, "users");
    const seconds = Number(c.req.param("seconds"));
    const until =
      seconds === 0 ? undefined : seconds < 0 ? null : new Date(start + seconds * 1000).toISOString();
    return c.text(session.begin(Number(c.req.param("id")), until));
  });
  app.post("/out", (c) => {
    endSession(c.req.raw, storage);
    return c.body(null, 204);
  });
  app.get("/me", (c) => {
    const call = readCall(c.req.raw, callers);
    return c.json([call.caller, call.callerNumber, call.is("chief")]);
  });
  const send = async (route: string, token?: string, headers: Record<string, string> = {}) => {
    const [method = "GET", path = "/"] = route.split(" ");
    const said = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers };
    const answer = await app.request(path, { method, headers: said });
    return { status: answer.status, text: await answer.text() };
  };
  const signedIn = async (id: number, seconds = 0, headers = {}) =>
    (await send(`POST /in/${id}/${seconds}`, undefined, headers)).text;
  const me = async (token: string | undefined, time = start) => {
    const { status, text } = await send("GET /me", token, { [hostHeaders.time]: String(time) });
    return status === 200 ? JSON.parse(text) : status;
  };
  return { storage, send, signedIn, me };
}

describe("a session", () => {
  test("makes its account the caller, with the roles that it has then", async () => {
    const roles = { chief: () => sql`"users"."level" > 1` };
    const { me, signedIn, storage } = club({ roles });
    const [one, two] = [await signedIn(1), await signedIn(2)];
    expect([await me(one), await me(two)]).toEqual([
      ["1", 1, false],
      ["2", 2, true],
    ]);
    storage.sql.exec("UPDATE users SET level = 9").toArray();
    expect(await me(one)).toEqual(["1", 1, true]);
    expect([await me(undefined), await me("made-up"), await me(`${one} `), await me("")]).toEqual([
      401,
      401,
      ["1", 1, true],
      401,
    ]);
  });

  test("lasts until its time, to the millisecond", async () => {
    const { me, signedIn } = club();
    const token = await signedIn(1, 60, { [hostHeaders.time]: String(start) });
    expect([await me(token, start + 59_999), await me(token, start + 60_000)]).toEqual([
      ["1", 1, false],
      401,
    ]);
  });

  test("that has no time ends at once", async () => {
    const { me, signedIn } = club();
    const at = { [hostHeaders.time]: String(start) };
    expect(await me(await signedIn(1, -1, at))).toBe(401);
  });

  test("is of the accounts that it began with, and not of others with the same keys", async () => {
    const { signedIn, storage } = club();
    const token = await signedIn(1);
    storage.sql.exec("CREATE TABLE admins (id INTEGER PRIMARY KEY)").toArray();
    storage.sql.exec("INSERT INTO admins (id) VALUES (1)").toArray();
    const others = club({ accounts: { table: "admins", key: "id" } }, storage);
    expect(await others.me(token)).toBe(401);
    storage.sql.exec("DELETE FROM admins WHERE id = 1").toArray();
    expect(await club({}, storage).me(token)).toEqual(["1", 1, false]);
  });

  test("ends alone, or with all of its account", async () => {
    const { me, send, signedIn, storage } = club();
    const [one, other, third, of2] = [
      await signedIn(1),
      await signedIn(1),
      await signedIn(1),
      await signedIn(2),
    ];
    await send("POST /out", one);
    expect([await me(one), await me(other)]).toEqual([401, ["1", 1, false]]);
    endSessions(1, storage, "users");
    expect([await me(other), await me(third), await me(of2)]).toEqual([401, 401, ["2", 2, false]]);
  });

  test("is none where its account is not admitted, and never that of another with its key", async () => {
    const { me, signedIn, storage } = club({ where: () => sql`"users"."level" < 5` });
    const token = await signedIn(1);
    storage.sql.exec("UPDATE users SET level = 9 WHERE id = 1").toArray();
    expect(await me(token)).toBe(401);
    storage.sql.exec("UPDATE users SET level = 1 WHERE id = 1").toArray();
    expect(await me(token)).toEqual(["1", 1, false]);
    storage.sql.exec("DELETE FROM users WHERE id = 1").toArray();
    storage.sql.exec("INSERT INTO users (id, level) VALUES (1, 1)").toArray();
    expect(await me(token)).toBe(401);
  });

  test("is known to a release after it, and its token follows from the data and the request", async () => {
    const first = club();
    const request = { [hostHeaders.request]: crypto.randomUUID() };
    const token = await first.signedIn(1, 0, request);
    expect(token).toMatch(/^[\w-]{43}$/);
    const next = club({}, first.storage);
    expect(await next.me(token)).toEqual(["1", 1, false]);
    expect(await next.signedIn(1, 0, request)).toBe(token);
    expect(await club().signedIn(1, 0, request)).not.toBe(token);
    expect(await first.signedIn(1)).not.toBe(await first.signedIn(1));
  });

  test("is kept as a hash, and forgotten some time after its end", async () => {
    const { signedIn, storage } = club();
    const kept = () => storage.sql.exec<{ session: string }>("SELECT session FROM kept_sessions").toArray();
    const at = (time: number) => ({ [hostHeaders.time]: String(time) });
    const token = await signedIn(1, 60, at(start));
    expect(JSON.stringify(kept())).not.toContain(token);
    await signedIn(1, 90, at(start + 61_000));
    expect(kept()).toHaveLength(1);
  });
});

describe("a password", () => {
  const request = new Request("http://club.test/");
  let kept = "";
  beforeEach(async () => {
    kept = (await withPasswords(request, (passwords) => passwords.hashed({ word: "horse" }, ["word"]))).word;
  });
  const fits = (word: string | null, hash: string | null = kept) =>
    withPasswords(request, (passwords) => passwords.isKept(hash, word));

  test("is known by its hash alone", async () => {
    expect(kept).toMatch(/^\$pbkdf2-sha256\$i=100000\$[\w-]{22}\$[\w-]{43}$/);
    expect(await fits("horse")).toBe(true);
    for (const [word, hash] of [
      ["Horse", kept],
      ["", kept],
      [null, kept],
      ["horse", null],
      ["horse", "horse"],
      ["horse", kept.slice(0, -1)],
    ] as const)
      expect(await fits(word, hash)).toBe(false);
  });

  test("has another hash each time", async () => {
    const again = await withPasswords(request, (passwords) => passwords.hashed({ word: "horse" }, ["word"]));
    expect(again.word).not.toBe(kept);
    expect(await fits("horse", again.word)).toBe(true);
  });

  test("is hashed between two tries of a transaction, of which the last alone counts", async () => {
    const storage = memoryStorage();
    storage.sql.exec("CREATE TABLE tries (word TEXT)").toArray();
    const made = await withPasswords(request, (passwords) =>
      storage.transactionSync(() => {
        storage.sql.exec("INSERT INTO tries (word) VALUES ('a')").toArray();
        const rows = passwords.hashed({ one: "horse", two: "staple", none: null, other: 3 }, [
          "one",
          "two",
          "none",
        ]);
        return { rows, isRight: passwords.isKept(kept, "horse") };
      }),
    );
    expect(storage.sql.exec("SELECT word FROM tries").toArray()).toHaveLength(1);
    expect(made.isRight).toBe(true);
    expect(made.rows).toMatchObject({ none: null, other: 3 });
    expect([await fits("horse", made.rows.one), await fits("staple", made.rows.two)]).toEqual([true, true]);
  });

  test("is hashed with a salt of its own also where two are equal, and a hundred at most at once", async () => {
    const tried = new Request("http://club.test/", { headers: { [hostHeaders.trial]: "1" } });
    const all = (count: number) =>
      withPasswords(tried, (passwords) =>
        Array.from({ length: count }, () => passwords.hashed({ word: "horse" }, ["word"]).word),
      );
    expect(new Set(await all(100)).size).toBe(100);
    await expect(all(101)).rejects.toThrow("more than 100 passwords");
  });

  test("is hashed quickly only where the host says that the service is tried", async () => {
    const tried = new Request("http://club.test/", { headers: { [hostHeaders.trial]: "1" } });
    const quick = await withPasswords(tried, (passwords) => passwords.hashed({ word: "horse" }, ["word"]));
    expect(quick.word).toContain("$i=100$");
    expect(await fits("horse", quick.word)).toBe(true);
  });
});
