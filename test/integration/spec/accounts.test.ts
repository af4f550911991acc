import { hostHeaders } from "@aidevos/kit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serve } from "../compiler/serving.ts";
import { expenses } from "./expenses.ts";
import { blueprintOf } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(blueprintOf(expenses));
}, 120_000);
afterAll(() => service?.stop());
beforeEach(() => service.fresh());

const password = "correct horse";

function send(token: string | undefined, route: string, body?: unknown, time?: number) {
  const [method = "GET", path = "/"] = route.split(" ");
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(time !== undefined && { [hostHeaders.time]: String(time) }),
  };
  return service.call(method, path, body, headers);
}

async function joined(email: string): Promise<{ token: string; id: string }> {
  const { body } = await send(undefined, "POST /join", { email, password });
  return { token: body.token, id: body.user.id };
}

async function admin(): Promise<string> {
  await send(undefined, "POST /users", { email: "root@a.org", password, role: "admin" });
  return (await send(undefined, "POST /login", { email: "root@a.org", password })).body.token;
}

describe("who signs in", () => {
  test("is the caller until it signs out", async () => {
    const { token, id } = await joined("Ann@a.org");
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await send(token, "GET /me")).toMatchObject({
      status: 200,
      body: { id, email: "ann@a.org", role: "member", blocked: false, spent: 0 },
    });
    expect((await send(token, "POST /logout")).status).toBe(204);
    expect(await send(token, "GET /me")).toMatchObject({ status: 401, body: { error: "unauthorized" } });
  });

  test("says the right password of an account that is there", async () => {
    await joined("ann@a.org");
    const login = (body: object) => send(undefined, "POST /login", body);
    const right = await login({ email: "ANN@a.org", password });
    expect(right).toMatchObject({ status: 200, body: { user: { email: "ann@a.org" } } });
    expect(right.text).not.toContain("pbkdf2");
    for (const body of [
      { email: "ann@a.org", password: "correct horse " },
      { email: "bob@a.org", password },
      { email: "ann@a.org", password: "" },
    ])
      expect(await login(body)).toMatchObject({ status: 401, body: { error: "bad_credentials" } });
    const [wrong, unknown] = [
      await login({ email: "ann@a.org", password: "x" }),
      await login({ email: "bob@a.org", password: "x" }),
    ];
    expect(wrong.text).toBe(unknown.text);
    expect((await login({ email: "ann@a.org" })).status).toBe(400);
  });

  test("says a token that the service gave, in the way that it asks for", async () => {
    const { token } = await joined("ann@a.org");
    const as = async (authorization: string) =>
      (await service.call("GET", "/me", undefined, { authorization })).status;
    expect(await as(`bearer  ${token}`)).toBe(200);
    for (const wrong of [token, `Basic ${token}`, `Bearer ${token}x`, "Bearer", `Bearer ${token} ${token}`])
      expect(await as(wrong)).toBe(401);
    const refused = await send(undefined, "GET /me");
    expect(refused.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("is nobody any more when the time is up", async () => {
    await joined("ann@a.org");
    const start = Date.UTC(2026, 4, 1);
    const { body } = await send(undefined, "POST /login", { email: "ann@a.org", password, hours: 2 }, start);
    const at = async (minutes: number) =>
      (await send(body.token, "GET /me", undefined, start + minutes * 60_000)).status;
    expect([await at(0), await at(119), await at(120)]).toEqual([200, 200, 401]);
  });

  test("is nobody any more when the account is blocked, and somebody again after that", async () => {
    const [root, { token, id }] = [await admin(), await joined("ann@a.org")];
    await send(root, `PATCH /users/${id}`, { blocked: true });
    expect((await send(token, "GET /me")).status).toBe(401);
    expect(await send(undefined, "POST /login", { email: "ann@a.org", password })).toMatchObject({
      status: 403,
      body: { error: "blocked" },
    });
    await send(root, `PATCH /users/${id}`, { blocked: false });
    expect((await send(token, "GET /me")).status).toBe(200);
  });

  test("is nobody any more when the account is deleted", async () => {
    const [root, { token, id }] = [await admin(), await joined("ann@a.org")];
    await send(token, "POST /expenses", { amount: 3 });
    expect((await send(root, `DELETE /users/${id}`)).status).toBe(204);
    expect((await send(token, "GET /me")).status).toBe(401);
    expect((await send(root, "GET /expenses")).body).toEqual([]);
  });

  test("has the role that the account has then", async () => {
    const [root, { token, id }] = [await admin(), await joined("ann@a.org")];
    expect((await send(token, "GET /users")).status).toBe(403);
    await send(root, `PATCH /users/${id}`, { role: "admin" });
    expect((await send(token, "GET /users")).body).toHaveLength(2);
  });

  test("sees its own", async () => {
    const [ann, bob, root] = [await joined("ann@a.org"), await joined("bob@a.org"), await admin()];
    const made = await send(ann.token, "POST /expenses", { amount: 3 });
    expect(made).toMatchObject({ status: 201, body: { owner: ann.id, by: "ann@a.org" } });
    const path = `/expenses/${made.body.id}`;
    expect((await send(bob.token, `GET ${path}`)).status).toBe(404);
    expect((await send(root, `GET ${path}`)).status).toBe(200);
    expect((await send(root, `DELETE ${path}`)).status).toBe(403);
    expect((await send(ann.token, "GET /me")).body.spent).toBe(3);
    expect((await send(bob.token, "GET /expenses")).body).toEqual([]);
    expect((await send(ann.token, `DELETE ${path}`)).status).toBe(204);
  });
});

describe("a password", () => {
  test("that is changed ends all sessions, and only the new one counts", async () => {
    const { token } = await joined("ann@a.org");
    const other = (await send(undefined, "POST /login", { email: "ann@a.org", password })).body.token;
    const change = (old: string, next: string) => send(token, "POST /me/password", { old, new: next });
    expect(await change("wrong horse", "battery staple")).toMatchObject({
      status: 403,
      body: { error: "wrong" },
    });
    expect((await change(password, password)).status).toBe(403);
    expect((await change(password, "short")).status).toBe(400);
    expect((await change(password, "battery staple")).status).toBe(204);
    for (const ended of [token, other]) expect((await send(ended, "GET /me")).status).toBe(401);
    const login = async (said: string) =>
      (await send(undefined, "POST /login", { email: "ann@a.org", password: said })).status;
    expect([await login(password), await login("battery staple")]).toEqual([401, 200]);
  });

  test("is kept as a hash with a salt of its own, and shown to nobody", async () => {
    const root = await admin();
    const made = await send(undefined, "POST /users", { email: "ann@a.org", password });
    const changed = await send(root, `PATCH /users/${made.body.id}`, { password: "battery staple" });
    for (const { text, status } of [made, changed, await send(root, "GET /users")]) {
      expect(status).toBeLessThan(300);
      expect(text).not.toMatch(/password|pbkdf2|horse/);
    }
    expect(
      (await send(undefined, "POST /login", { email: "ann@a.org", password: "battery staple" })).status,
    ).toBe(200);
  });

  test("that breaks its rules is refused before anything is kept", async () => {
    expect((await send(undefined, "POST /join", { email: "ann@a.org", password: "short" })).status).toBe(400);
    const { token } = await joined("ann@a.org");
    expect((await send(token, "GET /me")).status).toBe(200);
    expect(await send(undefined, "POST /join", { email: "ann@a.org", password })).toMatchObject({
      status: 409,
      body: { error: "taken" },
    });
  });

  test("of twenty who join at once goes to one account each", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => joined(`u${index % 10}@a.org`).catch(() => null)),
    );
    const tokens = new Set(all.flatMap((one) => (one === null ? [] : [one.token])));
    expect(tokens.size).toBe(10);
  });
});

