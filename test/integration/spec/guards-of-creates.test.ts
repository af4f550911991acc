import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Sessions

Refusals answer {error: code}.

## Session
- name: text, required
- state: one of open or closed, default open

## Booking
- session: session, required
- donor: text, required
- seats: whole number, default 1
- number = count of all bookings where donor is its donor
- Nested under session as id
- Unique together: session, donor (409 \`already_booked\`)
- \`POST /sessions/{id}/bookings\` creates one, only if session.state is open (409 \`wrong_state\`, with session.name), only if number < 3 (409 \`too_often\`)

## Note
- session: session, required
- words: text, required, unique (409 \`taken\`)
- \`POST /notes\` creates one, only if session.state is open and words is not "no" (409 \`not_so\`)
`);
});
afterAll(() => service.stop());

test("what hangs on what is given is judged before it is taken, and the rest on what was made", async () => {
  const call = service.as("ann");
  const make = async (name: string) => (await call("POST /sessions", { name })).body.id;
  const [one, two, three] = [await make("One"), await make("Two"), await make("Three")];
  const book = async (session: string, donor = "Ada") => {
    const { status, body } = await call(`POST /sessions/${session}/bookings`, { donor });
    return status === 201 ? 201 : body;
  };
  expect(await book(one)).toBe(201);
  expect(await book(one)).toEqual({ error: "already_booked" });
  await call(`PATCH /sessions/${one}`, { state: "closed" });
  expect(await book(one)).toEqual({ error: "wrong_state", name: "One" });
  expect(await book(one, "Bea")).toEqual({ error: "wrong_state", name: "One" });
  expect(await book(two)).toBe(201);
  expect(await book(three)).toEqual({ error: "too_often" });
  expect(await book(three, "Bea")).toBe(201);
  const note = async (session: string, words: string) => {
    const { status, body } = await call("POST /notes", { session, words });
    return status === 201 ? 201 : body.error;
  };
  expect(await note(two, "yes")).toBe(201);
  expect(await note(two, "yes")).toBe("taken");
  expect(await note(one, "yes")).toBe("not_so");
  expect(await note(two, "no")).toBe("not_so");
});

test("what hangs on the new thing, or comes after the rules by the order, is judged on what was made", async () => {
  const ordered = await serveSpec(`# Sessions

The first of 409, 403 is given. Refusals answer {error: code}.

## Session
- name: text, required
- seats: whole number, default 1
- endsAt: moment, default now
- free = seats - count of its bookings

## Booking
- session: session, required
- donor: text, required, unique (409 \`taken\`)
- at: moment, in whole seconds
- \`POST /bookings\` creates one, only if session.free >= 0 (409 \`full\`)

## Note
- session: session, required
- words: text, required, unique (409 \`taken\`)
- \`POST /notes\` creates one, only if session.name is not "No" (403 \`no\`)

## Mark
- session: session, required
- at: moment, required, in whole seconds
- \`POST /marks\` creates one, only if at <= session.endsAt (409 \`late\`)
`);
  const call = ordered.as("ann");
  const { id } = (await call("POST /sessions", { name: "No", endsAt: "2030-01-01T10:00:00Z" })).body;
  const statusOf = async (route: string, body: object) => {
    const { status, body: told } = await call(route, { session: id, ...body });
    return told.error ?? status;
  };
  expect(await statusOf("POST /bookings", { donor: "Ada" })).toBe(201);
  expect(await statusOf("POST /bookings", { donor: "Bea" })).toBe("full");
  expect(await statusOf("POST /notes", { words: "a" })).toBe("no");
  const other = (await call("POST /sessions", { name: "Yes" })).body.id;
  expect(await statusOf("POST /notes", { words: "a", session: other })).toBe(201);
  expect(await statusOf("POST /notes", { words: "a" })).toBe("taken");
  expect(await statusOf("POST /marks", { at: "2030-01-01T10:00:00.400Z" })).toBe(201);
  expect(await statusOf("POST /marks", { at: "2030-01-01T10:00:01Z" })).toBe("late");
  await ordered.stop();
});
