import { afterAll, beforeAll, expect, test } from "vitest";
import { coupons } from "./coupons.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(coupons);
});
afterAll(() => service.stop());

const refused = (...names: string[]) => ({ status: 422, body: { error: "invalid", names } });

test("what a change must not hold is refused, whatever it says, and nothing is changed", async () => {
  const call = service.as("ann");
  const made = (await call("POST /coupons", { code: "SPRING", percent: 10 })).body;
  const path = `/coupons/${made.id}`;
  for (const code of ["SPRING", "OTHER", null, 7, ["SPRING"]])
    expect(await call(`PATCH ${path}`, { code, percent: 20 })).toMatchObject(refused("code"));
  const unknown = crypto.randomUUID();
  for (const shop of [null, unknown])
    expect(await call(`PATCH ${path}`, { shop })).toMatchObject(refused("shop"));
  expect(await call(`PATCH ${path}`, { percent: 0, code: "x" })).toMatchObject(refused("code", "percent"));
  expect((await call(`GET ${path}`)).body).toEqual(made);
  expect(await call(`PATCH ${path}`, { percent: 20 })).toMatchObject({ status: 200, body: { percent: 20 } });
});

test("what the service sets is refused in creates and changes, named in the order of the fields", async () => {
  const call = service.as("ann");
  const made = (await call("POST /coupons", { code: "AUTUMN", percent: 10 })).body;
  for (const name of ["id", "state", "madeAt", "usedAt", "half", "maker"]) {
    for (const value of [made[name], null, "x"]) {
      expect(await call("POST /coupons", { code: "WINTER", percent: 1, [name]: value })).toMatchObject(
        refused(name),
      );
      expect(await call(`PATCH /coupons/${made.id}`, { [name]: value })).toMatchObject(refused(name));
    }
  }
  const all = { half: 1, maker: "bob", percent: 99, id: "x", state: "gone", extra: true };
  expect(await call("POST /coupons", { ...all, code: "x" })).toMatchObject(
    refused("id", "percent", "state", "half", "maker"),
  );
  expect((await call(`GET /coupons/${made.id}`)).body).toEqual(made);
  expect((await call("GET /coupons")).body.map(({ code }: { code: string }) => code)).not.toContain("WINTER");
  expect((await call(`POST /coupons/${made.id}/activate`)).body).toMatchObject({ state: "active" });
});

test("where unknown properties are refused, what is refused in changes is one of them there", async () => {
  const call = service.as("ann");
  const made = await call("POST /shops", { name: "Corner", id: "ignored", level: "high" });
  expect(made).toMatchObject({ status: 201, body: { level: "low" } });
  const path = `/shops/${made.body.id}`;
  for (const body of [{ name: "Corner" }, { level: "low" }, { name: null, city: "Ulm" }])
    expect((await call(`PATCH ${path}`, body)).status).toBe(422);
  expect(await call(`PATCH ${path}`, { city: "Ulm", id: "ignored" })).toMatchObject({ status: 200 });
});

test("a replacement holds nothing that the service sets", async () => {
  const call = service.as("ann");
  expect(await call("POST /tills", { number: 1, openedAt: null })).toMatchObject(refused("openedAt"));
  const made = (await call("POST /tills", { number: 1 })).body;
  expect(await call(`PUT /tills/${made.id}`, made)).toMatchObject(refused("id", "openedAt"));
  expect(await call(`PUT /tills/${made.id}`, { number: 2 })).toMatchObject({
    status: 200,
    body: { number: 2 },
  });
});

test("a thing that callers give nothing of refuses what the service sets as well", async () => {
  const call = service.as("ann");
  expect(await call("POST /stamps", { number: 4 })).toMatchObject(refused("number"));
  expect(await call("POST /stamps", {})).toMatchObject({ status: 201, body: { number: 1 } });
  expect(await call("PATCH /stamps/1", { number: 1 })).toMatchObject(refused("number"));
});
