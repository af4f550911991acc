import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Bakery

Statuses: unknown reference 422.

## Cake
- name: text, required
- price: whole number, required
- orders = count of all orders where any of its lines where cake is the cake
- ordered = sum of (sum of quantity of its lines where cake is the cake) of all orders

## Box
- Identified by code, counted from 1
- size: whole number

## Order
- lines: list of {cake: cake, required; quantity: whole number, required}, no cake twice
- packing: {box: box, required; note: text}
- total = sum of quantity * cake.price of its lines
- names = list of cake.name of its lines

## Wish
- cakes: list of {cake: cake, required, outlives it}
- first: cake, outlives it
- names = list of (cake.name otherwise "gone") of its cakes

### Price: \`POST /price\`
- lines: list of {cake: cake, required; quantity: whole number, required}
- Answers {total: sum of quantity * cake.price of lines}
`;

let bakery: SpecService;
beforeAll(async () => {
  bakery = await serveSpec(spec);
});
beforeEach(() => bakery.fresh());
afterAll(() => bakery.stop());

async function bake(name: string, price: number): Promise<string> {
  return (await bakery.as("ann")("POST /cakes", { name, price })).body.id;
}

test("elements refer to things, whose fields are at hand, and things count what refers to them", async () => {
  const call = bakery.as("ann");
  const [tart, roll] = [await bake("Tart", 3), await bake("Roll", 1)];
  const box = (await call("POST /boxes", { size: 2 })).body.code;
  const lines = [
    { cake: tart, quantity: 2 },
    { cake: roll, quantity: 5 },
  ];
  const order = await call("POST /orders", { lines, packing: { box } });
  expect(order).toMatchObject({ status: 201, body: { lines, total: 11, names: ["Tart", "Roll"] } });
  await call("POST /orders", { lines: [{ cake: tart, quantity: 1 }] });
  expect((await call(`GET /cakes/${tart}`)).body).toMatchObject({ orders: 2, ordered: 3 });
  expect((await call("POST /price", { lines })).body).toEqual({ total: 11 });
});

test("an element that refers to nothing is refused, with its place", async () => {
  const call = bakery.as("ann");
  const tart = await bake("Tart", 3);
  const lines = [
    { cake: tart, quantity: 2 },
    { cake: "nothing", quantity: 5 },
  ];
  const refusal = { status: 422, body: { errors: [{ field: "lines.1.cake" }] } };
  expect(await call("POST /orders", { lines })).toMatchObject(refusal);
  expect(await call("POST /price", { lines })).toMatchObject(refusal);
  const order = (await call("POST /orders", { lines: lines.slice(0, 1) })).body;
  expect(await call(`PATCH /orders/${order.id}`, { lines })).toMatchObject(refusal);
  expect(await call("POST /orders", { packing: { box: 7 } })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "packing.box" }] },
  });
  expect((await call("POST /orders", { lines: [{ quantity: 5 }] })).status).toBe(400);
});

test("what an element refers to can't be deleted, unless the element outlives it", async () => {
  const call = bakery.as("ann");
  const [tart, roll] = [await bake("Tart", 3), await bake("Roll", 1)];
  const box = (await call("POST /boxes", {})).body.code;
  const order = (await call("POST /orders", { lines: [{ cake: tart, quantity: 2 }], packing: { box } })).body;
  const wish = (await call("POST /wishes", { cakes: [{ cake: roll }, { cake: tart }], first: roll })).body;
  expect(wish.names).toEqual(["Roll", "Tart"]);
  expect((await call(`DELETE /cakes/${tart}`)).status).toBe(409);
  expect((await call(`DELETE /boxes/${box}`)).status).toBe(409);
  expect((await call(`DELETE /cakes/${roll}`)).status).toBe(204);
  expect((await call(`GET /wishes/${wish.id}`)).body).toEqual({ ...wish, names: ["gone", "Tart"] });
  await call(`DELETE /orders/${order.id}`);
  expect((await call(`DELETE /cakes/${tart}`)).status).toBe(204);
  expect((await call(`DELETE /boxes/${box}`)).status).toBe(204);
});
