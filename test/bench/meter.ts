// What it costs to count rows: processor time for each request of the Worker as it is, against one whose services run
// without the host's module around them. Run by hand: node test/bench/meter.ts [rounds]
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { bundleOf } from "../e2e/quick-build.ts";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { booksSpec, makeBooks, withRuntime } from "./books.ts";
import { load, quantile } from "./load.ts";
import { processorTime } from "./processor-time.ts";

const rounds = Number(process.argv[2] ?? 60);
const settings = { connections: 8, duration: 120 };
const bundle = await bundleOf(booksSpec, "books");
const made = { bundle, digest: await bundleDigest(bundle) };

async function side(isMetered: boolean) {
  const { started: plane, runtime: id } = await withRuntime(() => DataPlane.start({ isMetered }));
  await plane.release("books", "r1", made);
  const last = await makeBooks(plane, "books");
  return { plane, id, base: `${plane.url}/services/books/books`, last };
}
type Side = Awaited<ReturnType<typeof side>>;

const plain = await side(false);
const metered = await side(true);

/** Milliseconds of processor time for a request, and how long it took. */
async function costOf({ id, base, last }: Side, target: string, more: object): Promise<number> {
  const started = processorTime(id);
  const { times, failed } = await load(base + target.replace("{id}", last), { ...settings, ...more });
  if (failed > 0) throw new Error(`${target}: a request failed; the figures would mean nothing.`);
  return (processorTime(id) - started) / times.length;
}

const operations = {
  "read by key": { target: "/{id}" },
  "list of 30": { target: "?genre=novel" },
  update: { target: "/{id}", method: "PATCH", body: JSON.stringify({ pages: 321 }) },
};
console.log(
  "operation     microseconds of processor time: plain, metered; ratio (median of rounds, quartiles)",
);
for (const [name, { target, ...more }] of Object.entries(operations)) {
  const costs: { plain: number; metered: number }[] = [];
  for (let round = -3; round < rounds; round++) {
    // First in turn, so that what else the machine does falls on both alike.
    const order = round % 2 === 0 ? [plain, metered] : [metered, plain];
    const found = new Map<Side, number>();
    for (const one of order) found.set(one, await costOf(one, target, more));
    if (round >= 0)
      costs.push({ plain: found.get(plain) ?? Number.NaN, metered: found.get(metered) ?? Number.NaN });
  }
  const at = (values: number[], share: number) =>
    quantile(
      values.toSorted((a, b) => a - b),
      share,
    );
  const ratios = costs.map((one) => one.metered / one.plain);
  const median = (pick: (one: (typeof costs)[number]) => number) =>
    (1_000 * at(costs.map(pick), 0.5)).toFixed(0);
  console.log(
    `${name.padEnd(12)}  ${median((one) => one.plain).padStart(6)}  ${median((one) => one.metered).padStart(6)}  ` +
      `${at(ratios, 0.5).toFixed(3)} (${at(ratios, 0.25).toFixed(3)}-${at(ratios, 0.75).toFixed(3)})`,
  );
}
await plain.plane.stop();
await metered.plane.stop();
