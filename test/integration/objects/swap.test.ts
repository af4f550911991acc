import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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

/** A write that takes a while between its arrival and its effect. */
const slowWrite = `if (url.pathname === "/slow") {
  await new Promise((resolve) => setTimeout(resolve, 5));
  this.sql.exec("INSERT INTO words VALUES ('slow')");
  return new Response(null, { status: 201 });
}`;

test("promotions and rollbacks under load fail no request and lose no write", async () => {
  await plane.release("busy", "r0", await wordService({ version: "v0", routes: slowWrite }));
  let stopped = false;
  const statuses: number[] = [];
  const writers = Array.from({ length: 8 }, async (_, index) => {
    while (!stopped) {
      const answer = await plane.service("busy", index % 2 === 0 ? "/words" : "/slow", {
        method: "POST",
        body: "word",
      });
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
  });
  try {
    for (const version of [1, 2, 3, 4, 5]) {
      await plane.release(
        "busy",
        `r${version}`,
        await wordService({ version: `v${version}`, routes: slowWrite }),
      );
    }
    await plane.done("POST", "/control/services/busy/rollback", { reason: "test" });
  } finally {
    stopped = true;
    await Promise.all(writers);
  }
  expect(statuses.filter((status) => status !== 201)).toEqual([]);
  expect(await (await plane.service("busy", "/")).json()).toEqual({ version: "v4", words: statuses.length });
});

test("an answer that is still being sent survives the swap", async () => {
  const routes = `if (url.pathname === "/stream") {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const send = async () => {
      for (let part = 0; part < 20; part++) {
        await writer.write(new TextEncoder().encode("part "));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await writer.close();
    };
    this.ctx.waitUntil(send());
    return new Response(readable);
  }`;
  await plane.release("stream", "r1", await wordService({ version: "one", routes }));
  const answer = await plane.service("stream", "/stream");
  await plane.release("stream", "r2", await wordService({ version: "two" }));
  expect(await answer.text()).toBe("part ".repeat(20));
  expect(await (await plane.service("stream", "/")).json()).toMatchObject({ version: "two" });
});

test("the live release and its data are there after a restart", async () => {
  await plane.release("kept", "r1", await wordService({ version: "one" }));
  await plane.release("kept", "r2", await wordService({ version: "two" }));
  await plane.service("kept", "/words", { method: "POST", body: "word" });
  await plane.stop();
  plane = await DataPlane.start({ directory });
  expect(await (await plane.service("kept", "/")).json()).toEqual({ version: "two", words: 1 });
  await plane.done("POST", "/control/services/kept/rollback", { reason: "test" });
  expect(await (await plane.service("kept", "/")).json()).toEqual({ version: "one", words: 1 });
});
