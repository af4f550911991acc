// Mistakes that people push, and changes that are wanted, while users call: what stops the one and lets the other through.
// Run by hand: node test/rollout/run.ts [folder of cases] [cases...] [--output <path without extension>] [--seed <number>]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readCases } from "./case.ts";
import { startCloud } from "./cloud.ts";
import { type FailedTrial, tableOf } from "./table.ts";
import { type TrialResult, tryCase } from "./trial.ts";

const { values, positionals } = parseArgs({
  options: {
    output: { type: "string" },
    seed: { type: "string", default: "1" },
    watched: { type: "string", default: "20" },
  },
  allowPositionals: true,
});
const [folder = join(import.meta.dirname, "cases"), ...names] = positionals;
const cases = await readCases(folder, names);
const cloud = await startCloud();
const results: (TrialResult | FailedTrial)[] = [];
try {
  for (const one of cases) {
    const result = await tryCase(one, {
      cloud,
      seed: Number(values.seed),
      watched: Number(values.watched),
    }).catch((error: unknown): FailedTrial => ({ name: one.name, error: String(error) }));
    results.push(result);
    console.error(JSON.stringify(result, null, 2));
  }
} finally {
  await cloud.stop();
}
const table = tableOf(results);
console.log(table);
if (values.output !== undefined) {
  writeFileSync(`${values.output}.json`, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(`${values.output}.md`, table);
}
