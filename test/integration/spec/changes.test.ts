import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Kennel

Statuses: invalid 422.

## Dog
- name: text, required
- chip: text, ignored in changes
- age: whole number, may be null
- \`POST /dogs\` creates one
- \`PATCH /dogs/{id}\` changes one, at least one field
- \`PUT /dogs/{id}\` replaces one

## Cat
- name: text, required
`);
});
afterAll(() => service.stop());

test("a change of no field is refused where one is needed", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /dogs", { name: "Rex", age: 3 })).body;
  for (const body of [{}, { colour: "brown" }, { chip: "77" }])
    expect((await call(`PATCH /dogs/${id}`, body)).status).toBe(422);
  expect(await call(`PATCH /dogs/${id}`, { age: null })).toMatchObject({ status: 200, body: { age: null } });
  expect((await call(`PATCH /dogs/${crypto.randomUUID()}`, {})).status).toBe(404);
  const cat = (await call("POST /cats", { name: "Mia" })).body.id;
  expect((await call(`PATCH /cats/${cat}`, {})).status).toBe(200);
});
