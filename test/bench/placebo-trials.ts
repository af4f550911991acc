// How often what does nothing is promoted, through the trials themselves in the real data plane: the same code against itself
// whose rows vary by chance, and changes of a design that nothing asks for.
// Run by hand: node test/bench/placebo-trials.ts [trials of each noise]
import { readDesign } from "../../shared/design/text.ts";
import { lifelongAlpha, nextAlpha } from "../../shared/improvement/budget.ts";
import { evaluate } from "../../shared/improvement/evaluate.ts";
import { TrialReport } from "../../shared/improvement/trial.ts";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { wordService } from "../integration/objects/fixtures/modules.ts";
import { Bed } from "./workloads/bed.ts";
import { chattyCalls } from "./workloads/chatty-calls.ts";
import { hotShard } from "./workloads/hot-shard.ts";
import { nPlusOne } from "./workloads/n-plus-one.ts";

const trials = Number(process.argv[2] ?? 150);
/** Of which six tenths are the search part. */
const requests = 100;
const alpha = nextAlpha([], "x");
const registeredAt = new Date().toISOString();
const claims = { "any gain": 1e-9, "a tenth": 0.1 };

/** Rows that a request reads, in the code that is tried. */
const noises = {
  even: "20 + Math.floor(20 * Math.random())",
  "heavy-tail": "Math.min(2000, Math.ceil(Math.random() ** -1.5))",
};

const plane = await DataPlane.start();
console.log(`one claim may err in ${(100 * alpha).toFixed(1)}% of ${100 * lifelongAlpha}%`);
for (const [name, rows] of Object.entries(noises)) {
  const made = await wordService({
    version: "one",
    paths: ["/", "/noise"],
    atStart: `if (this.sql.exec("SELECT 1 FROM words LIMIT 1").toArray().length === 0)
      for (let word = 0; word < 2000; word += 1) this.sql.exec("INSERT INTO words VALUES ('word')");`,
    routes: `if (url.pathname === "/noise") {
      this.sql.exec("SELECT word FROM words LIMIT ?", ${rows}).toArray();
      return Response.json({});
    }`,
  });
  await plane.release(name, "r1", made);
  const control = `/control/services/${name}`;
  await plane.done("PUT", `${control}/trace`, { trace: "t1", requests, seconds: 600 });
  for (let sent = 0; sent < requests; sent += 1) await (await plane.service(name, "/noise")).text();
  await plane.done("GET", `${control}/trace?trace=t1`);
  const found = { "any gain": 0, "a tenth": 0 };
  for (let trial = 0; trial < trials; trial += 1) {
    const tried = {
      trace: "t1",
      part: "search",
      trial: `p${trial}`,
      control: made.digest,
      candidate: made.digest,
    };
    const report = TrialReport.parse(await plane.done("POST", `${control}/trial`, tried));
    if (report.failure !== undefined) throw new Error(report.failure);
    for (const claim of ["any gain", "a tenth"] as const)
      if (evaluate(report, { least: claims[claim], alpha, guard: 1.2, registeredAt }).outcome === "benefit")
        found[claim] += 1;
  }
  console.log(
    `${name}: of ${trials} trials, ${found["any gain"]} would be promoted for any gain, ${found["a tenth"]} for a tenth`,
  );
}

/** Indexes of what the traffic neither writes nor asks for. */
const unasked = [
  { workload: chattyCalls, index: { entity: "project", by: [{ field: "name" }] } },
  { workload: hotShard, index: { entity: "channel", by: [{ field: "name" }] } },
  { workload: nPlusOne, index: { entity: "order", by: [{ field: "customer" }] } },
];
let tried = 0;
let differing = 0;
for (const [at, { workload, index }] of unasked.entries()) {
  const bed = new Bed(plane, { workload, service: `unasked-${at}`, seed: at + 1 });
  const design = readDesign(workload.handTuned, bed.blueprint);
  const live = await bed.promote(design);
  await bed.callers.fill();
  const { trace } = await bed.record(requests);
  for (const next of [design, { ...design, indexes: [...design.indexes, index] }]) {
    const { digest: candidate } = await bed.make(next);
    const report = await bed.replay({ trace, part: "search", trial: "p", control: live.digest, candidate });
    if (report.failure !== undefined || report.unlike > 0)
      throw new Error(report.failure ?? "Answers differ.");
    tried += 1;
    differing += report.routes.reduce((sum, { cheaper }) => sum + cheaper.control + cheaper.candidate, 0);
  }
}
console.log(
  `designs against themselves, and with an index that nothing asks for: ${differing} pairs differ in ${tried} trials`,
);
await plane.stop();
