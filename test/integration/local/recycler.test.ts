import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DataPlane } from "../../../local/data-plane.ts";

const worker = `
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async fetch() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return Response.json({ count });
  }
}
export default {
  fetch(request, env) {
    if (request.url.endsWith("/stream")) {
      const { readable, writable } = new TransformStream();
      const writer = writable.getWriter();
      (async () => {
        for (let part = 0; part < 4; part++) {
          await writer.write(new TextEncoder().encode("part "));
          await new Promise((resolve) => setTimeout(resolve, 1500));
        }
        await writer.close();
      })();
      return new Response(readable);
    }
    return env.COUNTER.getByName("one").fetch(request);
  },
};
`;

const directory = mkdtempSync(join(tmpdir(), "aidevos-recycler-"));
const messages: string[] = [];
let plane: DataPlane;

beforeAll(async () => {
  const module = join(directory, "worker.mjs");
  writeFileSync(module, worker);
  plane = await DataPlane.listen({
    wanted: { port: 0, only: true },
    directory,
    onError: (message) => messages.push(message),
    growth: { interval: 20, megabytes: 1, rest: 100 },
  });
  await plane.start({
    name: "fixture",
    module,
    compatibilityDate: "2026-07-01",
    compatibilityFlags: [],
    bindings: [{ type: "durable_object_namespace", name: "COUNTER", class_name: "Counter" }],
    loader: undefined,
    crons: [],
  });
});
afterAll(async () => {
  await plane?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test.skipIf(process.platform !== "linux")(
  "a runtime that has grown is started anew when all is quiet; no call fails and nothing is lost",
  async () => {
    let expected = 0;
    while (messages.length < 3) {
      const answer = await fetch(plane.url, { headers: { connection: "close" } });
      expected += 1;
      expect(await answer.json()).toEqual({ count: expected });
      await expect.poll(() => messages.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(expected);
    }
    expect(messages[0]).toMatch(/^The runtime had grown to \d+ MB and is started anew\.$/);
    const stream = await fetch(`${plane.url}/stream`, { headers: { connection: "close" } });
    expect(await stream.text()).toBe("part ".repeat(4));
  },
);
