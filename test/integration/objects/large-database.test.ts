import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Copy } from "../../../local/facet-copier.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

/** `POST /fill` adds forty words of a megabyte. */
const routes = `if (url.pathname === "/fill") {
  for (let row = 0; row < 40; row++) this.sql.exec("INSERT INTO words VALUES (hex(randomblob(524288)))");
  return new Response(null, { status: 201 });
}`;

const copies: (Copy & { copied: boolean })[] = [];
let directory: string;
let plane: DataPlane;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aidevos-large-"));
  plane = await DataPlane.start({ directory, copies: (copy) => copies.push(copy) });
  await plane.release("large", "r1", await wordService({ version: "v1", routes }));
  await plane.service("large", "/fill", { method: "POST" });
});
beforeEach(() => {
  copies.length = 0;
});
afterAll(async () => {
  await plane.stop();
  await rm(directory, { recursive: true, force: true });
});

const read = async () => (await plane.service("large", "/")).json();

test("a small database is the runtime's own to copy", async () => {
  await plane.release("small", "r1", await wordService({ version: "v1" }));
  await plane.service("small", "/words", { method: "POST", body: "a word" });
  await plane.release("small", "r2", await wordService({ version: "v2" }));
  expect(copies.length).toBeGreaterThan(0);
  expect(copies.every(({ copied }) => !copied)).toBe(true);
  expect(await (await plane.service("small", "/")).json()).toEqual({ version: "v2", words: 1 });
});

test("a large database is copied beside the runtime, and no write that was answered is lost", async () => {
  let words = 40;
  let exchanged = false;
  const writing = Array.from({ length: 4 }, async () => {
    while (!exchanged) {
      const { status } = await plane.service("large", "/words", { method: "POST", body: "a word" });
      expect(status).toBe(201);
      words += 1;
    }
  });
  await plane.release("large", "r2", await wordService({ version: "v2" }));
  exchanged = true;
  await Promise.all(writing);
  expect(copies.length).toBeGreaterThan(0);
  expect(copies.every(({ copied }) => copied)).toBe(true);
  expect(await read()).toEqual({ version: "v2", words });

  await plane.done("POST", "/control/services/large/rollback", { reason: "test" });
  expect(await read()).toEqual({ version: "v1", words });
});

test("a release that fails on a large database leaves the live one as it is", async () => {
  const before = await read();
  const failing = await wordService({
    version: "v3",
    atStart: `this.sql.exec("DELETE FROM words"); throw new Error("broken");`,
  });
  expect((await plane.register("large", "r3", failing)).status).toBe(422);
  expect(await read()).toEqual(before);
});
