import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Bakery

## Cake
- name: text, required
- price: whole number, required
- \`POST /cakes\` creates one
- \`PATCH /cakes/{id}\` changes one
- \`DELETE /cakes/{id}\` deletes one

## Order
- factor: whole number, default 1
- note: text
- lines: list of {cake: cake, required; quantity: whole number, required; unitPrice = cake.price, set at creation; gross = unitPrice * quantity * 2, set at creation; net = quantity * unitPrice * its factor; dear = net > 10; name = cake.name}
- total = sum of net of its lines
- dears = count of its lines where dear
- first = sum of gross of its lines, set at creation
- Must hold: total < 1000 (409 \`much\`)
- \`POST /orders\` creates one
- \`GET /orders\` lists them
- \`GET /orders/{id}\` shows one
- \`PATCH /orders/{id}\` changes one
- \`?dears\` is dears

### Add up: \`POST /orders/{id}/sum\`
- lines: list of {cake: cake, required; quantity: whole number, required}
- Sets lines to lines
- Answers {lines: its lines, nets: list of net of its lines, whole: list of it of its lines where dear} (200)

## Bill
- order: order, required
- total = sum of net of its order.lines
- \`POST /bills\` creates one
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

test("an element's own values are worked out, kept where they are set at creation, and never a caller's", async () => {
  const call = bakery.as("ann");
  const tart = await bake("Tart", 3);
  const order = await call("POST /orders", {
    lines: [
      { cake: tart, quantity: 2, unitPrice: 99, net: 98 },
      { cake: tart, quantity: 4 },
    ],
  });
  const lines = [
    { cake: tart, quantity: 2, unitPrice: 3, gross: 12, net: 6, dear: false, name: "Tart" },
    { cake: tart, quantity: 4, unitPrice: 3, gross: 24, net: 12, dear: true, name: "Tart" },
  ];
  expect(order).toMatchObject({ status: 201, body: { total: 18, dears: 1, first: 36 } });
  expect(order.body.lines).toEqual(lines);
  await call(`PATCH /cakes/${tart}`, { price: 5, name: "Pie" });
  const changed = await call(`PATCH /orders/${order.body.id}`, { factor: 10, note: "soon" });
  expect(changed.body.lines).toEqual(
    lines.map((line) => ({ ...line, net: line.net * 10, dear: true, name: "Pie" })),
  );
  expect((await call(`GET /orders/${order.body.id}`)).body).toEqual(changed.body);
  expect((await call("GET /orders?dears=2")).body).toEqual([changed.body]);
  expect((await call("POST /bills", { order: order.body.id })).body.total).toBe(180);
});

test("a list that is given anew has its values worked out anew", async () => {
  const call = bakery.as("ann");
  const tart = await bake("Tart", 3);
  const order = (await call("POST /orders", { lines: [{ cake: tart, quantity: 2 }] })).body;
  await call(`PATCH /cakes/${tart}`, { price: 5 });
  const changed = await call(`PATCH /orders/${order.id}`, { lines: [{ cake: tart, quantity: 3 }] });
  expect(changed.body).toMatchObject({ lines: [{ unitPrice: 5, gross: 30, net: 15 }], total: 15, first: 12 });
  await call(`PATCH /cakes/${tart}`, { price: 7 });
  const line = { cake: tart, quantity: 2, unitPrice: 7, gross: 28, net: 14, dear: true, name: "Tart" };
  const summed = await call(`POST /orders/${order.id}/sum`, { lines: [{ cake: tart, quantity: 2 }] });
  expect(summed.body).toEqual({ lines: [line], nets: [14], whole: [line] });
});

test("an empty list stays empty, none stays none, and rules see what is worked out", async () => {
  const call = bakery.as("ann");
  expect((await call("POST /orders", { lines: [] })).body).toMatchObject({ lines: [], total: 0 });
  expect((await call("POST /orders", {})).body).toMatchObject({ lines: null, total: 0 });
  const gold = await bake("Gold", 1000);
  expect((await call("POST /orders", { lines: [{ cake: gold, quantity: 1 }] })).status).toBe(409);
});
