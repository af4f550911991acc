import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Bakery

## Cake
- name: text, required
- price: number, required
- wanted = sum of (sum of quantity of its lines where note is the cake.name) of all orders

## Order
- limit: whole number, default 3
- lines: list of {quantity: whole number, required; price: number; note: text; tags: list of text}
- tags: list of text
- scores: list of whole number
- total = sum of quantity * price of its lines
- many = count of its lines where quantity > its limit
- dear = any of its lines where price > 10
- plain = none of its lines
- most = greatest of quantity of its lines
- new = any of its tags where it is "new"
- sum = sum of it of its scores
- shown = list of {quantity, first: note otherwise "none"} of its lines
- down = list of quantity of its lines by -quantity
- marked = any of its lines where any of its tags where it is the order.id
- double = any of its lines where any of its tags where it is "x"
- Must hold: count of its lines <= 4 (409 \`many\`)
- \`?dear=true\` only where dear

### Count: \`POST /count\`
- lines: list of {quantity: whole number, required; price: number}
- words: list of text
- whole = sum of quantity of lines
- Only if any of lines where price is empty (409)
- Answers {whole, long: list of it of words where length(it) > 3, given: words, lines}

### More: \`POST /orders/{id}/more\`
- lines: list of {quantity: whole number, required}
- Answers {own: count of its lines, given: count of lines, over: count of lines where quantity > its limit}
`;

let bakery: SpecService;
beforeAll(async () => {
  bakery = await serveSpec(spec);
});
beforeEach(() => bakery.fresh());
afterAll(() => bakery.stop());

test("values are worked out over a thing's own lists, in their order", async () => {
  const call = bakery.as("ann");
  const order = await call("POST /orders", {
    lines: [
      { quantity: 2, price: 1.5 },
      { quantity: 5, price: 12, note: "Tart", tags: ["x"] },
      { quantity: 4 },
    ],
    tags: ["old", "new"],
    scores: [3, 4],
  });
  expect(order).toMatchObject({
    status: 201,
    body: {
      total: 63,
      many: 2,
      dear: true,
      plain: false,
      most: 5,
      new: true,
      sum: 7,
      shown: [
        { quantity: 2, first: "none" },
        { quantity: 5, first: "Tart" },
        { quantity: 4, first: "none" },
      ],
      down: [5, 4, 2],
      marked: false,
      double: true,
    },
  });
  expect((await call("GET /orders?dear=true")).body).toHaveLength(1);
  const cake = await call("POST /cakes", { name: "Tart", price: 3 });
  expect(cake.body.wanted).toBe(5);
});

test("an empty list is as no things", async () => {
  const call = bakery.as("ann");
  const empty = { total: 0, many: 0, dear: false, plain: true, most: null, new: false, sum: 0, shown: [] };
  expect((await call("POST /orders", {})).body).toMatchObject(empty);
  expect((await call("POST /orders", { lines: [], tags: [] })).body).toMatchObject(empty);
  expect((await call("GET /orders?dear=true")).body).toEqual([]);
});

test("a rule is judged on a list", async () => {
  const lines = Array.from({ length: 5 }, (_, quantity) => ({ quantity }));
  expect((await bakery.as("ann")("POST /orders", { lines })).status).toBe(409);
});

test("an action works values out over the lists that it takes", async () => {
  const call = bakery.as("ann");
  const given = { lines: [{ quantity: 2 }, { quantity: 3, price: 1 }], words: ["new", "older"] };
  expect(await call("POST /count", given)).toMatchObject({
    status: 200,
    body: {
      whole: 5,
      long: ["older"],
      given: ["new", "older"],
      lines: [
        { quantity: 2, price: null },
        { quantity: 3, price: 1 },
      ],
    },
  });
  expect((await call("POST /count", { lines: [{ quantity: 1, price: 1 }], words: [] })).status).toBe(409);
  expect((await call("POST /count", {})).status).toBe(409);
  const order = await call("POST /orders", { limit: 1, lines: [{ quantity: 2 }] });
  expect(
    (await call(`POST /orders/${order.body.id}/more`, { lines: [{ quantity: 1 }, { quantity: 2 }] })).body,
  ).toEqual({ own: 1, given: 2, over: 1 });
});
