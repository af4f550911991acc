import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Harbour

Refusals answer {error: code, details: fields}.

## Boat
- name: text, required

## Trip
- boat: boat, required, known (422 \`no_such_boat\`, with boat, asked: {boat})
- guide: boat, known (404)

### Swap: \`POST /trips/{id}/swap\`
- to: boat, required, known (404 \`no_boat\`, "There is no such boat.", with to)
- Sets boat to to
`;

let harbour: SpecService;
beforeAll(async () => {
  harbour = await serveSpec(spec);
});
beforeEach(() => harbour.fresh());
afterAll(() => harbour.stop());

test("a reference that names nothing has a refusal of its own, which carries what was sent", async () => {
  const call = harbour.as("ann");
  const boat = (await call("POST /boats", { name: "Alma" })).body.id;
  expect(await call("POST /trips", { boat: "none" })).toMatchObject({
    status: 422,
    body: {
      error: "no_such_boat",
      boat: "none",
      asked: { boat: "none" },
      details: { boat: expect.any(String) },
    },
  });
  const trip = await call("POST /trips", { boat });
  expect(trip.status).toBe(201);
  expect(await call(`PATCH /trips/${trip.body.id}`, { guide: "none" })).toMatchObject({
    status: 404,
    body: { error: "unknown_reference" },
  });
  expect(await call(`POST /trips/${trip.body.id}/swap`, { to: "none" })).toMatchObject({
    status: 404,
    body: { error: "no_boat", to: "none" },
  });
  expect((await call(`POST /trips/${trip.body.id}/swap`, { to: boat })).status).toBe(200);
});
