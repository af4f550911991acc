import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hostHeaders } from "@aidevos/kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHandFolder } from "../../scripts/aidevos/hand.ts";
import type { SourceFile } from "../../shared/agents/source.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { printSpec } from "../../shared/spec/print.ts";
import { reportProblems } from "../../shared/spec/report.ts";
import { type Served, serve } from "./compiler/serving.ts";

const folder = new URL("../../examples/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");

function read(name: string) {
  const text = readFileSync(new URL(name, folder), "utf8");
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new Error(reportProblems(text, reading.problems, name));
  return reading;
}

/** The functions by hand of an example, which stand in a folder of its name. */
async function handFilesOf(name: string): Promise<SourceFile[]> {
  const own = fileURLToPath(new URL(name.replace(/\.md$/, ""), folder));
  return existsSync(own) ? readHandFolder(own) : [];
}

/** A day from now, in milliseconds: long enough for what must lie in the future. */
const tomorrow = Date.now() + 24 * 60 * 60_000;
const at = (hours: number) => new Date(tomorrow + hours * 60 * 60_000).toISOString();

/** What each example is there to show, tried by hand. */
const stories: Record<string, (service: Served) => Promise<void>> = {
  "journal.md": async ({ call }) => {
    const as = (token: string) => ({ authorization: `Bearer ${token}` });
    const account = (name: string) => ({ name, password: "correct horse" });
    const join = async (name: string) => (await call("POST", "/join", account(name))).body;
    const [editor, ann, bob] = [await join("root"), await join("ann"), await join("bob")];
    expect([editor.member.isEditor, ann.member.isEditor]).toEqual([true, false]);
    expect((await call("POST", "/entries", { title: "One" })).status).toBe(401);
    const entry = await call("POST", "/entries", { title: "One" }, as(ann.token));
    expect(entry.body).toMatchObject({ author: ann.member.id, by: "ann", state: "draft" });
    const path = `/entries/${entry.body.id}`;
    const seenBy = async (token?: string) =>
      (await call("GET", path, undefined, token === undefined ? {} : as(token))).status;
    expect([
      await seenBy(ann.token),
      await seenBy(editor.token),
      await seenBy(bob.token),
      await seenBy(),
    ]).toEqual([200, 200, 404, 404]);
    expect((await call("POST", `${path}/publish`, undefined, as(ann.token))).body.state).toBe("published");
    expect(await seenBy()).toBe(200);
    const block = (token: string) => call("POST", `/members/${ann.member.id}/block`, undefined, as(token));
    expect([(await block(bob.token)).status, (await block(editor.token)).status]).toEqual([403, 200]);
    expect((await call("GET", "/me", undefined, as(ann.token))).status).toBe(401);
    expect((await call("POST", "/sessions", account("ann"))).body.error).toBe("blocked");
    const change = { old: "correct horse", new: "battery staple" };
    expect((await call("PUT", "/me/password", change, as(bob.token))).status).toBe(204);
    expect((await call("GET", "/me", undefined, as(bob.token))).status).toBe(401);
    expect((await call("POST", "/sessions", account("bob"))).body.error).toBe("wrong");
  },
  "library.md": async ({ call }) => {
    const staff = { "x-user": "mo", "x-role": "librarian" };
    const reader = { "x-user": "ada" };
    expect((await call("GET", "/books")).status).toBe(401);
    const member = { name: "Ada", email: "Ada@library.example" };
    expect((await call("POST", "/members", member, reader)).status).toBe(403);
    const { id, email } = (await call("POST", "/members", member, staff)).body;
    expect(email).toBe("ada@library.example");
    const again = await call("POST", "/members", member, staff);
    expect([again.status, again.body.error]).toEqual([409, "taken"]);
    const buy = async (isbn: string, copies: number): Promise<string> =>
      (await call("POST", "/books", { isbn, title: "B", copies }, staff)).body.id;
    const single = await buy("9780000000001", 1);
    const others = [await buy("9780000000002", 2), await buy("9780000000003", 2)];
    const last = await buy("9780000000004", 2);
    const borrow = (book: string) => call("POST", "/loans", { book, member: id }, reader);
    const first = await borrow(single);
    expect(first.body).toMatchObject({ state: "open", late: false });
    expect(Date.parse(first.body.dueOn) - Date.parse(first.body.createdAt.slice(0, 10))).toBe(
      14 * 86_400_000,
    );
    expect((await call("GET", `/books/${single}`, undefined, reader)).body.available).toBe(0);
    expect((await borrow(single)).body.error).toBe("none_left");
    for (const book of others) await borrow(book);
    expect((await borrow(last)).body.error).toBe("limit");
    const giveBack = () => call("POST", `/loans/${first.body.id}/return`, undefined, reader);
    expect((await giveBack()).body.state).toBe("returned");
    expect((await giveBack()).body.error).toBe("not_open");
    expect((await borrow(last)).status).toBe(201);
    const free = await call("GET", "/books?available=true", undefined, reader);
    expect(free.body).toHaveLength(4);
  },
  "tickets.md": async ({ call }) => {
    const desk = { "x-user": "mo", "x-role": "desk" };
    const night = { title: "Ólafur's Night", seats: 1, price: 500, begins: at(0) };
    const shown = await call("POST", "/shows", night, { ...desk, "if-match": "*" });
    expect(shown.body).toMatchObject({ slug: "olafur-s-night", free: 1 });
    const show = shown.body.id;
    const hold = (name: string, minutes: number) => {
      const time = String(tomorrow + minutes * 60_000);
      return call("POST", "/tickets", { show }, { "x-user": name, [hostHeaders.time]: time });
    };
    expect((await hold("ada", 0)).body).toMatchObject({ no: 1, state: "held", price: 500 });
    expect((await hold("ben", 9)).body).toMatchObject({ error: "sold_out" });
    const { no, id } = (await hold("ben", 10)).body;
    expect(no).toBe(2);
    const headers = {
      "x-user": "ben",
      "idempotency-key": "k1",
      [hostHeaders.time]: String(tomorrow + 660_000),
    };
    const pay = (amount: number) => call("POST", `/tickets/${id}/pay`, { amount }, headers);
    expect((await pay(400)).body).toMatchObject({ error: "wrong_amount", price: 500 });
    const paid = await pay(500);
    const again = await pay(500);
    expect([paid.status, paid.headers.get("receipt"), again.status, again.body]).toEqual([
      200,
      "olafur-s-night-2",
      200,
      paid.body,
    ]);
    const change = (tag?: string | null) =>
      call("PATCH", `/shows/${show}`, { price: 600 }, { ...desk, ...(tag && { "if-match": tag }) });
    expect((await change()).status).toBe(428);
    const changed = await change(shown.headers.get("etag"));
    expect([changed.status, changed.body.free]).toEqual([200, 0]);
    expect((await change(shown.headers.get("etag"))).status).toBe(412);
  },
  "todo.md": async ({ call }) => {
    const { id } = (await call("POST", "/projects", { name: "House" })).body;
    const roof = (await call("POST", "/todos", { title: "Roof", project: id, due: "2020-01-01" })).body;
    expect(roof).toMatchObject({ priority: "normal", done: false, overdue: true });
    const door = await call("POST", "/todos", { title: "Door", project: id, priority: "high" });
    expect(door.body.overdue).toBe(false);
    expect((await call("GET", "/todos?overdue=true")).body).toMatchObject([{ title: "Roof" }]);
    expect((await call("PATCH", `/todos/${roof.id}`, { done: true })).body.overdue).toBe(false);
    expect((await call("GET", `/projects/${id}`)).body).toMatchObject({ open: 1, done: 1 });
    expect((await call("GET", "/todos?priority=high,low")).body).toMatchObject([{ title: "Door" }]);
    expect((await call("DELETE", `/projects/${id}`)).status).toBe(204);
    expect((await call("GET", "/todos")).body).toEqual([]);
  },
  "bookings.md": async ({ call }) => {
    const ada = { "x-user": "ada" };
    const room = (await call("POST", "/rooms", { name: "Attic", seats: 4 }, ada)).body.id;
    const book = (from: number, to: number, people = 2) =>
      call("POST", "/bookings", { room, title: "Talk", people, from: at(from), to: at(to) }, ada);
    const first = await book(0, 2);
    expect([first.status, first.body.bookedBy]).toEqual([201, "ada"]);
    expect((await book(1, 3)).status).toBe(409);
    expect((await book(2, 3)).status).toBe(201);
    const crowd = await book(3, 4, 5);
    expect([crowd.status, crowd.body.seats]).toEqual([409, 4]);
    expect((await book(5, 5)).status).toBe(400);
    const shown = (await call("GET", `/rooms/${room}`, undefined, ada)).body.bookings;
    expect(shown.map(({ from }: { from: string }) => from)).toEqual([at(0), at(2)]);
    const path = `/bookings/${first.body.id}`;
    expect((await call("DELETE", path, undefined, { "x-user": "eve" })).status).toBe(403);
    expect((await call("DELETE", path, undefined, ada)).status).toBe(204);
  },
  "stall.md": async ({ call }) => {
    const make = async (path: string, body: object): Promise<string> =>
      (await call("POST", path, body)).body.id;
    const jam = await make("/products", { name: "Jam", cents: 300, stock: 5 });
    const tea = await make("/products", { name: "Tea", cents: 450, stock: 2 });
    const order = (day: string, ...lines: [product: string, pieces: number][]) =>
      make("/orders", { day, lines: lines.map(([product, pieces]) => ({ product, pieces })) });
    const pay = (id: string) => call("POST", `/orders/${id}/pay`);
    const first = await order("2026-01-30", [jam, 2], [tea, 1], [jam, 1]);
    expect((await pay(first)).body).toMatchObject({ state: "paid", total: 1350 });
    const tooMuch = await pay(await order("2026-02-01", [tea, 1], [jam, 3]));
    expect([tooMuch.status, tooMuch.body]).toMatchObject([409, { code: "sold_out", name: "Jam" }]);
    expect((await call("GET", "/products")).body).toMatchObject([{ stock: 2 }, { stock: 1 }]);
    const second = await order("2026-02-01", [jam, 2]);
    await pay(second);
    const best = await call("GET", "/reports/best-sellers?from=2026-01-01&until=2026-12-31");
    expect(best.body).toEqual([
      { product: jam, name: "Jam", pieces: 5, cents: 1500 },
      { product: tea, name: "Tea", pieces: 1, cents: 450 },
    ]);
    await call("POST", `/orders/${second}/return`);
    expect((await call("GET", "/reports/months")).body).toEqual({
      months: [{ month: "2026-01", sales: 3, large: 0, cents: 1350, best: 600 }],
    });
    const [ann, bo] = [await make("/helpers", { name: "Ann" }), await make("/helpers", { name: "Bo" })];
    const share = (most: number) => ({
      note: "May",
      shares: [
        { helper: ann, cents: 350 },
        { helper: bo, cents: most },
      ],
    });
    expect((await call("POST", "/shares", share(1001))).body.code).toBe("too_much");
    expect((await call("POST", "/shares", share(900))).body).toEqual({
      left: 100,
      helpers: [
        { name: "Ann", owed: 350 },
        { name: "Bo", owed: 900 },
      ],
    });
    const notes = (await call("GET", "/entries")).body.map(({ note }: { note: string }) => note);
    expect(notes).toEqual(["order", "order", "returned", "May: Bo", "May: Ann"]);
  },
  "parcels.md": async ({ call }) => {
    const depot = (await call("POST", "/depots", { name: "North" })).body.id;
    const send = async (label: string, grams: number) => call("POST", "/parcels", { label, grams, depot });
    for (const [label, grams] of [
      ["a", 6000],
      ["b", 5000],
      ["c", 4000],
      ["d", 5000],
    ] as const)
      expect((await send(label, grams)).body.checkedLabel).toMatch(
        new RegExp(`^${label.toUpperCase()}-[0-9]$`),
      );
    const load = async (vans: number) => call("POST", `/depots/${depot}/load`, { vans, most: 10_000 });
    const few = await load(1);
    expect([few.status, few.body]).toMatchObject([409, { code: "no_room", left: 2 }]);
    expect((await call("GET", "/parcels?van=1")).body).toEqual([]);
    expect((await load(2)).body).toEqual({
      loads: [
        { van: 1, grams: 10_000, parcels: 2 },
        { van: 2, grams: 10_000, parcels: 2 },
      ],
      heaviest: 10_000,
    });
    const first = (await call("GET", "/parcels?van=1")).body;
    expect(first.map(({ label }: { label: string }) => label)).toEqual(["a", "c"]);
    expect((await load(2)).body.loads).toEqual([]);
  },
  "studio.md": async ({ call }) => {
    const [ann, ben] = [{ "x-user": "ann" }, { "x-user": "ben" }];
    const teacher = { "x-user": "tess", "x-role": "teacher" };
    const nobody = crypto.randomUUID();
    const wrong = await call("POST", "/classes", { places: 0, day: "2020-01-01" }, teacher);
    expect([wrong.status, wrong.body.field]).toEqual([422, "name"]);
    expect(Object.keys(wrong.body.fields)).toEqual(["name", "day", "places"]);
    const open = async (name: string, day: string) =>
      (await call("POST", "/classes", { name, day, places: 1 }, teacher)).body.id;
    const tango = await open("Tango", "2999-01-02");
    const waltz = await open("Waltz", "2999-01-01");
    const list = await call("GET", "/classes?sort=age&order=up&page=0&size=many", undefined, ann);
    expect(Object.keys(list.body.fields)).toEqual(["sort", "order", "page", "size"]);
    const sorted = await call("GET", "/classes?sort=day&order=desc", undefined, ann);
    expect(sorted.body.map(({ id }: { id: string }) => id)).toEqual([tango, waltz]);
    const unknown = await call("POST", `/classes/${tango}/signups`, { dancer: "", partner: nobody }, ann);
    expect([unknown.status, Object.keys(unknown.body.fields)]).toEqual([422, ["dancer", "partner"]]);
    const { id } = (await call("POST", `/classes/${tango}/signups`, { dancer: "Ann" }, ann)).body;
    expect((await call("GET", `/signups/${id}`, undefined, ann)).body.class).toBe(tango);
    const again = await call("POST", `/classes/${tango}/signups`, { dancer: "Ann" }, ann);
    expect(again.body).toEqual({ error: { code: "signed_up", why: "This dancer is in already." } });
    const full = await call("POST", `/classes/${tango}/signups`, { dancer: "Ben" }, ben);
    expect([full.status, full.body.error.code]).toEqual([409, "full"]);
    expect((await call("PATCH", `/signups/${id}`, {}, ben)).body).toEqual({ error: "forbidden" });
    expect((await call("PATCH", `/signups/${id}`, {}, ann)).body).toEqual({ field: null, fields: {} });
    const moved = await call("POST", `/signups/${id}/move`, { to: nobody, on: "2020-01-01" }, ann);
    expect(Object.keys(moved.body.fields)).toEqual(["to", "on"]);
    const other = await call("POST", `/signups/${id}/move`, { to: waltz, on: "2999-01-02" }, ann);
    expect(other.body.error.code).toBe("other_day");
    const right = await call("POST", `/signups/${id}/move`, { to: waltz, on: "2999-01-01" }, ann);
    expect(right.body.class).toBe(waltz);
    expect(await call("PUT", `/signups/${id}`, {}, ann)).toMatchObject({
      status: 404,
      body: { error: "not_found" },
    });
  },
  "accounts.md": async ({ call }) => {
    const key = { "x-api-key": "change-me" };
    expect((await call("GET", "/accounts")).body.error.code).toBe("no_key");
    const open = async (owner: string, balance: number) =>
      (await call("POST", "/accounts", { owner, balance }, key)).body.id;
    const from = await open("Ada", 500);
    const to = await open("Ben", 0);
    const move = (amount: number, target = to) =>
      call("POST", "/transfers", { from, to: target, amount }, key);
    const moved = await move(300);
    expect([moved.status, moved.body]).toEqual([201, { amount: 300, from: 200, to: 300 }]);
    const much = await move(300);
    expect([much.status, much.body]).toMatchObject([409, { error: { code: "too_little", balance: 200 } }]);
    expect((await move(1, from)).body.error.code).toBe("same_account");
    expect((await move(0)).status).toBe(422);
    expect((await call("GET", `/accounts/${to}`, undefined, key)).body.balance).toBe(300);
    expect((await call("GET", "/transfers", undefined, key)).body).toMatchObject([{ from, to, amount: 300 }]);
    expect((await call("POST", `/accounts/${to}/close`, undefined, key)).body.error.code).toBe("not_empty");
    await move(200);
    expect((await call("POST", `/accounts/${from}/close`, undefined, key)).body.state).toBe("closed");
    expect((await move(1)).body.error.code).toBe("closed");
  },
  "transfers.md": async ({ call }) => {
    for (const [number, balance] of [
      ["0001", 500],
      ["0002", 0],
    ])
      await call("POST", "/accounts", { number, balance });
    const send = (key: string, amount: number, to = "0002") =>
      call("POST", "/transfers", { from: "0001", to, amount }, { "idempotency-key": key });
    const balanceOf = async (number: string) => (await call("GET", `/accounts/${number}`)).body.balance;
    const [first, again] = [await send("r1", 300), await send("r1", 300)];
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const other = await send("r1", 301);
    expect([other.status, other.body]).toMatchObject([422, { error: "other_amount", done: 300 }]);
    expect([await balanceOf("0001"), await balanceOf("0002")]).toEqual([200, 300]);
    const keyless = await call("POST", "/transfers", { key: "r2", from: "0001", to: "0002", amount: 1 });
    expect([keyless.status, (await send("k".repeat(65), 1)).status]).toEqual([400, 400]);
    expect((await send("r2", 1, "0003")).body.error).toBe("no_payee");
    expect((await send("r2", 1, "0001")).body.error).toBe("same_account");
    expect((await send("r2", 201)).body).toMatchObject({ error: "funds", balance: 200 });
    expect((await call("GET", "/accounts/0009")).body.error).toBe("no_account");
    const small = await send("r2", 10);
    const checked = await call("POST", "/checks", { checker: "Ada", least: 20 });
    expect(checked.body).toMatchObject({ transfer: { id: first.body.id, checkedBy: "Ada" }, payer: "0001" });
    expect((await call("POST", "/checks", { checker: "Ada", least: 20 })).status).toBe(204);
    expect((await call("POST", `/transfers/${small.body.id}/reverse`)).body.error).toBe("not_checked");
    const reverse = () => call("POST", `/transfers/${first.body.id}/reverse`);
    expect([(await reverse()).status, (await reverse()).status]).toEqual([201, 200]);
    expect([await balanceOf("0001"), await balanceOf("0002")]).toEqual([490, 10]);
  },
};

describe.each(names)("%s", (name) => {
  const reading = read(name);
  let service: Served;
  beforeAll(async () => {
    service = await serve(reading.blueprint, await handFilesOf(name));
  }, 60_000);
  afterAll(() => service?.stop());

  test("is the same in its normal form", () => {
    const printed = parseSpec(printSpec(reading.blueprint, reading.citations));
    expect(printed.outcome === "read" && printed.blueprint).toEqual(reading.blueprint);
  });

  test("does what it is there to show", { timeout: 30_000 }, async () => {
    const story = stories[name];
    if (story === undefined) throw new Error(`No story tries ${name}.`);
    await story(service);
  });
});
