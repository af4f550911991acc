// What the engine reaches unattended on workloads with a planted inefficiency each, beside an expert's design and as many
// trials by chance. Run by hand: node test/bench/workloads.ts [names] [--seeds 3] [--output file]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { workloads } from "./workloads/all.ts";
import { report, summary } from "./workloads/report.ts";
import { type Result, runWorkload } from "./workloads/run.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { output: { type: "string" }, seeds: { type: "string", default: "3" } },
});
const chosen = workloads.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.length < positionals.length)
  throw new Error(`Workloads are: ${workloads.map(({ name }) => `"${name}"`).join(", ")}.`);

const all: { name: string; results: Result[] }[] = [];
for (const workload of chosen) {
  const results: Result[] = [];
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) results.push(await runWorkload(workload, seed));
  all.push({ name: workload.name, results });
  console.log(report(workload, results));
  if (values.output !== undefined) writeFileSync(values.output, `${JSON.stringify(all, null, 2)}\n`);
}
console.log(summary(all));
