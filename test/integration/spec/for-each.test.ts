import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Depot

### Split: \`POST /splits\`
- from: account, required
- parts: list of {to: account, required; amount: whole number, required, at least 1}, required, 1 to 9 elements
- Only if any of all accounts where id is its from and closed is false (409 \`closed\`)
- Sets to.balance to to.balance + amount for each of parts
- Sets from.balance to from.balance - amount for each of parts where amount > 0 by -amount
- Creates an entry with account = to, amount = amount, number = count of all entries for each of parts by amount
- Creates an entry with account = from, amount = 0 - (sum of amount of parts)
- Answers {balance: from.balance, entries: list of {account, amount, number} of all entries} (201)

### Level: \`POST /level\`
- Sets balance to (greatest of balance of all accounts) + 1 for each of all accounts where closed is false by -name
- Answers list of {name, balance} of all accounts by name

### Tag: \`POST /tags\`
- names: list of text
- Creates an account with name = it for each of names
- Answers {count: count of all accounts}

## Account
- name: text, required, 1 to 9 characters
- balance: whole number, default 0
- closed: yes/no, default no
- Must hold: balance >= 0 (409 \`short\`, with name)

## Entry (entries)
- account: account, required
- amount: whole number, required
- number: whole number

## Product
- name: text, required
- stock: whole number, default 0
- Must hold: stock >= 0 (409 \`sold_out\`, with name)

## Order
- lines: list of {product: product, required; quantity: whole number, required, at least 1}, required
- total: whole number, default 0
- state: state of open or placed

### Place: \`POST /orders/{id}/place\`
- extra: whole number, default 0
- Moves state from open to placed (409)
- Sets product.stock to product.stock - quantity - its extra for each of its lines
- Sets its total to its total + quantity * 2 for each of its lines where quantity > 1
- Creates a movement with order = the order, product = product, quantity = quantity for each of its lines
- Answers {total, products: list of {name, stock} of all products by name}

## Movement
- order: order, required
- product: product, required
- quantity: whole number, required
- done: yes/no, default no

### Undo: \`POST /movements/{id}/undo\`
- Sets product.stock to product.stock + quantity for each of its order.lines
- Sets done to order.total > 0 for each of all movements where order is its order

## Shelf (shelves)
- name: text, required
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

async function made(path: string, body: object): Promise<string> {
  const { status, text, body: thing } = await call(`POST ${path}`, body);
  expect(status, text).toBe(201);
  return thing.id;
}

describe("for each element of a list that an action takes", () => {
  test("several accounts are paid in one step, and rules hold at its end", async () => {
    const from = await made("/accounts", { name: "a", balance: 10 });
    const [b, c] = [await made("/accounts", { name: "b" }), await made("/accounts", { name: "c" })];
    const parts = [
      { to: b, amount: 4 },
      { to: c, amount: 3 },
      { to: from, amount: 2 },
      { to: b, amount: 1 },
    ];
    const split = await call("POST /splits", { from, parts });
    expect(split, split.text).toMatchObject({ status: 201, body: { balance: 2 } });
    expect(split.body.entries).toEqual([
      { account: b, amount: 1, number: 0 },
      { account: from, amount: 2, number: 1 },
      { account: c, amount: 3, number: 2 },
      { account: b, amount: 4, number: 3 },
      { account: from, amount: -10, number: null },
    ]);
    expect((await call(`GET /accounts/${b}`)).body.balance).toBe(5);
  });

  test("what breaks a rule at the end leaves nothing behind", async () => {
    const from = await made("/accounts", { name: "a", balance: 10 });
    const to = await made("/accounts", { name: "b" });
    const parts = [
      { to, amount: 9 },
      { to, amount: 2 },
    ];
    const split = await call("POST /splits", { from, parts });
    expect(split).toMatchObject({ status: 409, body: { name: "a" } });
    expect((await call(`GET /accounts/${to}`)).body.balance).toBe(0);
    expect((await call("GET /entries")).body).toEqual([]);
  });

  test("a rule may be broken on the way", async () => {
    const from = await made("/accounts", { name: "a", balance: 0 });
    const parts = [{ to: from, amount: 5 }];
    expect((await call("POST /splits", { from, parts })).body).toMatchObject({ balance: 0 });
  });

  test("values follow their fields' rules, and a list left out has no elements", async () => {
    expect((await call("POST /tags", { names: ["x", "y"] })).body).toEqual({ count: 2 });
    expect((await call("POST /tags", { names: ["z", "much too long"] })).status).toBe(400);
    expect((await call("POST /tags", {})).body).toEqual({ count: 2 });
  });
});

describe("for each element of the thing's own list", () => {
  async function ordered(stock: number) {
    const [p, q] = [
      await made("/products", { name: "p", stock }),
      await made("/products", { name: "q", stock: 9 }),
    ];
    const lines = [
      { product: p, quantity: 2 },
      { product: q, quantity: 1 },
      { product: p, quantity: 3 },
    ];
    return made("/orders", { lines });
  }

  test("references are followed, `its` is what is around, and each sees those before it", async () => {
    const id = await ordered(8);
    const placed = await call(`POST /orders/${id}/place`, { extra: 1 });
    expect(placed.body, placed.text).toEqual({
      total: 10,
      products: [
        { name: "p", stock: 1 },
        { name: "q", stock: 7 },
      ],
    });
    const movements = (await call("GET /movements")).body;
    expect(
      movements.map(({ quantity, order }: { quantity: number; order: string }) => [quantity, order]),
    ).toEqual([
      [2, id],
      [1, id],
      [3, id],
    ]);
    const undone = await call(`POST /movements/${movements[0].id}/undo`);
    expect(undone.body, undone.text).toMatchObject({ done: true });
    expect((await call("GET /products")).body).toMatchObject([{ stock: 6 }, { stock: 8 }]);
    expect((await call("GET /movements")).body).toMatchObject([
      { done: true },
      { done: true },
      { done: true },
    ]);
  });

  test("nothing is placed of which one is sold out", async () => {
    const id = await ordered(4);
    expect(await call(`POST /orders/${id}/place`)).toMatchObject({ status: 409, body: { name: "p" } });
    expect((await call("GET /products")).body).toMatchObject([{ stock: 4 }, { stock: 9 }]);
    expect((await call(`GET /orders/${id}`)).body).toMatchObject({ state: "open", total: 0 });
  });
});

test("things are gone over in an order, each after the one before", async () => {
  for (const [name, closed] of [
    ["a", false],
    ["c", false],
    ["b", true],
  ] as const)
    await made("/accounts", { name, closed });
  expect((await call("POST /level")).body).toEqual([
    { name: "a", balance: 2 },
    { name: "b", balance: 0 },
    { name: "c", balance: 1 },
  ]);
});
