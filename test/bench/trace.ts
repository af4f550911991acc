// What it costs callers that their requests are recorded: processor time for each request of a service whose trace is
// being recorded, against the same service beside it; and how long a trial of a whole trace takes.
// Run by hand: node test/bench/trace.ts [rounds] [requests of the trial]
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { TraceState } from "../../shared/improvement/trace.ts";
import { TrialReport } from "../../shared/improvement/trial.ts";
import { bundleOf } from "../e2e/quick-build.ts";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { booksSpec, makeBooks, withRuntime } from "./books.ts";
import { load, quantile } from "./load.ts";
import { processorTime } from "./processor-time.ts";

const rounds = Number(process.argv[2] ?? 40);
const length = Number(process.argv[3] ?? 5_000);
const settings = { connections: 8, duration: 400 };
const headers = { "content-type": "application/json" };
const sides = ["plain", "recorded"] as const;
type Side = (typeof sides)[number];

const { started: plane, runtime } = await withRuntime(() => DataPlane.start());
const bundle = await bundleOf(booksSpec, "books");
const digest = await bundleDigest(bundle);

const last = new Map<Side, string>();
for (const side of sides) {
  await plane.release(side, "r1", { bundle, digest });
  last.set(side, await makeBooks(plane, side));
}

let traces = 0;
async function begin(): Promise<string> {
  const trace = `t${++traces}`;
  await plane.done("PUT", "/control/services/recorded/trace", { trace, requests: length, seconds: 3_600 });
  return trace;
}

const stateOf = async (side: Side, trace = "none") =>
  plane.control("GET", `/control/services/${side}/trace?trace=${trace}`);

/** Milliseconds of processor time for a request, and the answers' median time. */
async function costOf(side: Side, target: string, more: object) {
  const trace = side === "recorded" ? await begin() : undefined;
  const started = processorTime(runtime);
  const url = `${plane.url}/services/${side}/books${target.replace("{id}", last.get(side) ?? "")}`;
  const { times, failed } = await load(url, { ...settings, ...more });
  if (failed > 0) throw new Error(`${target}: a request failed; the figures would mean nothing.`);
  // What was recorded is written before it is told; the other side is asked for as much.
  const state = await stateOf(side, trace);
  const processor = processorTime(runtime) - started;
  if (state.ok && TraceState.parse(await state.json()).isWhole) throw new Error("The trace is too short.");
  return { processor: processor / times.length, time: quantile(times, 0.5) };
}

const operations = {
  "read by key": { target: "/{id}" },
  "list of 30": { target: "?genre=novel" },
  update: { target: "/{id}", method: "PATCH", body: JSON.stringify({ pages: 321 }) },
};
console.log(
  "operation     recorded over plain, medians of rounds (quartiles): processor time; time of answers",
);
for (const [name, { target, ...more }] of Object.entries(operations)) {
  const ratios = { processor: [] as number[], time: [] as number[] };
  for (let round = -3; round < rounds; round++) {
    // First in turn, so that what else the machine does falls on both alike.
    const found = { plain: { processor: 0, time: 0 }, recorded: { processor: 0, time: 0 } };
    for (const side of round % 2 === 0 ? sides : sides.toReversed())
      found[side] = await costOf(side, target, more);
    if (round < 0) continue;
    ratios.processor.push(found.recorded.processor / found.plain.processor);
    ratios.time.push(found.recorded.time / found.plain.time);
  }
  const told = Object.values(ratios).map((values) => {
    const sorted = values.toSorted((one, other) => one - other);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share).toFixed(3));
    return `${middle} (${low}-${high})`;
  });
  console.log(`${name.padEnd(12)}  ${told.join("  ")}`);
}

const trace = await begin();
for (let sent = 0; sent < length; sent += 50) {
  await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      const { target, ...more } = Object.values(operations)[number % 3] ?? operations.update;
      const path = `/books${target.replace("{id}", last.get("recorded") ?? "")}`;
      await (await plane.service("recorded", path, { headers, ...more })).arrayBuffer();
    }),
  );
}
const { search, heldOut } = TraceState.parse(await (await stateOf("recorded", trace)).json());
const replays = {
  "profile of the search part": () => plane.done("GET", `/control/services/recorded/profile?trace=${trace}`),
  "trial on the held-out part": () => {
    const request = { trace, part: "held-out", trial: "p1", control: digest, candidate: digest };
    return plane.done("POST", "/control/services/recorded/trial", request).then(TrialReport.parse);
  },
};
for (const [name, replay] of Object.entries(replays)) {
  const started = performance.now();
  await replay();
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${name}: ${seconds} s, of a trace of ${search} and ${heldOut} requests`);
}
await plane.stop();
