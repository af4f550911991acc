import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

/** Registers a release that was built upon another. */
async function register(service: string, id: string, previous: string | null) {
  const { digest } = await plane.put(await wordService({ version: id }));
  return plane.control("PUT", `/control/services/${service}/releases/${id}`, {
    body: { service, id, digest, run: "run-1", previous },
  });
}

function promote(service: string, release: string, previous: string | null) {
  return plane.control("POST", `/control/services/${service}/promote`, { body: { release, previous } });
}

const versionOf = async (service: string) => (await (await plane.service(service, "/")).json()) as object;

describe("a release that was built upon what is not live any more", () => {
  test("is refused at register and at promote, and what is live stays", async () => {
    expect((await register("shop", "a", null)).status).toBe(200);
    expect((await register("shop", "b", null)).status).toBe(200);
    expect((await promote("shop", "a", null)).status).toBe(200);

    const late = await promote("shop", "b", null);
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({
      detail: expect.stringMatching(
        /b was built upon nothing, and a is live now\. Build it again, on top of a\./,
      ),
    });
    expect((await register("shop", "c", null)).status).toBe(409);
    expect((await register("shop", "d", "a")).status).toBe(200);
    expect(await versionOf("shop")).toMatchObject({ version: "a" });
  });

  test("is not refused when it is live itself: a repeat changes nothing", async () => {
    await register("again", "a", null);
    expect((await promote("again", "a", null)).status).toBe(200);
    expect((await register("again", "a", null)).status).toBe(200);
    expect((await promote("again", "a", null)).status).toBe(200);
  });

  test("of ten that are promoted at once upon the same one, one goes live", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `r${index}`);
    for (const name of names) await register("race", name, null);
    const answers = await Promise.all(names.map((name) => promote("race", name, null)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(9);
    expect(await versionOf("race")).toMatchObject({ version: names[statuses.indexOf(200)] });
  });
});

test("a release that went live and was taken back in between is known by what it left in the data", async () => {
  const body = (release: string) => ({ release, previous: "a", newest: "a" });
  const call = (release: string) =>
    plane.control("POST", "/control/services/data/promote", { body: body(release) });
  await plane.release("data", "a", await wordService({ version: "a" }));
  await plane.release("data", "b", await wordService({ version: "b" }));
  await plane.done("POST", "/control/services/data/rollback", { release: "b", reason: "test" });
  await plane.register("data", "c", await wordService({ version: "c" }));
  const late = await call("c");
  expect(late.status).toBe(409);
  expect(await late.json()).toMatchObject({ detail: expect.stringMatching(/b was live in between/) });
  expect((await call("b")).status).toBe(200);
});

test("a delivery that failed takes back what waits, and never what is live", async () => {
  await plane.release("kept", "a", await wordService({ version: "a" }));
  await plane.register("kept", "b", await wordService({ version: "b" }));
  const rollback = (release: string, keepLive: boolean) =>
    plane.done("POST", "/control/services/kept/rollback", { release, keepLive, reason: "test" });
  expect(await rollback("b", true)).toMatchObject({ live: "a", rolledBack: "b", exchange: 1 });
  expect(await rollback("a", true)).toMatchObject({ live: "a", rolledBack: null, exchange: 1 });
  expect(await versionOf("kept")).toMatchObject({ version: "a" });
  expect(await rollback("a", false)).toMatchObject({ live: null, rolledBack: "a", exchange: 2 });
});
