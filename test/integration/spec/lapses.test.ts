import { hostHeaders } from "@aidevos/kit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Served, serve } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

const spec = `# Lapses

## Show
- name: text, required
- held = count of its tickets where state is held
- \`POST /shows\` creates one
- \`GET /shows/{id}\` shows one

## Ticket
- show: show, required
- state: state of free, held or sold
- note = "is " + state, set at each change
- changedAt: moment of last change
- At most 2 for each show where state is held (409 \`full\`)
- Moves state from held to free by itself after 10 minutes
- \`POST /tickets\` creates one
- \`GET /tickets\` lists them
- \`GET /tickets/{id}\` shows one
- \`?state\` is state

### Hold: \`POST /tickets/{id}/hold\`
- Sets state to held

### Buy: \`POST /tickets/{id}/buy\`
- Moves state from held to sold (409 \`not_held\`)

## Pot
- size: whole number, required
- state: state of drying, cracked, dust or fired
- Moves state from drying to cracked by itself after 45 minutes
- Moves state from cracked to dust by itself after size days
- Deleted by itself when state is dust and size < 5

### Fire: \`POST /pots/{id}/fire\`
- Moves state from drying, cracked or dust to fired

## Loan
- dueOn: date, required
- state: state of open, late, lost or back
- changedAt: moment of last change
- Moves state from open to late by itself when dueOn < today
- Moves state from late to lost by itself after 1 month

### Reopen: \`POST /loans/{id}/reopen\`
- Sets state to open

## Bill
- state: state of open, dropped or settled
- paidOn: moment
- Moves state from open to dropped by itself after 2 days
- Moves state from open to settled by itself when paidOn <= now - 1 day

## Session
- name: text, required
- Deleted by itself after 30 minutes

## Memo
- state: state of fresh or stale
- Moves state from fresh to stale by itself after 1 minute
- Changes need the header \`If-Match\` (428), of the last version (412)

## Visit
- session: session, keeps it
- other: session, cleared with it
- third: session, deleted with it
- left: yes/no, default no
- Deleted by itself when left
`;

let service: Served & { fresh(): void };
beforeAll(async () => {
  service = await serve(blueprintOf(spec));
});
afterAll(() => service.stop());
beforeEach(() => service.fresh());

const start = Date.parse("2027-01-31T12:00:00.000Z");
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

function moment(after: number): string {
  return new Date(start + after).toISOString();
}

/** Calls the service so many milliseconds after the start. */
async function at(after: number, route: string, body?: unknown) {
  const [method = "GET", path = "/"] = route.split(" ");
  return service.call(method, path, body, { [hostHeaders.time]: String(start + after) });
}

