import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runYear } from "../bench/year/year.ts";

/** How many releases: `RELEASES=300 SEED=2 npx vitest run test/endurance/year.test.ts` by hand. */
const releases = Number(process.env.RELEASES ?? 10);
const seed = Number(process.env.SEED ?? 1);

test(
  "of releases drawn at random, the good ones go live, and of the bad ones none that can be told from the good",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "year-"));
    try {
      const { delivered, failed, lost } = await runYear({ releases, seed, directory });
      expect(delivered).toHaveLength(releases);
      const good = delivered.filter(({ fault }) => fault === null);
      expect(good.filter(({ ending }) => ending.outcome !== "live")).toEqual([]);
      const bad = delivered.filter(({ fault }) => fault !== null);
      expect(bad.length).toBeGreaterThan(0);
      expect(bad.filter(({ exposed, regression }) => exposed !== null && regression?.hits !== 0)).toEqual([]);
      expect([...lost, ...delivered.flatMap((one) => one.lost)]).toEqual([]);
      expect(failed).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
  releases * 120_000,
);
