import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Till

## Sale
- pieces: whole number, required, 1 to 1000
- each: whole number, required, 1 to 1000
- total = net + tax, set at creation
- tax = round(half * 0.4), set at creation
- half = net / 2
- net = pieces * each, set at creation
- last = latest + 1, set at each change
- latest = pieces + net, set at each change
- \`POST /sales\` creates one
- \`PATCH /sales/{id}\` changes one

## Order
- gross = net + 1, set at creation
- net = pieces + (sum of gross of its lines), set at creation
- pieces: whole number, required

## Line
- order: order, required
- gross = 2, set at creation

## Card
- label: text, required
- cents: whole number, at most 900, default 0, refused in changes
- \`POST /cards\` creates one
- \`GET /cards/{id}\` shows one
- \`PATCH /cards/{id}\` changes one

### Add: \`POST /cards/{id}/add\`
- sum: whole number, required, 1 to 500
- Sets cents to cents + sum
- Sets label to label + "!"
`);
});
afterAll(() => service.stop());

test("values that are set may be worked out from each other, in whatever order they stand", async () => {
  const call = service.as("");
  const { body } = await call("POST /sales", { pieces: 3, each: 10 });
  expect(body).toMatchObject({ net: 30, half: 15, tax: 6, total: 36, latest: 33, last: 34 });
  const changed = await call(`PATCH /sales/${body.id}`, { pieces: 5 });
  expect(changed.body).toMatchObject({ net: 30, total: 36, latest: 35, last: 36 });
});

test("a field of another thing with the same name is none that a value waits for", async () => {
  const { body } = await service.as("")("POST /orders", { pieces: 3 });
  expect(body).toMatchObject({ net: 3, gross: 4 });
});

test("an action sets what is refused in changes, within its limits", async () => {
  const call = service.as("");
  const { id } = (await call("POST /cards", { label: "a" })).body;
  expect((await call(`PATCH /cards/${id}`, { cents: 5 })).status).toBe(400);
  expect((await call(`POST /cards/${id}/add`, { sum: 500 })).body).toMatchObject({ cents: 500, label: "a!" });
  expect((await call(`POST /cards/${id}/add`, { sum: 500 })).status).toBe(400);
  expect((await call(`GET /cards/${id}`)).body).toMatchObject({ cents: 500, label: "a!" });
});
