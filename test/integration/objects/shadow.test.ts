import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { readTraceparent } from "../../../shared/telemetry/trace-context.ts";
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

test("a copy of a caller's request is in the caller's trace, and is not what the caller has asked", async () => {
  const tells = (version: string) =>
    `if (url.pathname === "/trace") return Response.json([request.headers.get("traceparent"), ${version}]);`;
  await compared("copied", { routes: tells("2") }, { routes: tells("1") });
  const before = await mirroring("copied");
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const [callers] = z
    .tuple([z.string(), z.number()])
    .parse(await (await plane.service("copied", "/trace", { headers })).json());
  const { differences } = await evidenceOf("copied", before + 1);
  const [copys] = z.tuple([z.string(), z.number()]).parse(JSON.parse(differences[0]?.candidate.text ?? ""));
  expect(readTraceparent(callers)).toMatchObject({ traceId, flags: 1 });
  expect(readTraceparent(copys)).toMatchObject({ traceId, flags: 0 });
  expect(copys.slice(36, 52)).not.toBe(callers.slice(36, 52));
  expect(differences[0]?.control.text).toContain(copys);
});

describe("callers of a service whose candidate is compared", () => {
  test("are answered at once when the candidate hangs, and that is a failure of it", async () => {
    const routes =
      'if (url.pathname === "/words") await new Promise((resolve) => setTimeout(resolve, 60_000));';
    await compared("hanging", { routes });
    const before = await mirroring("hanging");
    const started = performance.now();
    for (let word = 0; word < 20; word++) expect((await addWord("hanging")).status).toBe(201);
    expect(performance.now() - started).toBeLessThan(8_000);
    const found = await vi.waitFor(
      async () => {
        const now = await evidence("hanging");
        expect(now.mirrored.compared).toBeGreaterThan(before);
        return now;
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(found.mirrored.failed).toEqual({ candidate: found.mirrored.compared - before, control: 0 });
  });

  test("may be fifty at once, and a healthy candidate has no unlike answer", async () => {
    await compared("crowd", {});
    const before = await mirroring("crowd");
    await Promise.all(
      Array.from({ length: 50 }, async (_, caller) => {
        for (let call = 0; call < 4; call++) {
          const answer = await (caller % 2 === 0
            ? addWord("crowd", `${caller}`)
            : plane.service("crowd", "/"));
          await answer.arrayBuffer();
        }
      }),
    );
    const found = await vi.waitFor(
      async () => {
        const now = await evidence("crowd");
        expect(now.mirrored.compared + (now.mirrored.dropped ?? 0)).toBeGreaterThanOrEqual(before + 200);
        return now;
      },
      { timeout: 25_000, interval: 100 },
    );
    expect(found.mirrored.unlike.candidate).toBe(0);
    expect(found.mirrored.failed).toEqual({ candidate: 0, control: 0 });
    const [meter] = found.meters.filter(({ release }) => release === "r1");
    expect(meter?.requests).toBeGreaterThanOrEqual(200);
  });

  test("may send more than is kept: the rest is counted, and the twins go on from a copy of the live data", async () => {
    await compared("flood", {});
    const before = await mirroring("flood");
    const large = "x".repeat(300 * 1024);
    expect((await addWord("flood", large)).status).toBe(201);
    expect((await addWord("flood", "small")).status).toBe(201);
    const after = await evidenceOf("flood", before + 1);
    expect(after.mirrored).toMatchObject({ dropped: 1, unlike: { candidate: 0 } });
    const count = await vi.waitFor(
      async () => {
        await (await plane.service("flood", "/")).text();
        const now = await evidence("flood");
        expect(now.mirrored.compared).toBeGreaterThan(after.mirrored.compared);
        return now;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(count.mirrored.unlike).toEqual({ candidate: 0, control: 0 });
  });

  test("are compared on after a restart in the middle, with what was counted", async () => {
    await compared("restarted", { routes: 'if (url.pathname === "/words") throw new Error("no");' });
    const before = await mirroring("restarted");
    await addWord("restarted");
    const { mirrored } = await evidenceOf("restarted", before + 1);
    await plane.stop();
    plane = await DataPlane.start({ directory });
    expect((await evidence("restarted")).mirrored).toEqual(mirrored);
    await vi.waitFor(
      async () => {
        await addWord("restarted");
        expect((await evidence("restarted")).mirrored.failed.candidate).toBeGreaterThan(1);
      },
      { timeout: 20_000, interval: 50 },
    );
  });
});

describe("what becomes of a comparison", () => {
  test("it goes on past the promotion, against the release before, and settling ends it", async () => {
    await compared("watched", {});
    await mirroring("watched");
    await plane.done("POST", "/control/services/watched/promote", { release: "r2" });
    const before = (await evidence("watched")).mirrored.compared;
    await vi.waitFor(
      async () => {
        expect((await addWord("watched")).status).toBe(201);
        expect((await evidence("watched")).mirrored.compared).toBeGreaterThan(before);
      },
      { timeout: 20_000, interval: 50 },
    );
    const { mirrored, objects } = await evidence("watched");
    expect(mirrored).toMatchObject({ unlike: { candidate: 0 }, failed: { candidate: 0, control: 0 } });
    expect(objects).toMatchObject([{ object: "watched", canary: true }]);
    expect(objects[0]?.during.requests).toBeGreaterThan(0);
    await plane.done("POST", "/control/services/watched/settle", { release: "r2" });
    const { compared: settled } = (await evidence("watched")).mirrored;
    for (let word = 0; word < 3; word++) await addWord("watched");
    expect((await evidence("watched")).mirrored.compared).toBe(settled);
  });

  test("a second release's takes the place of the first one's", async () => {
    await compared("second", {});
    await mirroring("second");
    await plane.register("second", "r3", await wordService({ version: "one", atLoad: "// r3" }));
    expect((await shadow("second", "r3")).mirrored.compared).toBe(0);
    await vi.waitFor(
      async () => {
        await (await plane.service("second", "/")).text();
        expect((await evidence("second", "r3")).mirrored.compared).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect((await evidence("second", "r2")).mirrored.compared).toBe(0);
  });

  test("it is refused for a release that was built upon another, or where nothing is live", async () => {
    await plane.release("base", "r1", await wordService({ version: "one" }));
    await plane.register("base", "r2", await wordService({ version: "two" }));
    const call = (service: string, body: object) =>
      plane.control("POST", `/control/services/${service}/shadow`, { body: { ...shadowing, ...body } });
    expect((await call("base", { release: "r2", previous: "other" })).status).toBe(409);
    expect((await call("base", { release: "unknown" })).status).toBe(404);
    await plane.register("empty", "r1", await wordService({ version: "one" }));
    expect((await call("empty", { release: "r1" })).status).toBe(409);
  });
});
