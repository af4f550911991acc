import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCases } from "../rollout/case.ts";
import { type Cloud, startCloud } from "../rollout/cloud.ts";
import { tryCase } from "../rollout/trial.ts";

/** Cases that are stopped by a gate, by the tests and by the rules for code; the others are for `node test/rollout/run.ts`. */
const names = ["04-slow-query", "07-memory-growth", "09-race"];
const cases = await readCases(join(import.meta.dirname, "..", "rollout", "cases"), names);

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
}, 300_000);
afterAll(() => cloud.stop());

test.each(cases)(
  "$name: no user gets an answer of the mistake, and the wanted change ships",
  {
    timeout: 600_000,
  },
  async (one) => {
    const { regression, wanted } = await tryCase(one, { cloud, seed: 1, watched: 20 });
    expect(regression).toMatchObject({ shipped: false, wrong: 0 });
    expect(wanted).toMatchObject({ shipped: true, wrong: 0 });
  },
);
