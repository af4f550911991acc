import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CanaryAnswer, TenantAnswer } from "../../../shared/delivery/control.ts";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

async function addTenant(service: string, tenant: string) {
  return TenantAnswer.parse(await plane.done("PUT", `/control/services/${service}/tenants/${tenant}`, {}));
}

async function stateOf(object: string): Promise<unknown> {
  return (await plane.service(object, "/")).json();
}

const addWord = (object: string) => plane.service(object, "/words", { method: "POST", body: "word" });

async function evidence(service: string, release: string) {
  const path = `/control/services/${service}/evidence?release=${release}`;
  return Evidence.parse(await plane.done("GET", path));
}

/** A service with tenants t1, t2, … */
async function withTenants(service: string, count: number): Promise<string[]> {
  await plane.release(service, "r1", await wordService({ version: "one" }));
  const tenants = Array.from({ length: count }, (_, index) => `t${index + 1}`);
  for (const tenant of tenants) await addTenant(service, tenant);
  await plane.register(service, "r2", await wordService({ version: "two" }));
  return tenants.map((tenant) => `${service}~${tenant}`);
}

describe("a tenant", () => {
  test("has data of its own, and what is live in the service", async () => {
    await plane.release("library", "r1", await wordService({ version: "one" }));
    expect(await addTenant("library", "north")).toEqual({ live: "r1", path: "/services/library~north" });
    expect(await addTenant("library", "north")).toEqual({ live: "r1", path: "/services/library~north" });
    await addWord("library~north");
    expect(await stateOf("library~north")).toEqual({ version: "one", words: 1 });
    expect(await stateOf("library")).toEqual({ version: "one", words: 0 });
    const base = await (await plane.service("library~north", "/headers")).json();
    expect(base).toMatchObject({ "x-aidevos-base": `${plane.url}/services/library~north` });
  });

  test("that is unknown, or named otherwise than one can be, is not found", async () => {
    for (const name of ["library~south", "library~", "library~a~b", "library~A"])
      expect((await plane.service(name, "/")).status).toBe(404);
  });

  test("cannot be made where nothing is live", async () => {
    const answer = await plane.control("PUT", "/control/services/nowhere/tenants/north", { body: {} });
    expect(answer.status).toBe(409);
  });

  test("goes with its service from release to release and back, its writes kept", async () => {
    const [tenant = ""] = await withTenants("moves", 1);
    await addWord(tenant);
    await plane.done("POST", "/control/services/moves/promote", { release: "r2" });
    expect(await stateOf(tenant)).toEqual({ version: "two", words: 1 });
    await addWord(tenant);
    await addTenant("moves", "late");
    await addWord("moves~late");
    await plane.done("POST", "/control/services/moves/rollback", { release: "r2", reason: "test" });
    expect(await stateOf(tenant)).toEqual({ version: "one", words: 2 });
    expect(await stateOf("moves~late")).toEqual({ version: "one", words: 1 });
    expect(await stateOf("moves")).toMatchObject({ version: "one" });
  });
});

describe("a canary", () => {
  const canary = async (service: string, share: number) =>
    CanaryAnswer.parse(
      await plane.done("POST", `/control/services/${service}/canary`, { release: "r2", share }),
    );

  test("has the same objects at each call, all of them among those of a greater share, and ends by a rollback", async () => {
    const tenants = await withTenants("birds", 12);
    const running = async () => {
      const states = await Promise.all(tenants.map(stateOf));
      return tenants.filter((_, index) => JSON.stringify(states[index]).includes("two"));
    };
    for (const tenant of tenants) await addWord(tenant);
    const small = await canary("birds", 0.3);
    const first = await running();
    expect(small).toEqual({ canary: first.length, objects: 13 });
    expect(await canary("birds", 0.3)).toEqual(small);
    const great = await canary("birds", 0.8);
    const second = await running();
    expect(second).toEqual(expect.arrayContaining(first));
    expect(second.length).toBeGreaterThan(first.length);
    expect(great.canary).toBe(second.length);
    expect(await stateOf("birds")).toMatchObject({ version: "one" });

    await plane.done("POST", "/control/services/birds/rollback", { release: "r2", reason: "test" });
    expect(await running()).toEqual([]);
    for (const tenant of tenants) expect(await stateOf(tenant)).toEqual({ version: "one", words: 1 });
  });

  test("counts each object's requests before it and since", async () => {
    const tenants = await withTenants("counted", 6);
    const shadow = { release: "r2", meant: { routes: [] }, generated: 0, seed: 1, slow: 500, rows: 2 };
    await plane.done("POST", "/control/services/counted/shadow", shadow);
    for (const tenant of tenants) await addWord(tenant);
    await canary("counted", 0.5);
    for (const tenant of tenants) {
      await addWord(tenant);
      await addWord(tenant);
    }
    const { objects, meters } = await evidence("counted", "r2");
    expect(objects).toHaveLength(7);
    const [own, ...others] = objects;
    expect(own).toMatchObject({ object: "counted", canary: false, before: { requests: 0 } });
    for (const { before, during } of others) {
      expect(before).toMatchObject({ requests: 1, failures: 0 });
      expect(during).toMatchObject({ requests: 2, failures: 0 });
    }
    const requests = meters.reduce((sum, { requests: some }) => sum + some, 0);
    const written = meters.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
    expect([requests, written]).toEqual([18, 18]);
  });

  test("of a service of one object has none to spare", async () => {
    await withTenants("lonely", 0);
    expect(await canary("lonely", 0.9)).toEqual({ canary: 0, objects: 1 });
    expect(await stateOf("lonely")).toMatchObject({ version: "one" });
  });

  test("becomes live everywhere by a promotion", async () => {
    const tenants = await withTenants("whole", 4);
    await canary("whole", 0.5);
    await plane.done("POST", "/control/services/whole/promote", { release: "r2", previous: "r1" });
    for (const object of ["whole", ...tenants])
      expect(await stateOf(object)).toMatchObject({ version: "two" });
  });
});
