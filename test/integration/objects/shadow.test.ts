import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
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

type Behaviour = Parameters<typeof wordService>[0];

/** A service whose release r1 is live, and r2 is compared with it. */
async function compared(service: string, candidate: Partial<Behaviour>, live: Partial<Behaviour> = {}) {
  await plane.release(service, "r1", await wordService({ version: "one", ...live }));
  await plane.register(service, "r2", await wordService({ version: "one", atLoad: "// r2", ...candidate }));
  return shadow(service, "r2");
}

async function shadow(service: string, release: string, options: object = {}) {
  const body = { release, ...shadowing, ...options };
  return Evidence.parse(await plane.done("POST", `/control/services/${service}/shadow`, body));
}

async function evidence(service: string, release = "r2") {
  return Evidence.parse(await plane.done("GET", `/control/services/${service}/evidence?release=${release}`));
}

/** The evidence once so many of callers' requests have been compared. */
function evidenceOf(service: string, compared: number) {
  return vi.waitFor(
    async () => {
      const found = await evidence(service);
      expect(found.mirrored.compared).toBe(compared);
      return found;
    },
    { timeout: 25_000, interval: 50 },
  );
}

const addWord = (service: string, word = "word") =>
  plane.service(service, "/words", { method: "POST", body: word });

/** Calls until one is mirrored: the twins are made after the shadow was asked for. */
async function mirroring(service: string) {
  await vi.waitFor(
    async () => {
      await (await plane.service(service, "/")).text();
      expect((await evidence(service)).mirrored.compared).toBeGreaterThan(0);
    },
    { timeout: 25_000, interval: 20 },
  );
  return (await evidence(service)).mirrored.compared;
}

describe("a candidate that is compared", () => {
  test("and answers alike has nothing against it, with exactly the right counts", async () => {
    await compared("alike", {});
    const before = await mirroring("alike");
    for (let word = 0; word < 10; word++) expect((await addWord("alike")).status).toBe(201);
    const found = await evidenceOf("alike", before + 10);
    expect(found.mirrored).toMatchObject({
      unlike: { candidate: 0, control: 0 },
      failed: { candidate: 0, control: 0 },
    });
    expect(found.differences).toEqual([]);
    expect(await (await plane.service("alike", "/")).json()).toEqual({ version: "one", words: 10 });
  });

  test.each([
    ["throws", 'if (url.pathname === "/words") throw new Error("no");', "failed"],
    [
      "answers wrongly",
      'if (url.pathname === "/words") return new Response("no", { status: 418 });',
      "unlike",
    ],
    ["forgets", 'if (url.pathname === "/words") return new Response(null, { status: 201 });', "unlike"],
  ])("and %s changes no caller's answer, and is found out", async (name, routes, kind) => {
    const service = name.replace(" ", "-");
    await compared(service, { routes });
    const before = await mirroring(service);
    for (let word = 0; word < 5; word++) {
      expect((await addWord(service)).status).toBe(201);
      expect(await (await plane.service(service, "/")).json()).toEqual({ version: "one", words: word + 1 });
    }
    const found = await evidenceOf(service, before + 10);
    expect(found.mirrored).toMatchObject({ [kind]: { candidate: 5, control: 0 }, unlike: { control: 0 } });
    expect(found.differences[0]).toMatchObject({
      kind,
      request: { method: expect.any(String) },
      confirmed: true,
    });
  });
});
