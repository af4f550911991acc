import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Till

Refusals answer {code: code}.

### Book: \`POST /bookings\`
- name: text, required
- key: text, required
- parts: list of {amount: whole number, required; note: text}, required
- Finds earlier among all entries where key is its key by number
- Answers earlier (200) if earlier is not empty
- Finds till among all drawers where name is its name
- Only if sum of amount of parts < 100 (409 \`much\`)
- Sets till.balance to till.balance + amount for each of parts by amount
- Creates an entry with drawer = till, key = key, amount = amount, number = count of all entries for each of parts
- Answers {early: till, sum: sum of amount of parts} (202) if till.balance > 50
- Sets till.full to true for each of all entries where drawer is till and amount > till.balance / 2
- Sets till.bookings to till.bookings + 1
- Answers till (201)

## Drawer
- name: text, required, unique
- balance: whole number, default 0
- full: yes/no, default no
- bookings: whole number, default 0
- Must hold: balance >= 0 (409 \`short\`)

### Spread: \`POST /drawers/{id}/spread\`
- Finds richest among all drawers where it is not the drawer by -balance (404 \`alone\`)
- Sets richest.balance to richest.balance - amount for each of its entries
- Sets its balance to its balance + richest.balance for each of its entries where amount > 1
- Answers {balance, richest: richest.balance}

## Entry (entries)
- drawer: drawer, required
- key: text
- amount: whole number, required
- number: whole number, default 0
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service?.stop());

const book = async (amounts: number[], key: string, name = "main") =>
  call("POST /bookings", { name, key, parts: amounts.map((amount) => ({ amount })) });

test("what is found is changed for each of several, whose rules hold at the end", async () => {
  const { id } = (await call("POST /drawers", { name: "main" })).body;
  // On the way the balance is below nothing.
  const first = await book([7, -5], "a");
  expect([first.status, first.body]).toEqual([
    201,
    { id, name: "main", balance: 2, full: true, bookings: 1 },
  ]);
  expect(await book([1, -5], "b")).toMatchObject({ status: 409, body: { code: "short" } });
  expect((await call("GET /entries")).body).toMatchObject([
    { drawer: id, key: "a", amount: 7, number: 0 },
    { drawer: id, key: "a", amount: -5, number: 1 },
  ]);
});

test("an early answer stands in order with guards, and with what is done for each", async () => {
  const { id } = (await call("POST /drawers", { name: "main" })).body;
  await book([7, 1], "a");
  // Asked again it is answered before the condition is judged.
  expect(await book([400], "a")).toMatchObject({ status: 200, body: { key: "a", amount: 7 } });
  expect(await book([400], "b")).toMatchObject({ status: 409, body: { code: "much" } });
  const drawer = { id, name: "main", balance: 68, full: true, bookings: 1 };
  const early = await book([40, 20], "c");
  expect([early.status, early.body]).toEqual([202, { early: drawer, sum: 60 }]);
  expect((await call(`GET /drawers/${id}`)).body).toEqual(drawer);
  expect((await call("GET /entries")).body).toHaveLength(4);
});

test("what is not found is refused where one of several needs it", async () => {
  expect((await book([1], "a", "none")).status).toBe(404);
  const { id } = (await call("POST /drawers", { name: "main" })).body;
  expect(await call(`POST /drawers/${id}/spread`)).toMatchObject({ status: 404, body: { code: "alone" } });
  await call("POST /drawers", { name: "other", balance: 10 });
  for (const amount of [1, 2, 3]) await call("POST /entries", { drawer: id, amount });
  const spread = await call(`POST /drawers/${id}/spread`);
  expect([spread.status, spread.body]).toEqual([200, { balance: 8, richest: 4 }]);
});
