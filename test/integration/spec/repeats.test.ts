import { hostHeaders } from "@aidevos/kit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serve } from "../compiler/serving.ts";
import { payments } from "./payments.ts";
import { blueprintOf } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(blueprintOf(payments));
}, 120_000);
afterAll(() => service?.stop());
beforeEach(() => service.fresh());

const hour = 60 * 60 * 1000;
let keys = 0;

/** A call with a key, a new one where none is said. */
function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return service.call(method, path, body, { "idempotency-key": `k${++keys}`, ...headers });
}

async function newWallet(): Promise<string> {
  return (await send("POST", "/wallets", { owner: "ann" })).body.id;
}

async function payment(): Promise<{ wallet: string; amount: number }> {
  return { wallet: await newWallet(), amount: 7 };
}

async function balanceOf(wallet: string): Promise<number> {
  return (await service.call("GET", `/wallets/${wallet}`)).body.balance;
}

describe("a repeat", () => {
  test("gets the first answer again, its headers with it, and changes nothing", async () => {
    const body = await payment();
    const first = await send("POST", "/payments", body, { "idempotency-key": "one" });
    expect(first.status).toBe(201);
    const again = await send("POST", "/payments", body, { "idempotency-key": "one" });
    expect(again).toMatchObject({ status: 201, text: first.text });
    for (const name of ["location", "content-type"])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect((await service.call("GET", "/payments")).body).toEqual([first.body]);
  });

  test("gets what was so then, and not what is so today", async () => {
    const wallet = await newWallet();
    const topUp = (key: string) =>
      send("POST", `/wallets/${wallet}/top-up`, { amount: 5 }, { "idempotency-key": key });
    expect((await topUp("one")).body.balance).toBe(5);
    expect((await topUp("two")).body.balance).toBe(10);
    expect((await topUp("one")).body.balance).toBe(5);
    expect(await balanceOf(wallet)).toBe(10);
  });

  test("of what leaves nothing behind is answered with nothing again", async () => {
    const wallet = await newWallet();
    const remove = () => send("DELETE", `/wallets/${wallet}`, undefined, { "idempotency-key": "gone" });
    expect(await remove()).toMatchObject({ status: 204, text: "" });
    expect(await remove()).toMatchObject({ status: 204, text: "" });
    expect((await send("DELETE", `/wallets/${wallet}`)).status).toBe(404);
  });

  test("is done once, however many come at once", async () => {
    const wallet = await newWallet();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        send("POST", `/wallets/${wallet}/top-up`, { amount: 5 }, { "idempotency-key": "one" }),
      ),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { balance: 5 } });
    expect(await balanceOf(wallet)).toBe(5);
  });

  test("is known for a day by the service's clock, and then a new call", async () => {
    const wallet = await newWallet();
    const at = (time: number) =>
      send(
        "POST",
        `/wallets/${wallet}/top-up`,
        { amount: 5 },
        { "idempotency-key": "one", [hostHeaders.time]: String(time) },
      );
    const start = Date.parse("2026-06-15T12:00:00Z");
    expect((await at(start)).body.balance).toBe(5);
    expect((await at(start + 24 * hour - 1)).body.balance).toBe(5);
    expect((await at(start + 24 * hour)).body.balance).toBe(10);
    expect((await at(start + 48 * hour - 1)).body.balance).toBe(10);
  });
});

describe("a key", () => {
  test("is needed where a status says so, and by what changes something only", async () => {
    const refused = await service.call("POST", "/wallets", { owner: "ann" });
    expect(refused).toMatchObject({ status: 400, body: { error: "no_key" } });
    expect((await send("POST", "/wallets", { owner: "ann" }, { "idempotency-key": " " })).status).toBe(400);
    expect((await service.call("GET", "/wallets")).body).toEqual([]);
    expect((await service.call("POST", "/nowhere", {})).status).toBe(404);
    expect((await service.call("PUT", "/wallets", {})).status).toBe(405);
  });

  test("stands for one call: one with another body, query or path is refused", async () => {
    const [wallet, other] = [await newWallet(), await newWallet()];
    const headers = { "idempotency-key": "one" };
    await send("POST", `/wallets/${wallet}/top-up`, { amount: 5 }, headers);
    const others: [path: string, body: unknown][] = [
      [`/wallets/${wallet}/top-up`, { amount: 6 }],
      [`/wallets/${wallet}/top-up`, "{ broken"],
      [`/wallets/${wallet}/top-up?more=1`, { amount: 5 }],
      [`/wallets/${other}/top-up`, { amount: 5 }],
      ["/wallets", { amount: 5 }],
    ];
    for (const [path, body] of others)
      expect(await send("POST", path, body, headers)).toMatchObject({
        status: 422,
        body: { error: "key_reused" },
      });
    expect(await balanceOf(wallet)).toBe(5);
    expect(await balanceOf(other)).toBe(0);
  });

  test("is not used up by what is refused", async () => {
    const body = await payment();
    const headers = { "idempotency-key": "one" };
    expect((await send("POST", "/payments", { ...body, amount: 0 }, headers)).status).toBe(400);
    expect((await send("POST", "/payments", { ...body, amount: 950 }, headers)).status).toBe(409);
    expect((await send("POST", "/payments", body, headers)).status).toBe(201);
    expect((await send("POST", "/payments", { ...body, amount: 950 }, headers)).status).toBe(422);
  });

  test("is each caller's own", async () => {
    const wallet = await newWallet();
    const by = (name: Record<string, string>) =>
      send("POST", `/wallets/${wallet}/top-up`, { amount: 5 }, { "idempotency-key": "one", ...name });
    for (const name of [{ "x-user": "ann" }, { "x-user": "ben" }, { "x-user": "ann" }, {}]) await by(name);
    expect(await balanceOf(wallet)).toBe(15);
  });
});