describe("a state", () => {
  async function tickets(count: number) {
    const show = (await at(0, "POST /shows", { name: "a" })).body;
    const made: { id: string }[] = [];
    for (let index = 0; index < count; index += 1)
      made.push((await at(0, "POST /tickets", { show: show.id })).body);
    return { show, made: made.map(({ id }) => id) };
  }

  test("lapses at its very moment, for reads, counts, filters and limits, and is dated then", async () => {
    const { show, made } = await tickets(3);
    const [first, second, third] = made;
    await at(minute, `POST /tickets/${first}/hold`);
    await at(2 * minute, `POST /tickets/${second}/hold`);
    expect(await at(11 * minute - 1, `POST /tickets/${third}/hold`)).toMatchObject({ status: 409 });
    expect((await at(11 * minute - 1, "GET /tickets?state=held")).body).toHaveLength(2);
    expect((await at(11 * minute, "GET /tickets?state=held")).body).toHaveLength(1);
    expect((await at(11 * minute, `GET /shows/${show.id}`)).body.held).toBe(1);
    expect((await at(11 * minute, `POST /tickets/${third}/hold`)).status).toBe(200);
    expect((await at(hour, `GET /tickets/${first}`)).body).toEqual({
      id: first,
      show: show.id,
      state: "free",
      note: "is free",
      changedAt: moment(11 * minute),
    });
    expect((await at(hour, `GET /shows/${show.id}`)).body.held).toBe(0);
  });

  test("is counted anew from when it is set again", async () => {
    const [ticket] = (await tickets(1)).made;
    await at(0, `POST /tickets/${ticket}/hold`);
    await at(9 * minute, `POST /tickets/${ticket}/hold`);
    expect((await at(18 * minute, `GET /tickets/${ticket}`)).body.state).toBe("held");
    expect((await at(19 * minute, `POST /tickets/${ticket}/buy`)).status).toBe(409);
    await at(20 * minute, `POST /tickets/${ticket}/hold`);
    expect((await at(29 * minute, `POST /tickets/${ticket}/buy`)).body.state).toBe("sold");
    expect((await at(9 * hour, `GET /tickets/${ticket}`)).body.state).toBe("sold");
  });

  test("lapses, and what it lapses to after that, while nobody calls", async () => {
    const pots: string[] = [];
    for (const size of [3, 9]) pots.push((await at(0, "POST /pots", { size })).body.id);
    const states = async (after: number) =>
      (await at(after, "GET /pots")).body.map(({ state }: { state: string }) => state);
    expect(await states(2 * day)).toEqual(["cracked", "cracked"]);
    expect(await states(3 * day + 45 * minute - 1)).toEqual(["cracked", "cracked"]);
    expect(await states(3 * day + 45 * minute)).toEqual(["cracked"]);
    expect(await states(30 * day)).toEqual(["dust"]);
    expect((await at(30 * day, `POST /pots/${pots[0]}/fire`)).status).toBe(404);
  });

  test("lapses by a day, dated at its midnight, and after a month from then", async () => {
    const loan = (await at(0, "POST /loans", { dueOn: "2027-01-31" })).body.id;
    expect((await at(12 * hour - 1, `GET /loans/${loan}`)).body.state).toBe("open");
    expect((await at(20 * day, `GET /loans/${loan}`)).body).toMatchObject({
      state: "late",
      changedAt: "2027-02-01T00:00:00.000Z",
    });
    expect((await at(60 * day, `GET /loans/${loan}`)).body).toMatchObject({
      state: "lost",
      changedAt: "2027-03-01T00:00:00.000Z",
    });
    await at(61 * day, `POST /loans/${loan}/reopen`);
    // It was not late before it was open again.
    expect((await at(62 * day, `GET /loans/${loan}`)).body).toMatchObject({
      state: "late",
      changedAt: moment(61 * day),
    });
  });

  test("lapses as was due first", async () => {
    const late = (await at(0, "POST /bills", { paidOn: moment(2 * day) })).body.id;
    const paid = (await at(0, "POST /bills", { paidOn: moment(day - 1) })).body.id;
    expect((await at(9 * day, `GET /bills/${late}`)).body.state).toBe("dropped");
    expect((await at(9 * day, `GET /bills/${paid}`)).body.state).toBe("settled");
  });
});

describe("a thing", () => {
  test("is gone at its moment", async () => {
    const session = (await at(0, "POST /sessions", { name: "a" })).body.id;
    await at(20 * minute, `PATCH /sessions/${session}`, { name: "b" });
    expect((await at(30 * minute - 1, `GET /sessions/${session}`)).status).toBe(200);
    expect((await at(30 * minute, `GET /sessions/${session}`)).status).toBe(404);
    expect((await at(30 * minute, "GET /sessions")).body).toEqual([]);
    expect((await at(30 * minute, "POST /visits", { session })).status).toBe(400);
  });

  test("goes as by a deletion: what needs it keeps it, and else is cleared or goes too", async () => {
    const sessions: string[] = [];
    for (const name of ["a", "b", "c"]) sessions.push((await at(0, "POST /sessions", { name })).body.id);
    const [kept, other, third] = sessions;
    const visit = (await at(0, "POST /visits", { session: kept, other })).body.id;
    await at(0, "POST /visits", { third });
    expect((await at(hour, "GET /sessions")).body).toEqual([{ id: kept, name: "a" }]);
    expect((await at(hour, "GET /visits")).body).toEqual([
      { id: visit, session: kept, other: null, third: null, left: false },
    ]);
    await at(2 * hour, `PATCH /visits/${visit}`, { left: true });
    expect((await at(2 * hour, "GET /sessions")).body).toEqual([]);
    expect((await at(2 * hour, "GET /visits")).body).toEqual([]);
  });
});

test("the document says what happens by itself", async () => {
  const { body } = await at(0, "GET /openapi.json");
  expect(body.components.schemas.Session.description).toBe("Deleted by itself after 30 minutes.");
});

test("a thing that has lapsed is of another version", async () => {
  const made = await at(0, "POST /memos", {});
  const path = `GET /memos/${made.body.id}`;
  const tag = made.headers.get("etag");
  expect((await at(minute - 1, path)).headers.get("etag")).toBe(tag);
  const lapsed = await at(minute, path);
  expect(lapsed.body.state).toBe("stale");
  expect(lapsed.headers.get("etag")).not.toBe(tag);
  expect((await at(hour, path)).headers.get("etag")).toBe(lapsed.headers.get("etag"));
});
