import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Transfers

Statuses: invalid 422, unknown reference 422.
Refusals answer {error: code, names: names}.

## Account
- name: text, required
- balance: whole number, default 0

### Send: \`POST /accounts/{id}/send\`
- to: account, required
- cents: whole number, required, at least 1
- note: text, at most 5 characters
- least: whole number, default 1
- until: date, default now
- Only if balance > 0 (409 \`empty\`)
- Only if cents < 1000 or note is not empty (422, "must be explained", of note)
- Only if least < 100 (422, of least)
- Only if until < today + 9 days (422, of until)
- Only if cents != 13 (422 \`unlucky\`, of cents)
- Sets balance to balance - cents
- Answers it

## Stay
- from: date, required
- to: date
- name: text, required
- to must be after from
`);
});
afterAll(() => service.stop());

test("what is refused as a wrong value of a field is told with all else that is wrong", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /accounts", { name: "Ada", balance: 5 })).body;
  const send = (body: object) => call(`POST /accounts/${id}/send`, body);
  expect(await send({ cents: 2000, least: 200 })).toMatchObject({
    status: 422,
    body: { error: "invalid", names: ["to", "note", "least"] },
  });
  expect((await send({ to: crypto.randomUUID(), cents: 1, least: 100 })).body.names).toEqual(["to", "least"]);
  // What is wrong by itself is not compared.
  expect((await send({ to: id, cents: "2000", least: 100 })).body.names).toEqual(["cents", "least"]);
  expect((await send({ to: id, cents: 2000, note: "too long" })).body.names).toEqual(["note"]);
  expect((await send({ to: id, cents: 2000 })).body).toEqual({ error: "invalid", names: ["note"] });
  expect((await send({ to: id, cents: 1, until: "3000-01-01" })).body).toEqual({
    error: "invalid",
    names: ["until"],
  });
  expect((await send({ to: id, cents: 3, until: null as never })).body.names).toEqual(["until"]);
  expect(await send({ to: id, cents: 5 })).toMatchObject({ status: 200, body: { balance: 0 } });
});

test("it comes before what hangs on the thing, and what has a code of its own comes after", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /accounts", { name: "Bea" })).body;
  const send = (body: object) => call(`POST /accounts/${id}/send`, body);
  expect((await send({ to: id, cents: 2000 })).body.error).toBe("invalid");
  expect((await send({ to: id, cents: 13 })).body.error).toBe("empty");
  await call(`PATCH /accounts/${id}`, { balance: 1 });
  expect((await send({ to: id, cents: 13 })).body.error).toBe("unlucky");
});

test("fields that do not fit together are told with the others", async () => {
  const call = service.as("ann");
  expect(await call("POST /stays", { from: "2030-01-02", to: "2030-01-02" })).toMatchObject({
    status: 422,
    body: { error: "invalid", names: ["to", "name"] },
  });
  expect((await call("POST /stays", { from: "x", to: "2030-01-02" })).body.names).toEqual(["from", "name"]);
  expect((await call("POST /stays", { from: "2030-01-02", name: "Ada" })).status).toBe(201);
});

test("a guard on what an input names is judged where that is there", async () => {
  const ordered = await serveSpec(`# Transfers

The first of 401, 422, 404 is given. Statuses: invalid 422, unknown reference 404.

## Account
- name: text, required
- open: yes/no, default yes

### Send: \`POST /accounts/{id}/send\`
- to: account, required
- Only if to.open (422)
- Answers it
`);
  const call = ordered.as("ann");
  const { id } = (await call("POST /accounts", { name: "Ada" })).body;
  const shut = (await call("POST /accounts", { name: "Bea", open: false })).body;
  expect((await call(`POST /accounts/${id}/send`, { to: crypto.randomUUID() })).status).toBe(404);
  expect((await call(`POST /accounts/${id}/send`, { to: shut.id })).status).toBe(422);
  expect((await call(`POST /accounts/${id}/send`, { to: id })).status).toBe(200);
  await ordered.stop();
});

test("what stands before it, and is told before it by the order, is", async () => {
  const ordered = await serveSpec(`# Transfers

The first of 409, 422 is given. Statuses: invalid 422.

## Account
- name: text, required
- balance: whole number, default 0

### Send: \`POST /accounts/{id}/send\`
- cents: whole number, required
- Only if balance >= cents (409)
- Only if cents < 1000 (422, of cents)
- Answers it
`);
  const call = ordered.as("ann");
  const { id } = (await call("POST /accounts", { name: "Ada", balance: 2000 })).body;
  expect((await call(`POST /accounts/${id}/send`, { cents: 3000 })).status).toBe(409);
  expect((await call(`POST /accounts/${id}/send`, { cents: 2000 })).status).toBe(422);
  await ordered.stop();
});