test("below a thing or an action it is said in place of what stands above", async () => {
  const { call } = service;
  const card = async () => (await call("POST", "/cards", { pin: "1" })).status;
  expect(await card()).toBe(201);
  const repeat = () => call("POST", "/cards", { pin: "2" }, { "request-id": "one", "idempotency-key": "x" });
  const first = await repeat();
  expect(await repeat()).toMatchObject({ status: 201, text: first.text });
  expect((await call("POST", "/cards", { pin: "3" }, { "request-id": "one" })).status).toBe(409);
  const { id } = first.body;
  const block = (headers: Record<string, string>) => call("POST", `/cards/${id}/block`, undefined, headers);
  expect(await block({ "request-id": "two" })).toMatchObject({ status: 428 });
  expect((await block({ "block-key": "one" })).body.blocks).toBe(1);
  expect((await block({ "block-key": "one" })).body.blocks).toBe(1);
  expect((await block({ "block-key": "two" })).body.blocks).toBe(2);
});

test("browsers may send the key, and the document tells of it", async () => {
  const preflight = await service.call("OPTIONS", "/payments", undefined, {
    origin: "https://elsewhere.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,idempotency-key",
  });
  expect(preflight.status).toBeLessThan(300);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("idempotency-key");
  const { paths } = (await service.call("GET", "/openapi.json")).body;
  const inHeaders = (operation: { parameters?: { name: string; in: string; required: boolean }[] }) =>
    (operation.parameters ?? []).filter((one) => one.in === "header" && one.name !== "X-User");
  expect(inHeaders(paths["/payments"].post)).toMatchObject([{ name: "Idempotency-Key", required: true }]);
  expect(Object.keys(paths["/payments"].post.responses)).toEqual(expect.arrayContaining(["400", "422"]));
  expect(inHeaders(paths["/payments"].get)).toEqual([]);
  expect(inHeaders(paths["/cards"].post)).toMatchObject([{ name: "Request-Id", required: false }]);
  const { post: block } = paths["/cards/{id}/block"];
  expect(inHeaders(block)).toMatchObject([{ name: "Block-Key", required: true }]);
  expect(Object.keys(block.responses)).toEqual(expect.arrayContaining(["422", "428"]));
});

describe("a key", () => {
  test("that is not as it must be is invalid, and none is asked for where none is needed", async () => {
    const drawn = blueprintOf(`# Draws

Repeats are known by the header \`Draw-Key\`: text, 8 to 20 characters.
Refusals answer {error: code, errors: errors}. Statuses: invalid 422.

## Draw
- name: text, required

### Again: \`POST /draws/{id}/again\`
- Repeats are known by the header \`Again-Key\` (428): uuid
- Sets name to name + "!"
`);
    const draws = await serve(drawn);
    try {
      const draw = (key: string) => draws.call("POST", "/draws", { name: "a" }, { "draw-key": key });
      const short = await draw("1234567");
      expect([short.status, short.body]).toMatchObject([422, { errors: [{ field: "Draw-Key" }] }]);
      expect((await draw("x".repeat(21))).status).toBe(422);
      const first = await draw("12345678");
      expect(first.status).toBe(201);
      expect((await draw("12345678")).text).toBe(first.text);
      expect((await draws.call("POST", "/draws", { name: "a" })).status).toBe(201);
      const again = (key: string) =>
        draws.call("POST", `/draws/${first.body.id}/again`, {}, key === "" ? {} : { "again-key": key });
      expect((await again("")).status).toBe(428);
      expect((await again("one")).status).toBe(422);
      expect((await again("6f6b8f0a-51a2-4b93-9d6b-35b4a1d2c0de")).status).toBe(200);
      const { paths } = (await draws.call("GET", "/openapi.json")).body;
      const [parameter] = paths["/draws"].post.parameters;
      expect(parameter.schema).toEqual({
        type: "string",
        minLength: 8,
        maxLength: 20,
        format: "idempotency-key",
      });
      expect(paths["/draws"].post.responses["422"]).toBeDefined();
    } finally {
      await draws.stop();
    }
  }, 60_000);
});
