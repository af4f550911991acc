// The anomaly detector on the Numenta Anomaly Benchmark, beside three baselines, and its false alarms where there is nothing
// to find. Needs the benchmark's folder (of https://github.com/numenta/NAB, with data/ and labels/, any of its groups):
// node test/bench/nab.ts FOLDER
import { AnomalyDetector, alarmAt } from "../../shared/telemetry/anomaly/detector.ts";
import { type Detect, random, silent } from "./nab/baselines.ts";
import { corpusIn } from "./nab/corpus.ts";
import { falseAlarms } from "./nab/ordinary.ts";
import { rowOf, type Scored, scoredBy, tableAt } from "./nab/report.ts";
import { windowedGaussian } from "./nab/windowed-gaussian.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Say which folder holds the benchmark's data/ and labels/: node test/bench/nab.ts FOLDER");
  process.exit(1);
}
const corpus = await corpusIn(folder);
const rows = corpus.reduce((sum, { values }) => sum + values.length, 0);

let largest = 0;
const ours: Detect = ({ at, values }) => {
  const detector = new AnomalyDetector();
  const scores = values.map((value, row) => detector.next({ at: at[row] ?? 0, value }));
  largest = Math.max(largest, JSON.stringify(detector).length);
  return scores;
};

const detectors: Record<string, Detect> = {
  "this detector": ours,
  "windowed Gaussian": windowedGaussian,
  random,
  null: silent,
};
console.log("| detector | standard | low FP | low FN | threshold | threshold of other groups |");
console.log("| --- | --- | --- | --- | --- | --- |");
let own: Scored = new Map();
let microseconds = 0;
for (const [name, detect] of Object.entries(detectors)) {
  const before = process.cpuUsage();
  const scored = scoredBy(detect, corpus);
  if (detect === ours) {
    microseconds = process.cpuUsage(before).user / rows;
    own = scored;
  }
  console.log(rowOf(name, scored));
}
console.log(`\nAt its fixed threshold, ${alarmAt}:\n\n${tableAt(alarmAt, own)}`);
console.log(
  `\n${microseconds.toFixed(0)} microseconds a point; the largest state has ${largest} bytes of JSON.`,
);
console.log("\n| ordinary series | alarms / 1,000 |\n| --- | --- |");
for (const [name, rate] of Object.entries(falseAlarms(10))) console.log(`| ${name} | ${rate.toFixed(2)} |`);
