// What a release of a service with a large database costs the callers of another service: the longest time without an
// answer during each step of a delivery, without the local cloud's copier and with it. Run by hand:
// node test/bench/large-database.ts [megabytes ...]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { wordService } from "../integration/objects/fixtures/modules.ts";
import { load } from "./load.ts";

const sizes = process.argv.slice(2).map(Number);
const routes = `if (url.pathname === "/fill") {
  for (let row = 0; row < 20; row++) this.sql.exec("INSERT INTO words VALUES (randomblob(1048000))");
  return new Response(null, { status: 201 });
}`;

async function measure(megabytes: number, copier: boolean): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "aidevos-large-"));
  const plane = await DataPlane.start({ directory, ...(copier ? { copies: () => {} } : {}) });
  try {
    await plane.release("small", "r1", await wordService({ version: "small" }));
    await plane.release("large", "r1", await wordService({ version: "v1", routes }));
    for (let filled = 0; filled < megabytes; filled += 20)
      await plane.service("large", "/fill", { method: "POST" });
    const next = await wordService({ version: "v2", routes });
    await plane.put(next);
    const steps: Record<string, () => Promise<unknown>> = {
      nothing: async () => {},
      register: () => plane.register("large", "r2", next),
      smoke: () => plane.done("POST", "/control/services/large/smoke", { release: "r2" }),
      promote: () => plane.done("POST", "/control/services/large/promote", { release: "r2" }),
      rollback: () => plane.done("POST", "/control/services/large/rollback", { reason: "bench" }),
    };
    for (const [name, step] of Object.entries(steps)) {
      const started = performance.now();
      let duration = 0;
      const stepping = step().then(() => {
        duration = performance.now() - started;
      });
      const { failed, answeredAt } = await load(`${plane.url}/services/small/`, {
        connections: 1,
        duration: 1_000 + megabytes * 8,
      });
      await stepping;
      const gaps = answeredAt.map((at, index) => at - (answeredAt[index - 1] ?? started));
      console.log(
        `${megabytes} MB, ${copier ? "copier" : "clone "}, ${name.padEnd(9)} took ${duration.toFixed(0).padStart(5)} ms; ` +
          `others waited at most ${Math.max(...gaps)
            .toFixed(0)
            .padStart(5)} ms, failed ${failed}`,
      );
    }
  } finally {
    await plane.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

for (const megabytes of sizes.length > 0 ? sizes : [1, 200, 1_000])
  for (const copier of [false, true]) await measure(megabytes, copier);
