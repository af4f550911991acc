import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

async function count(service: string): Promise<unknown> {
  const answer = await plane.service(service, "/");
  return answer.json();
}

function addWord(service: string): Promise<Response> {
  return plane.service(service, "/words", { method: "POST", body: "word" });
}

describe("a release's life", () => {
  test("goes live, is replaced and taken back with every write kept", async () => {
    const first = await wordService({ version: "one" });
    const registered = await plane.register("story", "r1", first);
    expect(await registered.json()).toEqual({ status: "registered", live: null });
    expect((await plane.service("story", "/")).status).toBe(404);

    expect(await plane.done("POST", "/control/services/story/smoke", { release: "r1" })).toMatchObject({
      passed: true,
    });
    const promoted = await plane.done("POST", "/control/services/story/promote", { release: "r1" });
    expect(promoted).toEqual({ live: "r1", previous: null, exchange: 1 });
    await addWord("story");

    expect(await plane.release("story", "r2", await wordService({ version: "two" }))).toEqual({
      live: "r2",
      previous: "r1",
      exchange: 2,
    });
    expect(await count("story")).toEqual({ version: "two", words: 1 });
    await addWord("story");

    expect(await plane.done("POST", "/control/services/story/rollback", { reason: "test" })).toEqual({
      live: "r1",
      rolledBack: "r2",
      exchange: 3,
      newest: "r2",
    });
    expect(await count("story")).toEqual({ version: "one", words: 2 });

    const again = { release: "r2", reason: "a repeat" };
    expect(await plane.done("POST", "/control/services/story/rollback", again)).toEqual({
      live: "r1",
      rolledBack: "r2",
      exchange: 3,
      newest: "r2",
    });
    const last = { release: "r1", reason: "test" };
    expect(await plane.done("POST", "/control/services/story/rollback", last)).toMatchObject({ live: null });
    expect((await plane.service("story", "/")).status).toBe(404);
    expect(await plane.done("GET", "/control/services")).toMatchObject({
      services: [
        {
          name: "story",
          live: null,
          releases: [
            { id: "r1", status: "rolled-back" },
            { id: "r2", status: "rolled-back" },
          ],
        },
      ],
    });
  });

  test("repeating register and promote changes nothing", async () => {
    const made = await wordService({ version: "one" });
    await plane.release("repeat", "r1", made);
    await addWord("repeat");
    expect(await (await plane.register("repeat", "r1", made)).json()).toEqual({ status: "live", live: "r1" });
    await plane.done("POST", "/control/services/repeat/promote", { release: "r1" });
    expect(await count("repeat")).toEqual({ version: "one", words: 1 });
  });

  test("a release id stands for one digest", async () => {
    await plane.register("fixed", "r1", await wordService({ version: "one" }));
    const other = await plane.register("fixed", "r1", await wordService({ version: "other" }));
    expect(other.status).toBe(409);
    expect(other.headers.get("content-type")).toBe("application/problem+json");
  });

  test("rolling back a release that is not live only marks it", async () => {
    await plane.release("marked", "r1", await wordService({ version: "one" }));
    await plane.register("marked", "r2", await wordService({ version: "two" }));
    const call = { release: "r2", reason: "smoke failed" };
    expect(await plane.done("POST", "/control/services/marked/rollback", call)).toEqual({
      live: "r1",
      rolledBack: "r2",
      exchange: 1,
      newest: "r1",
    });
    expect(await count("marked")).toMatchObject({ version: "one" });
  });

  test("a bundle is kept under its own digest only", async () => {
    const { bundle, digest } = await wordService({ version: "digest" });
    const wrong = await plane.control("PUT", `/control/bundles/${"0".repeat(64)}`, { body: bundle });
    expect(wrong.status).toBe(422);
    expect((await plane.control("PUT", `/control/bundles/${digest}`, { body: bundle })).status).toBe(204);
    expect((await plane.control("PUT", `/control/bundles/${digest}`, { body: bundle })).status).toBe(204);
  });

  test("an unknown bundle, release or call is refused with what to do", async () => {
    const body = { service: "none", id: "r1", digest: "1".repeat(64), run: "run-1" };
    expect((await plane.control("PUT", "/control/services/none/releases/r1", { body })).status).toBe(422);
    expect(
      (await plane.control("POST", "/control/services/none/promote", { body: { release: "r1" } })).status,
    ).toBe(404);
    expect((await plane.control("POST", "/control/services/none/promote", { body: {} })).status).toBe(422);
    expect((await plane.control("GET", "/control/nothing")).status).toBe(404);
    expect(
      await plane.done("POST", "/control/services/none/rollback", { release: "r1", reason: "x" }),
    ).toEqual({
      live: null,
      rolledBack: null,
      exchange: 0,
      newest: null,
    });
  });
});

