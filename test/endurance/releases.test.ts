import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { start } from "../integration/releases/designs.ts";
import { Lineage } from "../integration/releases/lineage.ts";
import { command, Sequence } from "../integration/releases/sequence.ts";

/** How many sequences: `RUNS=5000 npx vitest run test/endurance/releases.test.ts` by hand. */
const runs = Number(process.env.RUNS ?? 200);
const seed = Number(process.env.SEED ?? 20261126);

let plane: DataPlane;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "releases-"));
  plane = await DataPlane.start({ directory });
});
afterAll(async () => {
  await plane.stop();
  rmSync(directory, { recursive: true });
});

async function restart(): Promise<void> {
  await plane.stop();
  plane = await DataPlane.start({ directory });
}

test(
  "whatever is built, taken back, redriven, pushed or killed, nothing that was acknowledged is lost",
  async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 12 }), async (commands) => {
        // What old isolates hold is given back only with the process.
        if (++count % 50 === 0) await restart();
        const service = new Lineage(`service-${count}`, () => plane);
        const sequence = new Sequence(service, restart);
        await sequence.run({ do: "build", change: start, busy: false });
        for (const one of commands) await sequence.run(one);
      }),
      { numRuns: runs, seed, verbose: 1 },
    );
  },
  Math.max(120_000, runs * 5_000),
);