describe("accounts that only they themselves see, known by a name", () => {
  let club: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    club = await serve(
      blueprintOf(`# Diaries

Callers may be people who sign in, by the header \`X-Token\`.
Refusals answer {error: code, message: message}.

## Person
- Identified by name
- name: text, required
- word: password, required
- Seen only where name is the caller (404 \`nobody\`)
- \`POST /people\` creates one
- \`GET /people/{name}\` shows one
- \`DELETE /people/{name}\` deletes one

### Enter: \`POST /enter\`
- name: text, required
- word: text, required
- stay: yes/no, default yes
- Finds who among all people where name is its name
- Only if who is not empty and who.word is word (401 \`wrong\`)
- Signs in who for 1 hour if stay
- Creates a session with person = who, stayed = stay
- Answers {token, session} (200)

## Session
- person: person, cleared with it
- stayed: yes/no

## Diary
- author: the caller, cleared with it
- open: yes/no, default no
- Seen only where open or author is the caller (404)
- \`POST /diaries\` creates one
- \`GET /diaries/{id}\` shows one
- \`PATCH /diaries/{id}\` changes one, only if author is the caller (403)
`),
    );
  }, 120_000);
  afterAll(() => club?.stop());
  const call = (token: string | undefined, route: string, body?: unknown) => {
    const [method = "GET", path = "/"] = route.split(" ");
    return club.call(method, path, body, token === undefined ? {} : { "x-token": token });
  };

  test("sign in though nobody sees them yet, and leave nothing that is everybody's", async () => {
    await call(undefined, "POST /people", { name: "ann", word: "w" });
    const enter = (more: object = {}) => call(undefined, "POST /enter", { name: "ann", word: "w", ...more });
    expect((await enter({ stay: false })).body.token).toBeNull();
    const { token } = (await enter()).body;
    const [unknown, wrong] = [await enter({ name: "bob" }), await enter({ word: "x" })];
    expect([unknown.status, unknown.text]).toEqual([401, wrong.text]);
    const diary = (await call(token, "POST /diaries", {})).body;
    expect(diary.author).toBe("ann");
    expect((await call(undefined, `GET /diaries/${diary.id}`)).status).toBe(404);
    const [hidden, absent] = [
      await call(undefined, "GET /people/ann"),
      await call(undefined, "GET /people/bob"),
    ];
    expect([hidden.status, hidden.body.error, absent.text]).toEqual([404, "nobody", hidden.text]);
    expect((await call(token, "DELETE /people/ann")).status).toBe(204);
    expect((await call(undefined, `GET /diaries/${diary.id}`)).status).toBe(404);
    expect((await call(undefined, `PATCH /diaries/${diary.id}`, { open: true })).status).toBe(404);
    await call(undefined, "POST /people", { name: "ann", word: "other" });
    expect((await call(token, "GET /people/ann")).status).toBe(404);
  });
});

test("a key that is taken is refused as its field says, and an action may take what it does not use", async () => {
  const plots = await serve(
    blueprintOf(`# Plots

Refusals answer {error: code}.

## Plot
- Identified by code
- code: text, required, unique (409 \`plot_exists\`)
- \`POST /plots\` creates one
- \`GET /plots/{code}\` shows one

### Drop: \`POST /plots/{code}/drop\`
- reason: text, required
- Deletes it
- Answers nothing (204)
`),
  );
  try {
    const make = async () => (await plots.call("POST", "/plots", { code: "A1" })).body;
    expect([await make(), await make()]).toEqual([{ code: "A1" }, { error: "plot_exists" }]);
    expect((await plots.call("POST", "/plots/A1/drop", {})).status).toBe(400);
    expect((await plots.call("POST", "/plots/A1/drop", { reason: "r" })).status).toBe(204);
  } finally {
    await plots.stop();
  }
}, 120_000);
