import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Harbour

Callers are named by the header \`X-User\` (401). Role chair: the header \`X-Role\` is \`chair\`.
Refusals answer {error: code, details: fields, names: names, first: name}.

## Recipe
- title: text, required
- cook: the caller
- state: state of draft, published or gone
- based: recipe
- Seen only where state is published or cook is the caller or the caller is chair (404)
- Pages of 5 by page \`?page\`, size \`?size\` up to 9
- Lists are framed: recipes holds the things, count the total

### Publish: \`POST /recipes/{id}/publish\`
- Moves state from draft to published

### Withdraw: \`POST /recipes/{id}/withdraw\`
- Moves state from published to gone
- Sets title to title + "!"
- Answers it

### Report: \`POST /reports\`
- recipe: recipe, required
- Answers nothing

## Note
- owner: the caller
- Seen only by its owner (403 \`not_yours\`, with owner)

## Boat
- name: text, required

## Berth
- name: text, required, unique without case (409 \`taken\`, with other: other.id, name)
- open: yes/no, default yes
- stays = count of its stays

## Stay
- berth: berth, required
- a: date, required
- b: date, required
- other: text
- Never overlap from a to b for the same berth where berth.open (409 \`overlap\`, with stay: other, of: other.berth.name, mine: its other)

## Meal
- cook: text, required, compared without case
- date: date, required
- slot: one of lunch, dinner or snack, required
- Unique together: cook, date, slot where slot is not snack (409 \`slot_taken\`, with meal: other.id)

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
  expect((await call("POST /stays", { a: "x" })).body).toMatchObject({
    names: ["berth", "a", "b"],
    first: "berth",
  });
  expect((await call("GET /trips/none")).body).toMatchObject({ names: [], first: null });
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

test("a refusal tells what is in the way, the first made of several", async () => {
  const call = harbour.as("ann");
  const berth = (await call("POST /berths", { name: "North" })).body.id;
  const second = (await call("POST /berths", { name: "South" })).body.id;
  const taken = { error: "taken", other: berth, name: "NORTH", details: { name: "is already taken" } };
  expect(await call("POST /berths", { name: "NORTH" })).toMatchObject({ status: 409, body: taken });
  expect(await call(`PATCH /berths/${second}`, { name: "NORTH" })).toMatchObject({
    status: 409,
    body: taken,
  });
  expect((await call("GET /berths")).body).toMatchObject([{ name: "North" }, { name: "South" }]);
  const stay = async (a: string, b: string) =>
    call("POST /stays", { berth, a: `2026-01-${a}`, b: `2026-01-${b}`, other: "me" });
  const late = (await stay("20", "22")).body.id;
  await stay("10", "12");
  expect((await stay("12", "20")).status).toBe(201);
  expect(await stay("11", "21")).toMatchObject({
    status: 409,
    body: { error: "overlap", stay: late, of: "North", mine: "me" },
  });
});

test("what is unique together may hang on a condition", async () => {
  const call = harbour.as("ann");
  const meal = (slot: string, cook = "Ada") => call("POST /meals", { cook, date: "2026-01-10", slot });
  const first = (await meal("lunch")).body.id;
  expect(await meal("lunch", "ADA")).toMatchObject({
    status: 409,
    body: {
      error: "slot_taken",
      meal: first,
      details: { cook: expect.any(String), slot: expect.any(String) },
    },
  });
  await meal("snack");
  const snack = await meal("snack");
  expect(snack.status).toBe(201);
  expect((await call(`PATCH /meals/${snack.body.id}`, { slot: "lunch" })).body.meal).toBe(first);
});

test("who sees a thing hangs on a condition, and for others it is not there", async () => {
  const [ann, ben, chair] = [harbour.as("ann"), harbour.as("ben"), harbour.as("cas", "chair")];
  const { id } = (await ann("POST /recipes", { title: "Soup" })).body;
  const statuses = async (route: string, body?: unknown) =>
    Promise.all([ann, ben, chair].map(async (call) => (await call(route, body)).status));
  expect(await statuses(`GET /recipes/${id}`)).toEqual([200, 404, 200]);
  expect(await statuses("POST /reports", { recipe: id })).toEqual([204, 400, 204]);
  expect((await ben("GET /recipes")).body).toEqual({ recipes: [], count: 0 });
  expect((await chair("GET /recipes")).body.count).toBe(1);
  expect(await ben(`PATCH /recipes/${id}`, { title: "x" })).toMatchObject({
    status: 404,
    body: { error: "not_found" },
  });
  expect((await ben(`POST /recipes/${id}/publish`)).status).toBe(404);
  expect((await ben("POST /recipes", { title: "Stew", based: id })).status).toBe(400);
  await ann(`POST /recipes/${id}/publish`);
  expect((await ben("POST /recipes", { title: "Stew", based: id })).status).toBe(201);
  expect(await statuses(`GET /recipes/${id}`)).toEqual([200, 200, 200]);
  // What an action does it does to the end, also where its caller sees the thing no longer.
  expect(await ben(`POST /recipes/${id}/withdraw`)).toMatchObject({
    status: 200,
    body: { state: "gone", title: "Soup!" },
  });
  expect(await statuses(`GET /recipes/${id}`)).toEqual([200, 404, 200]);
});

test("what is hidden is refused as the spec says", async () => {
  const { id } = (await harbour.as("ann")("POST /notes", {})).body;
  expect(await harbour.as("ben")(`GET /notes/${id}`)).toMatchObject({
    status: 403,
    body: { error: "not_yours", owner: "ann" },
  });
  expect((await harbour.as("ben")("GET /notes/none")).status).toBe(404);
});