describe("code that does not work", () => {
  test.each([
    ["throws when it is loaded", { atLoad: 'throw new Error("bad module");' }, "bad module"],
    ["does not parse", { atLoad: "export const = 1;" }, "SyntaxError"],
    ["imports what is not there", { atLoad: 'import "./missing.ts";' }, "missing.ts"],
    ["throws in its constructor", { atStart: 'throw new Error("bad start");' }, "bad start"],
  ])("a release that %s is refused at register, and live stays", async (name, behaviour, words) => {
    const service = name.replaceAll(" ", "-");
    await plane.release(service, "r1", await wordService({ version: "one" }));
    await addWord(service);
    const refused = await plane.register(service, "r2", await wordService({ version: "two", ...behaviour }));
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain(words);
    const promoted = await plane.control("POST", `/control/services/${service}/promote`, {
      body: { release: "r2" },
    });
    expect(promoted.status).toBe(422);
    expect(await count(service)).toEqual({ version: "one", words: 1 });
  });

  test("smoke finds a documented path that fails, and live data is left alone", async () => {
    await plane.release("smoke", "r1", await wordService({ version: "one" }));
    const bad = await wordService({
      version: "two",
      paths: ["/good", "/bad", "/things/{id}"],
      routes:
        'this.sql.exec("INSERT INTO words VALUES (1)"); if (url.pathname === "/bad") return new Response("", { status: 500 });',
    });
    await plane.register("smoke", "r2", bad);
    const report = await plane.done("POST", "/control/services/smoke/smoke", { release: "r2" });
    expect(report).toMatchObject({
      passed: false,
      checks: [
        { name: "unknown route", passed: true },
        { name: "GET /openapi.json", passed: true },
        { name: "GET /good", passed: true },
        { name: "GET /bad", passed: false, detail: expect.stringContaining("500") },
        { name: "GET /things/{id}", passed: true, detail: "answered 404" },
      ],
    });
    expect(await count("smoke")).toEqual({ version: "one", words: 0 });
  });

  test("an exception is a problem without its stack, and the next request is served", async () => {
    const routes = 'if (url.pathname === "/throw") throw new Error("inner words");';
    await plane.release("throws", "r1", await wordService({ version: "one", routes }));
    const answer = await plane.service("throws", "/throw");
    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.text()).not.toContain("inner words");
    expect(await count("throws")).toMatchObject({ version: "one" });
  });

  test("an object that broke is started again for the next request", async () => {
    const routes = 'if (url.pathname === "/abort") this.ctx.abort("broken");';
    await plane.release("breaks", "r1", await wordService({ version: "one", routes }));
    await addWord("breaks");
    expect((await plane.service("breaks", "/abort")).status).toBe(500);
    expect(await count("breaks")).toEqual({ version: "one", words: 1 });
  });

  test("a call that never ends is answered after the limit", async () => {
    const routes =
      'if (url.pathname === "/hang") await new Promise((resolve) => setTimeout(resolve, 60_000));';
    await plane.release("hangs", "r1", await wordService({ version: "one", routes }));
    expect((await plane.service("hangs", "/hang")).status).toBe(504);
    expect(await count("hangs")).toMatchObject({ version: "one" });
  });

  test("generated code reaches no network", async () => {
    const routes = `if (url.pathname === "/out") {
      const outcome = await fetch("${plane.url}/").then(() => "reached", (error) => "blocked");
      return Response.json({ outcome });
    }`;
    await plane.release("blocked", "r1", await wordService({ version: "one", routes }));
    expect(await (await plane.service("blocked", "/out")).json()).toEqual({ outcome: "blocked" });
  });
});
