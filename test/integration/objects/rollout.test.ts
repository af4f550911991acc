import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "objects-"));
  plane = await DataPlane.start({ directory });
});
afterAll(async () => {
  await plane.stop();
  await rm(directory, { recursive: true });
});

const shadowing = { meant: { routes: [] }, generated: 0, seed: 1, slow: 500, rows: 2 };
const patience = { timeout: 40_000, interval: 50 };

const control = (service: string, call: string, body: object) =>
  plane.done("POST", `/control/services/${service}/${call}`, body);

async function evidence(service: string) {
  const path = `/control/services/${service}/evidence?release=r2`;
  return Evidence.parse(await plane.done("GET", path));
}

/** A service with tenants t1, t2, …, whose release r1 is live and r2 registered. */
async function service(
  name: string,
  { tenants, routes = "", live = "" }: { tenants: number; routes?: string; live?: string },
) {
  await plane.release(name, "r1", await wordService({ version: "one", routes: live }));
  const objects = Array.from({ length: tenants }, (_, index) => `${name}~t${index + 1}`);
  for (const object of objects)
    await plane.done("PUT", `/control/services/${name}/tenants/${object.split("~")[1]}`, {});
  await plane.register(name, "r2", await wordService({ version: "one", atLoad: "// r2", routes }));
  return [name, ...objects];
}

const addWord = (object: string) => plane.service(object, "/words", { method: "POST", body: "word" });

test("a whole rollout under several callers fails no request and loses no acknowledged write", {
  timeout: 120_000,
}, async () => {
  const objects = await service("whole", { tenants: 6 });
  const written = new Map(objects.map((object) => [object, 0]));
  const wrong: string[] = [];
  let isOver = false;
  const callers = objects.flatMap((object) => [
    (async () => {
      while (!isOver) {
        const answer = await addWord(object);
        await answer.arrayBuffer();
        if (answer.status === 201) written.set(object, (written.get(object) ?? 0) + 1);
        else wrong.push(`${object}: a write answered ${answer.status}`);
      }
    })(),
    (async () => {
      while (!isOver) {
        const least = written.get(object) ?? 0;
        const answer = await plane.service(object, "/");
        const { words } = (await answer.json()) as { words: number };
        // What was acknowledged before the read was asked for is in it.
        if (answer.status !== 200 || words < least)
          wrong.push(`${object}: ${words} words, ${least} were written`);
      }
    })(),
  ]);
  try {
    await control("whole", "shadow", { release: "r2", ...shadowing });
    await vi.waitFor(
      async () => expect((await evidence("whole")).mirrored.compared).toBeGreaterThan(50),
      patience,
    );
    await control("whole", "canary", { release: "r2", share: 0.3 });
    await control("whole", "canary", { release: "r2", share: 0.7 });
    await control("whole", "promote", { release: "r2" });
    const { compared } = (await evidence("whole")).mirrored;
    await vi.waitFor(
      async () => expect((await evidence("whole")).mirrored.compared).toBeGreaterThan(compared),
      patience,
    );
    await control("whole", "rollback", { release: "r2", reason: "test" });
  } finally {
    isOver = true;
    await Promise.all(callers);
  }
  expect(wrong).toEqual([]);
  for (const object of objects)
    expect(await (await plane.service(object, "/")).json()).toEqual({
      version: "one",
      words: written.get(object),
    });
  const { mirrored } = await evidence("whole");
  expect(mirrored).toMatchObject({ unlike: { candidate: 0 }, failed: { candidate: 0, control: 0 } });
});

test("a candidate that is slow, or reads many more, is counted as that and nothing else", {
  timeout: 60_000,
}, async () => {
  await service("lavish", {
    tenants: 0,
    routes: `if (url.pathname === "/slow") await new Promise((resolve) => setTimeout(resolve, 400));
      const times = { "/rows": 8, "/meant": 8, "/few": 4 }[url.pathname] ?? 0;
      for (let time = 0; time < times; time++) this.sql.exec("SELECT * FROM words").toArray();
      if (url.pathname === "/meant") return Response.json({ path: "another" }, { status: 404 });`,
    live: 'if (url.pathname !== "/slow") this.sql.exec("SELECT * FROM words").toArray();',
  });
  for (let word = 0; word < 3; word++) await addWord("lavish");
  const meant = { routes: [{ method: "*", path: "*", fields: ["path"] }] };
  await control("lavish", "shadow", { release: "r2", ...shadowing, meant, slow: 300 });
  await vi.waitFor(async () => {
    await (await plane.service("lavish", "/")).text();
    expect((await evidence("lavish")).mirrored.compared).toBeGreaterThan(0);
  }, patience);
  for (const path of ["/slow", "/few", "/meant", "/rows", "/rows"])
    await (await plane.service("lavish", path)).text();
  const found = await vi.waitFor(async () => {
    const now = await evidence("lavish");
    expect(now.mirrored).toMatchObject({ meant: 1, rows: { candidate: 2 } });
    return now;
  }, patience);
  expect(found.mirrored).toMatchObject({ unlike: { candidate: 0 }, failed: { candidate: 0 } });
  expect(found.mirrored.slow.candidate).toBeGreaterThanOrEqual(1);
  expect(found.differences.find(({ kind }) => kind === "rows")).toMatchObject({
    control: { rowsRead: 3 },
    candidate: { rowsRead: 24 },
  });
});

test("tenants are compared side by side, also one that is made meanwhile", { timeout: 60_000 }, async () => {
  const broken = 'if (url.pathname === "/words") throw new Error("no");';
  const objects = await service("several", { tenants: 2, routes: broken });
  await control("several", "shadow", { release: "r2", ...shadowing });
  await plane.done("PUT", "/control/services/several/tenants/late", {});
  for (const object of [...objects, "several~late"]) {
    const before = (await evidence("several")).mirrored.failed.candidate;
    await vi.waitFor(async () => {
      expect((await addWord(object)).status).toBe(201);
      expect((await evidence("several")).mirrored.failed.candidate).toBeGreaterThan(before);
    }, patience);
  }
});

test("after a restart made-up calls go on though nobody calls", { timeout: 90_000 }, async () => {
  await service("alone", {
    tenants: 0,
    routes: 'if (url.pathname === "/openapi.json") return Response.json({ paths: { "/": { get: {} } } });',
    live: 'if (url.pathname === "/openapi.json") return Response.json({ paths: { "/": { get: {} } } });',
  });
  await control("alone", "shadow", { release: "r2", ...shadowing, generated: 300 });
  await plane.stop();
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  // Who watches over the runtime is told of each object, which nothing but its alarm starts here.
  plane = await DataPlane.start({ directory, watches: (isRunning) => !isRunning && resolve() });
  await isOver;
  const { generating, generated } = await evidence("alone");
  expect({ generating, compared: generated.compared }).toEqual({ generating: false, compared: 300 });
});
