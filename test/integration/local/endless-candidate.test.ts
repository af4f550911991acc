import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compatibilityDate } from "../../../infra/cloudflare/worker-bundle.ts";
import { DataPlane } from "../../../local/data-plane.ts";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { bundleText, secret, signed } from "../objects/fixtures/data-plane.ts";
import { wordService } from "../objects/fixtures/modules.ts";

const classes = {
  SERVICE_HOST: "ServiceHost",
  REGISTRY: "Registry",
  ROOM: "Room",
  LIBRARY: "Library",
  BENCH: "Bench",
};

const directory = mkdtempSync(join(tmpdir(), "aidevos-data-plane-"));
const messages: string[] = [];
let plane: DataPlane;

beforeAll(async () => {
  mkdirSync(join(directory, "code"));
  const module = join(directory, "code", "worker.mjs");
  writeFileSync(module, await bundleText("objects/worker.ts"));
  plane = await DataPlane.listen({
    wanted: { port: 0, only: true },
    directory,
    onError: (message) => messages.push(message),
    limits: { interval: 50, processor: 1 },
  });
  await plane.start({
    name: "worker",
    module,
    compatibilityDate,
    compatibilityFlags: [],
    bindings: [
      ...Object.entries(classes).map(([name, class_name]) => ({
        type: "durable_object_namespace" as const,
        name,
        class_name,
      })),
      { type: "secret_text", name: "CONTROL_SECRET", text: secret },
    ],
    loader: "LOADER",
    crons: [],
  });
});
afterAll(async () => {
  await plane?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A control call, again for as long as it is told to. */
async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const target = `/control/${path}`;
  const text = body === undefined ? "" : JSON.stringify(body);
  for (;;) {
    const answer = await fetch(plane.url + target, {
      method,
      headers: await signed(method, target, text),
      ...(text === "" ? {} : { body: text }),
    });
    const said = await answer.text();
    if (answer.headers.get("retry-after") !== null) continue;
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${said}`);
    return said === "" ? null : JSON.parse(said);
  }
}

async function register(id: string, routes = ""): Promise<void> {
  const { bundle, digest } = await wordService({
    version: "one",
    routes,
    atLoad: `// ${id}`,
    paths: ["/", "/loop"],
  });
  await control("PUT", `bundles/${digest}`, bundle);
  await control("PUT", `services/words/releases/${id}`, { service: "words", id, digest, run: "run-1" });
}

test("a candidate that never ends is found out by it, and its service is called on", {
  timeout: 120_000,
}, async () => {
  await register("r1");
  await control("POST", "services/words/promote", { release: "r1" });
  await register("r2", 'if (url.pathname === "/loop") while (true);');
  const shadow = { release: "r2", meant: { routes: [] }, generated: 20, seed: 1, slow: 500, rows: 2 };
  await control("POST", "services/words/shadow", shadow);
  const found = await vi.waitFor(
    async () => {
      const evidence = Evidence.parse(await control("GET", "services/words/evidence?release=r2"));
      expect(evidence.generated.failed.candidate).toBe(1);
      return evidence;
    },
    { timeout: 100_000, interval: 100 },
  );
  expect(found.differences[0]).toMatchObject({ kind: "failed", confirmed: true });
  expect(found.generating).toBe(false);
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).toContain("a release on its way that is compared");
  expect(await (await fetch(`${plane.url}/services/words/`)).json()).toEqual({ version: "one", words: 0 });
});
