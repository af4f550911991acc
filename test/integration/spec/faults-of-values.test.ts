import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

let service: Served;
beforeAll(async () => {
  const blueprint = blueprintOf(`# Lockers

Callers are named by the header \`X-User\` (401 \`who\`, sends the header \`WWW-Authenticate\`: "Till").
Statuses: invalid 422.
Refusals answer {code: code, faults: [{at: pointer, why: "missing" if missing, "unknown" if unknown, "range" if out of range, else "type"} by at]} as \`application/problem+json\`.
Refusals with 409 answer {errors: lists, why: lists of "absent" if missing, else "wrong"}.

## Locker
- name: text, required, 1 to 9 characters, unique
- size: whole number, 1 to 5
- on: date, in the future
- sizes: {a: whole number, at least 0; b: text}
- tags: list of text (at most 3 characters)
- Unknown properties are refused
- Must hold: size < 5 or name is not "x" (422 \`invalid\`, "is too large for x", of size)
- \`?sort\` sorts by name, size
- Pages of 2 by page \`?page\`, size \`?most\` up to 5

### Move: \`POST /lockers/{id}/move\`
- to: text, required
- by: text
- row: list of {n: whole number, required}
- force: whole number, at least 3, from the query
- key: whole number, from the header \`X-Key\`
- to must be other than by
- Sets name to to
`);
  service = await serve(blueprint);
});
afterAll(() => service.stop());

function call(route: string, body?: unknown, headers: Record<string, string> = { "X-User": "ann" }) {
  const [method = "", path = ""] = route.split(" ");
  return service.call(method, path, body, headers);
}

test("each wrong value is told where it stands and why, in order", async () => {
  const { status, headers, body } = await call("POST /lockers", {
    size: 9,
    on: "2001-01-01",
    sizes: { a: -1, b: 3 },
    tags: ["fine", 7],
    colour: "red",
  });
  expect(status).toBe(422);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body).toEqual({
    code: "invalid",
    faults: [
      { at: "/colour", why: "unknown" },
      { at: "/name", why: "missing" },
      { at: "/on", why: "range" },
      { at: "/size", why: "range" },
      { at: "/sizes/a", why: "range" },
      { at: "/sizes/b", why: "type" },
      { at: "/tags/0", why: "range" },
      { at: "/tags/1", why: "type" },
    ],
  });
});

test("parameters are told with a question mark, also of a call with a body, and headers by their names", async () => {
  expect((await call("GET /lockers?sort=colour&page=0&most=9")).body.faults).toEqual([
    { at: "?most", why: "range" },
    { at: "?page", why: "range" },
    { at: "?sort", why: "type" },
  ]);
  const { id } = (await call("POST /lockers", { name: "one" })).body;
  const moved = await call(
    `POST /lockers/${id}/move?force=2`,
    { row: [{}] },
    { "X-User": "ann", "X-Key": "much" },
  );
  expect(moved.body.faults).toEqual([
    { at: "/row/0/n", why: "missing" },
    { at: "/to", why: "missing" },
    { at: "?force", why: "range" },
    { at: "X-Key", why: "type" },
  ]);
});

test("a rule may tell of a field, and so do inputs that do not fit together", async () => {
  const ruled = await call("POST /lockers", { name: "x", size: 5 });
  expect([ruled.status, ruled.body]).toEqual([
    422,
    { code: "invalid", faults: [{ at: "/size", why: "range" }] },
  ]);
  const { id } = (await call("POST /lockers", { name: "two" })).body;
  const { status, body } = await call(`POST /lockers/${id}/move`, { to: "a", by: "a" });
  expect([status, body.faults]).toEqual([422, [{ at: "/to", why: "range" }]]);
});

test("messages may stand in lists under the names, and a refusal may send a header", async () => {
  await call("POST /lockers", { name: "taken" });
  const taken = await call("POST /lockers", { name: "taken" });
  expect([taken.status, taken.body]).toEqual([
    409,
    { errors: { name: [expect.any(String)] }, why: { name: ["wrong"] } },
  ]);
  const { status, headers } = await call("GET /lockers", undefined, {});
  expect([status, headers.get("www-authenticate")]).toEqual([401, "Till"]);
});

test("null and references to nothing have words of their own", async () => {
  const own = await serve(
    blueprintOf(`# Crews

Statuses: invalid 422, unknown reference 422.
Refusals answer {faults: [{at: field, why: "missing" if missing, "none" if null, "who" if naming nothing, else "wrong"}]}.

## Person
- name: text, required

## Crew
- name: text, required
- chief: person, required
- others: list of person
`),
  );
  const faultsOf = async (body: object) => (await own.call("POST", "/crews", body)).body.faults;
  const nobody = crypto.randomUUID();
  expect(await faultsOf({ name: null, chief: nobody })).toEqual([
    { at: "name", why: "none" },
    { at: "chief", why: "who" },
  ]);
  expect(await faultsOf({ chief: 7, others: [nobody] })).toEqual([
    { at: "name", why: "missing" },
    { at: "chief", why: "wrong" },
    { at: "others.0", why: "who" },
  ]);
  await own.stop();
});
