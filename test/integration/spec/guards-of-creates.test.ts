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
