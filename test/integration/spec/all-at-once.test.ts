import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const things = `
## Room
- name: text, required, unique

## Booking
- title: text, required, 2 to 40 characters, trimmed
- day: date, required, in the future
- room: room, required
- guests: list of {room: room, required; name: text, required}
- spare: room, known (422 \`no_spare\`, with spare)
- count: whole number, at least 1

### Move: \`POST /bookings/{id}/move\`
- to: room, required
- on: date, required, in the future
- why: text, required
- Sets room to to
`;

let together: SpecService;
let apart: SpecService;
beforeAll(async () => {
  const body = "Refusals answer {error: code, first: name, names: names}.";
  together = await serveSpec(`# Rooms\n\n${body}\nStatuses: invalid 422, unknown reference 422.\n${things}`);
  apart = await serveSpec(`# Rooms\n\n${body}\nStatuses: invalid 422, unknown reference 404.\n${things}`);
});
afterAll(async () => {
  await together.stop();
  await apart.stop();
});

const none = crypto.randomUUID();

test("references to nothing and days gone by are told with all else that is wrong, in the order of the fields", async () => {
  const call = together.as("ann");
  const room = (await call("POST /rooms", { name: "North" })).body.id;
  const wrong = { count: 0, room: none, day: "2020-01-01", title: "x" };
  expect(await call("POST /bookings", wrong)).toMatchObject({
    status: 422,
    body: { error: "invalid", first: "title", names: ["title", "day", "room", "count"] },
  });
  const guests = [
    { room, name: "Ada" },
    { room: none, name: "Bea" },
  ];
  expect((await call("POST /bookings", { room, day: "2020-01-01", guests })).body).toEqual({
    error: "invalid",
    first: "title",
    names: ["title", "day", "guests"],
  });
  const made = await call("POST /bookings", { title: " Tea ", day: "2999-01-01", room });
  expect(made).toMatchObject({ status: 201, body: { title: "Tea", room } });
  const one = `/bookings/${made.body.id}`;
  expect((await call(`PATCH ${one}`, { room: none, count: "1" })).body.names).toEqual(["room", "count"]);
  expect((await call(`POST ${one}/move`, { to: none, on: "2020-01-01" })).body).toEqual({
    error: "invalid",
    first: "to",
    names: ["to", "on", "why"],
  });
  expect((await call(`POST ${one}/move`, { to: room, on: "2999-01-02", why: "-" })).status).toBe(200);
});

test("a reference to nothing that is all that is wrong has its own code, and one with its own refusal comes after", async () => {
  const call = together.as("ann");
  const room = (await call("POST /rooms", { name: "South" })).body.id;
  const valid = { title: "Tea", day: "2999-01-01", room };
  expect((await call("POST /bookings", { ...valid, room: none })).body).toEqual({
    error: "unknown_reference",
    first: "room",
    names: ["room"],
  });
  expect((await call("POST /bookings", { ...valid, spare: none })).body).toMatchObject({ error: "no_spare" });
  expect((await call("POST /bookings", { ...valid, spare: none, count: 0 })).body.names).toEqual(["count"]);
});

test("a reference to nothing with a status of its own comes after the fields", async () => {
  const call = apart.as("ann");
  const wrong = { title: "x", day: "2020-01-01", room: none };
  expect(await call("POST /bookings", wrong)).toMatchObject({
    status: 422,
    body: { names: ["title", "day"] },
  });
  expect(await call("POST /bookings", { ...wrong, title: "Tea", day: "2999-01-01" })).toMatchObject({
    status: 404,
    body: { error: "unknown_reference", names: ["room"] },
  });
});
