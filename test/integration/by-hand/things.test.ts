import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { serveByHand } from "./serving.ts";

const spec = `# Bank

## Account
- owner: text, required
- balance: whole number, default 0
- tag: text, hidden
- label = owner + "!"

### Richest: \`GET /accounts/{id}/richest\`
- winner by hand (account): the account of the greatest balance
- Answers winner if winner is it
- Answers {winner, name: winner.owner, label: winner.label, id: winner.id} (203)

### Next: \`GET /accounts/{id}/next\`
- following by hand (account, may be null): the account made after this one, none after the last
- Answers nothing (204) if following is empty
- Answers following (200)

### Skip: \`POST /accounts/{id}/skip\`
- skipped by hand (account, may be null): the account made after this one, none after the last
- Sets skipped.balance to skipped.balance + 1
- Answers {skipped, balance: skipped.balance}

## Transfer
- Identified by no, counted from 1
- from: account, required
- to: account, required
- amount: whole number, required

### Send: \`POST /sendings\`
- from: account, required
- to: account, required
- amount: whole number, required
- By hand changes sent (transfer) (409 \`short\`): makes a transfer, and moves its amount where from has enough
- Answers sent (201)

### Send on: \`POST /onward\`
- to: account, required
- amount: whole number, required
- By hand changes passed (transfer): makes a transfer of the amount to the account from itself
- Sets passed.amount to passed.amount * 2 for each of all accounts where id is to
- Answers {transfer: passed, no: passed.no, owner: passed.to.owner, amount: passed.amount} (201)
`;

const next = (
  of: string,
  type: string,
) => `import type { ${type}Context, ${type}Input, ${type}Result } from "./contracts.ts";

export function ${of}({ thing }: ${type}Input, { things }: ${type}Context): ${type}Result {
`;

const functions = {
  "winner.ts": `${next("winner", "Winner")}
  let most = thing;
  for (const one of things.accounts.all()) if (one.balance > most.balance) most = one;
  return most.id;
}
`,
  "following.ts": `${next("following", "Following")}
  const all = things.accounts.all();
  return all[all.findIndex(({ id }) => id === thing.id) + 1]?.id ?? null;
}
`,
  "skipped.ts": `${next("skipped", "Skipped")}
  const all = things.accounts.all();
  return all[all.findIndex(({ id }) => id === thing.id) + 1]?.id ?? null;
}
`,
  "sent.ts": `import type { SentContext, SentInput, SentResult } from "./contracts.ts";

export function sent({ given: { from, to, amount } }: SentInput, { things, refuse }: SentContext): SentResult {
  const balance = things.accounts.find(from)?.balance ?? 0;
  if (balance < amount) refuse("short");
  things.accounts.change(from, { balance: balance - amount });
  things.accounts.change(to, { balance: (things.accounts.find(to)?.balance ?? 0) + amount });
  return things.transfers.create({ from, to, amount }).no;
}
`,
  "passed.ts": `import type { PassedContext, PassedInput, PassedResult } from "./contracts.ts";

export function passed({ given: { to, amount } }: PassedInput, { things }: PassedContext): PassedResult {
  return things.transfers.create({ from: to, to, amount }).no;
}
`,
};

let bank: Awaited<ReturnType<typeof serveByHand>>;
let call: ReturnType<typeof bank.as>;
beforeAll(async () => {
  bank = await serveByHand(spec, functions);
  call = bank.as("ann");
});
afterAll(() => bank?.stop());
beforeEach(() => bank.fresh());

const account = async (owner: string, balance: number) =>
  (await call("POST /accounts", { owner, balance, tag: "t" })).body;

test("a thing that a function gives is shown as its kind is, alone and in an object", async () => {
  const [poor, rich] = [await account("poor", 1), await account("rich", 9)];
  expect(rich).toEqual({ id: rich.id, owner: "rich", balance: 9, label: "rich!" });
  const seen = await call(`GET /accounts/${poor.id}/richest`);
  expect([seen.status, seen.body]).toEqual([
    203,
    { winner: rich, name: "rich", label: "rich!", id: rich.id },
  ]);
  const own = await call(`GET /accounts/${rich.id}/richest`);
  expect([own.status, own.body]).toEqual([200, rich]);
});

test("a thing that may not be there is asked for, and refused where an effect needs it", async () => {
  const [one, two] = [await account("one", 1), await account("two", 2)];
  expect((await call(`GET /accounts/${one.id}/next`)).body).toEqual(two);
  expect((await call(`GET /accounts/${two.id}/next`)).status).toBe(204);
  const changed = { ...two, balance: 3 };
  expect((await call(`POST /accounts/${one.id}/skip`)).body).toEqual({ skipped: changed, balance: 3 });
  expect((await call(`POST /accounts/${two.id}/skip`)).status).toBe(404);
});

test("a thing that changes by hand give is shown, and is changed after them", async () => {
  const [from, to] = [await account("from", 5), await account("to", 0)];
  const sent = await call("POST /sendings", { from: from.id, to: to.id, amount: 3 });
  expect([sent.status, sent.body]).toEqual([201, { no: 1, from: from.id, to: to.id, amount: 3 }]);
  expect((await call("POST /sendings", { from: from.id, to: to.id, amount: 3 })).status).toBe(409);
  const passed = await call("POST /onward", { to: to.id, amount: 4 });
  const transfer = { no: 2, from: to.id, to: to.id, amount: 8 };
  expect([passed.status, passed.body]).toEqual([201, { transfer, no: 2, owner: "to", amount: 8 }]);
  expect((await call("GET /transfers/2")).body).toEqual(transfer);
});

test("the OpenAPI document says what is shown, and what may be missing", async () => {
  const { paths } = (await call("GET /openapi.json")).body;
  const schemaOf = (response: { content: Record<string, { schema: object }> }) =>
    response.content["application/json"]?.schema;
  expect(schemaOf(paths["/sendings"].post.responses[201])).toEqual({
    $ref: "#/components/schemas/Transfer",
  });
  expect(schemaOf(paths["/accounts/{id}/richest"].get.responses[200])).toEqual({
    $ref: "#/components/schemas/Account",
  });
  expect(Object.keys(paths["/onward"].post.responses)).not.toContain("404");
});
