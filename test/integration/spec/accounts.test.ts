import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Accounts

Statuses: invalid 422.
The first of 404, 422, 409 is given.

## Account
- owner: text, required
- balance: whole number, at least 0, default 0, ignored in changes
- spent = sum of amount of its movements where kind is out
- movements = list of {kind, amount} of its movements by -amount
- address: {street: text, required; zip: text, 5 digits}
- pets: list of {name: text, required; legs: whole number, at least 0}, at most 3 elements, no name twice
- secret: text, hidden
- changedAt: moment of last change

### Transfer: \`POST /accounts/{id}/transfers\`
- to: account, required
- amount: whole number, required, at least 1
- fee = floor(amount / 10)
- Only if balance >= amount + fee (409 \`short\`, with missing: amount + fee - balance)
- Sets balance to balance - amount - fee
- Sets to.balance to to.balance + amount
- Creates a movement with account = it, kind = out, amount = amount
- Creates a movement with account = to, kind = in, amount = amount
- Answers {balance, fee, movement: movement.amount} (201)

### Close: \`POST /accounts/{id}/close\`
- Deletes each of its movements where amount < 5
- Sets amount to amount + 1 for each of its movements
- Answers text owner + ": " + balance

### Go: \`GET /accounts/{id}/go\`
- Redirects to "https://example.com/" + owner

### Drop: \`POST /accounts/{id}/drop\`
- Deletes it
- Answers nothing (204)

## Movement
- account: account, required, deleted with it
- kind: one of in or out, required
- amount: whole number, required
- No routes

## Booking
- room: text, required
- from: moment, required
- until: moment, required
- cancelled: yes/no, default no
- until must be after from
- Never overlap from from to until for the same room where not cancelled (409 \`overlap\`)
- At most 2 for each account each day by from where not cancelled (409 \`enough\`)
- account: account
- Must hold: minutes(from, until) <= 480 (422 \`long\`)
`;

let bank: SpecService;
beforeAll(async () => {
  bank = await serveSpec(`${spec}
### Count: \`GET /count\`
- least: whole number, default 0
- Answers {accounts: count of all accounts where balance >= least}
`);
});
beforeEach(() => bank.fresh());
afterAll(() => bank.stop());

test("money moves in one step, or not at all", async () => {
  const call = bank.as("x");
  const ann = (await call("POST /accounts", { owner: "Ann", balance: 100 })).body;
  const bob = (await call("POST /accounts", { owner: "Bob" })).body;
  expect(await call(`POST /accounts/${ann.id}/transfers`, { to: bob.id, amount: 50 })).toMatchObject({
    status: 201,
    body: { balance: 45, fee: 5, movement: 50 },
  });
  expect((await call(`GET /accounts/${bob.id}`)).body.balance).toBe(50);
  expect((await call(`GET /accounts/${ann.id}`)).body).toMatchObject({
    balance: 45,
    spent: 50,
    movements: [{ kind: "out", amount: 50 }],
  });
  expect(await call(`POST /accounts/${ann.id}/transfers`, { to: bob.id, amount: 50 })).toMatchObject({
    status: 409,
    body: { missing: 10 },
  });
  expect((await call(`POST /accounts/${ann.id}/transfers`, { to: "nobody", amount: 1 })).status).toBe(400);
  expect((await call(`POST /accounts/${ann.id}/transfers`, { to: bob.id, amount: 0 })).status).toBe(422);
  expect((await call("POST /accounts/none/transfers", {})).status).toBe(404);
  expect((await call(`GET /accounts/${ann.id}`)).body.balance).toBe(45);
});

test("actions change many things, and answer texts and redirects", async () => {
  const call = bank.as("x");
  const ann = (await call("POST /accounts", { owner: "Ann", balance: 100 })).body;
  const bob = (await call("POST /accounts", { owner: "Bob" })).body;
  await call(`POST /accounts/${ann.id}/transfers`, { to: bob.id, amount: 3 });
  await call(`POST /accounts/${ann.id}/transfers`, { to: bob.id, amount: 20 });
  const closed = await call(`POST /accounts/${ann.id}/close`);
  expect(closed).toMatchObject({ status: 200, text: "Ann: 75" });
  expect((await call(`GET /accounts/${ann.id}`)).body.movements).toEqual([{ kind: "out", amount: 21 }]);
  const going = await call(`GET /accounts/${ann.id}/go`);
  expect([going.status, going.headers.get("location")]).toEqual([302, "https://example.com/Ann"]);
  expect((await call("GET /count?least=20")).body).toEqual({ accounts: 2 });
  expect((await call("GET /count?least=x")).status).toBe(422);
  expect((await call(`POST /accounts/${ann.id}/drop`)).status).toBe(204);
  expect((await call(`GET /accounts/${ann.id}`)).status).toBe(404);
  expect((await call("GET /movements")).status).toBe(404);
});

test("objects and lists of objects are checked inside, and a hidden field is never shown", async () => {
  const call = bank.as("x");
  const given = {
    owner: "Ann",
    address: { street: "A", zip: "12345" },
    pets: [{ name: "Rex", legs: 4 }],
    secret: "s",
  };
  const made = await call("POST /accounts", given);
  expect(made.body).toMatchObject({ address: given.address, pets: given.pets });
  expect(made.body).not.toHaveProperty("secret");
  const wrong = [
    { ...given, address: { zip: "12345" } },
    { ...given, address: { street: "A", zip: "x" } },
    { ...given, pets: [{ name: "Rex" }, { name: "Rex" }] },
    { ...given, pets: [{ legs: 1 }] },
  ];
  for (const body of wrong) expect((await call("POST /accounts", body)).status).toBe(422);
  const changed = await call(`PATCH /accounts/${made.body.id}`, { owner: "Bea", balance: 9 });
  expect(changed.body).toMatchObject({ owner: "Bea", balance: 0 });
});

test("periods never overlap, but may touch, and what is called off does not count", async () => {
  const call = bank.as("x");
  const book = (from: string, until: string, more: object = {}) =>
    call("POST /bookings", {
      room: "A",
      from: `2030-01-01T${from}:00Z`,
      until: `2030-01-01T${until}:00Z`,
      ...more,
    });
  const first = await book("10:00", "11:00");
  expect(first.status).toBe(201);
  expect((await book("10:30", "11:30")).status).toBe(409);
  expect((await book("11:00", "12:00")).status).toBe(201);
  expect((await book("10:30", "10:45", { room: "B" })).status).toBe(201);
  expect(
    (
      await call("POST /bookings", {
        room: "A",
        from: "2030-01-01T12:30:00+02:00",
        until: "2030-01-01T14:00:00+02:00",
      })
    ).status,
  ).toBe(409);
  await call(`PATCH /bookings/${first.body.id}`, { cancelled: true });
  expect((await book("10:15", "10:30")).status).toBe(201);
  expect((await call(`PATCH /bookings/${first.body.id}`, { cancelled: false })).status).toBe(409);
  expect((await book("01:00", "09:30", { room: "C" })).status).toBe(422);
  expect((await book("11:00", "10:00", { room: "C" })).status).toBe(422);
  const ann = (await call("POST /accounts", { owner: "Ann" })).body;
  const own = { room: "D", account: ann.id };
  expect((await book("01:00", "02:00", own)).status).toBe(201);
  expect((await book("03:00", "04:00", own)).status).toBe(201);
  expect((await book("05:00", "06:00", own)).status).toBe(409);
});
