// How often what does nothing is promoted, and how often what helps is: made-up trials whose costs vary by chance, judged as real ones.
// Run by hand: node test/bench/placebo.ts [trials]
import { noCost } from "../../shared/delivery/cost.ts";
import { lifelongAlpha, nextAlpha } from "../../shared/improvement/budget.ts";
import { evaluate } from "../../shared/improvement/evaluate.ts";
import type { RouteTrial } from "../../shared/improvement/trial.ts";
import { Random } from "../../shared/random.ts";

const trials = Number(process.argv[2] ?? 2_000);
const random = new Random(20261126);

/** Rows that a request reads, by kinds of noise. */
const noises = {
  even: () => 20 + random.below(20),
  "heavy tail": () => Math.ceil(random.next() ** -1.5),
  "mostly alike": () => (random.chance(0.95) ? 20 : 20 + random.below(2_000)),
};

/** A trial of requests whose candidate costs `factor` times as much, and otherwise by chance. */
function trialOf(requests: number, factor: number, noise: () => number): RouteTrial {
  const squares = { control: 0, candidate: 0, product: 0 };
  const cheaper = { control: 0, candidate: 0 };
  const rows = { control: 0, candidate: 0 };
  for (let request = 0; request < requests; request += 1) {
    const [control, candidate] = [noise(), Math.round(factor * noise())];
    rows.control += control;
    rows.candidate += candidate;
    squares.control += control ** 2;
    squares.candidate += candidate ** 2;
    squares.product += control * candidate;
    if (candidate < control) cheaper.candidate += 1;
    if (control < candidate) cheaper.control += 1;
  }
  const costOf = (rowsRead: number) => ({ ...noCost, requests, rowsRead });
  return {
    route: "GET /things",
    control: costOf(rows.control),
    candidate: costOf(rows.candidate),
    cheaper,
    squares,
    times: [],
  };
}

function share(least: number, requests: number, factor: number, noise: () => number): number {
  const hypothesis = { least, alpha: nextAlpha([], "x"), guard: 1.2, registeredAt: "2026-11-26T12:00:00Z" };
  let found = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const routes = [trialOf(requests, factor, noise)];
    const report = {
      trial: "a",
      part: "held-out" as const,
      routes,
      unlike: 0,
      differences: [],
      bytes: { control: 0, candidate: 0 },
    };
    if (evaluate(report, hypothesis).outcome === "benefit") found += 1;
  }
  return found / trials;
}

const percent = (part: number) => `${(100 * part).toFixed(2)}%`.padStart(8);
console.log(
  `${trials} trials each; the first of a service may err in ${percent(nextAlpha([], "x"))} of ${percent(lifelongAlpha)}`,
);
console.log("noise         requests  placebo, any gain  placebo, 10%  saves 20%  saves 50%");
for (const [name, noise] of Object.entries(noises)) {
  for (const requests of [30, 100, 600]) {
    const cells = [
      share(1e-9, requests, 1, noise),
      share(0.1, requests, 1, noise),
      share(0.1, requests, 0.8, noise),
      share(0.1, requests, 0.5, noise),
    ];
    console.log(
      name.padEnd(14),
      String(requests).padStart(7),
      ...cells.map((cell) => percent(cell).padStart(12)),
    );
  }
}
