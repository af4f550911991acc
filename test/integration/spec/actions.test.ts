import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Yard

Callers may be named by the header \`X-User\`.
Role chief: the header \`X-Role\` is \`chief\`.
The first of 401, 404, 403, 400, 409 is given.

### Register: \`POST /register\`
- label: text, required
- By chief (401)
- Creates a cart with label = label
- Answers cart (201)

### Register once: \`POST /register-once\`
- label: text, required
- wanted = label
- Only if none of all carts where label is wanted (409 \`there\`)
- Creates a cart with label = label
- Answers cart (201)

## Cart
- label: text, required
- limit: whole number, default 5
- owner: the caller
- state: state of idle, rented or broken
- since: date
- till: date
- till must be after since
- Must hold: state is not rented or since is not empty (409 \`since\`)
- \`POST /carts\` creates one
- \`GET /carts/{id}\` shows one, only if state is not broken (403 \`broken\`)
- \`DELETE /carts/{id}\` deletes one, by chief (401)

### Load: \`POST /carts/{id}/loads\`
- weight: whole number, required
- Creates a load with cart = it, weight = weight
- Answers load (201)

### Level: \`POST /carts/{id}/level\`
- Sets weight to smaller(weight + 2, its limit) in each of its loads
- Answers {weights: list of weight of its loads} (200)

### Rent: \`POST /carts/{id}/rent\`
- from: date, required, in the future or today
- days: whole number, required
- Only if the caller is not empty (401 \`who\`)
- Moves state from idle to rented (409 \`not_idle\`, with state, label)
- Sets since to from

### Extend: \`POST /carts/{id}/extend\`
- By its owner (403 \`not_yours\`, with owner)
- Sets since to since + 7 days
- Sets till to till + 7 days

### Hire: \`POST /carts/{id}/hire\`
- since: date, required
- till: date, required
- Creates a cart with label = "copy", since = since, till = till
- Answers cart (201)

### Crew: \`POST /carts/{id}/crew\`
- lead: {name: text, required; born: date, required, in the past}, required
- Answers {name: "crew"} (200)

## Load
- cart: cart, required, deleted with it
- weight: whole number, required
- Nested under cart
- \`GET /carts/{cart}/loads\` lists them
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

async function cart(more: object = {}): Promise<string> {
  const made = await call("POST /carts", { label: "a", ...more });
  expect(made.status, made.text).toBe(201);
  return made.body.id;
}

describe("inside an aggregate of an action", () => {
  test("names are those of each thing before those of inputs", async () => {
    expect((await call("POST /register-once", { label: "a" })).status).toBe(201);
    expect((await call("POST /register-once", { label: "b" })).status).toBe(201);
    expect(await call("POST /register-once", { label: "a" })).toMatchObject({ status: 409 });
  });

  test("what is set in each of several things may name the thing around", async () => {
    const id = await cart();
    for (const weight of [1, 4]) await call(`POST /carts/${id}/loads`, { weight });
    expect((await call(`POST /carts/${id}/level`)).body).toEqual({ weights: [3, 5] });
  });
});

test("what an action creates below another thing belongs to it", async () => {
  const id = await cart();
  expect((await call(`POST /carts/${id}/loads`, { weight: 1 })).body).toMatchObject({ cart: id });
  expect((await call(`GET /carts/${id}/loads`)).body).toHaveLength(1);
});

describe("refusals carry their values", () => {
  test("of a change of state", async () => {
    const id = await cart();
    const rent = { from: "2999-01-01", days: 1 };
    expect((await call(`POST /carts/${id}/rent`, rent)).status).toBe(200);
    const again = await call(`POST /carts/${id}/rent`, rent);
    expect(again).toMatchObject({ status: 409, body: { state: "rented", label: "a" } });
  });

  test("of who may", async () => {
    const id = await cart();
    const refused = await service.as("bob")(`POST /carts/${id}/extend`);
    expect(refused).toMatchObject({ status: 403, body: { owner: "ann" } });
  });
});

describe("the order of refusals holds", () => {
  test("for roles, before what is not there and before the body", async () => {
    expect((await call(`DELETE /carts/${crypto.randomUUID()}`)).status).toBe(401);
    expect((await call("POST /register", { label: 1 })).status).toBe(401);
    const chief = service.as("ann", "chief");
    expect((await chief(`DELETE /carts/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await chief("POST /register", { label: 1 })).status).toBe(400);
  });

  test("for guards that hang on the caller alone", async () => {
    const nobody = service.as("");
    expect((await nobody(`POST /carts/${crypto.randomUUID()}/rent`, {})).status).toBe(401);
    expect((await call(`POST /carts/${crypto.randomUUID()}/rent`, {})).status).toBe(404);
  });

  test("for guards of a thing that is not there", async () => {
    expect((await call(`GET /carts/${crypto.randomUUID()}`)).status).toBe(404);
  });
});

describe("days on the wrong side of today are refused", () => {
  test("in what an action takes", async () => {
    const id = await cart();
    expect((await call(`POST /carts/${id}/rent`, { from: "2001-01-01", days: 1 })).status).toBe(400);
    const today = new Date().toISOString().slice(0, 10);
    expect((await call(`POST /carts/${id}/rent`, { from: today, days: 1 })).status).toBe(200);
  });

  test("in a part of it", async () => {
    const id = await cart();
    const crew = (born: string) => call(`POST /carts/${id}/crew`, { lead: { name: "a", born } });
    expect((await crew("2999-01-01")).body.errors).toMatchObject([{ field: "lead.born" }]);
    expect((await crew("1999-01-01")).status).toBe(200);
  });
});

describe("rules are judged on the whole of what an action sets", () => {
  test("with the state that it moves", async () => {
    const id = await cart();
    const rented = await call(`POST /carts/${id}/rent`, { from: "2999-01-01", days: 1 });
    expect(rented.body).toMatchObject({ state: "rented", since: "2999-01-01" });
  });

  test("in several fields", async () => {
    const id = await cart({ since: "2026-01-01", till: "2026-01-03" });
    expect((await call(`POST /carts/${id}/extend`)).body).toMatchObject({
      since: "2026-01-08",
      till: "2026-01-10",
    });
  });

  test("comparisons hold for what it creates", async () => {
    const id = await cart();
    const hire = (till: string) => call(`POST /carts/${id}/hire`, { since: "2026-01-02", till });
    expect((await hire("2026-01-01")).status).toBe(400);
    expect((await hire("2026-01-03")).status).toBe(201);
  });
});
