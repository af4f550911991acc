// A design that stores a count against one that works it out at each read, over the same data; and how long a release
// takes to go live that has to make what it stores. Run by hand: node test/bench/design.ts [loans per book] [rounds]
import { makeBundle } from "../../lambdas/runtime/bundle.ts";
import type { Migration } from "../../shared/agents/source.ts";
import { implementService } from "../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { readDesign } from "../../shared/design/text.ts";
import { loadToolbox } from "../integration/compiler/serving.ts";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { blueprintOf } from "../integration/spec/serving.ts";
import { load, quantile } from "./load.ts";

const blueprint = blueprintOf(`# Library

## Book
- title: text, required
- open = count of its loans where state is open

## Loan
- book: book, required
- state: state of open or returned
`);
const loans = Number(process.argv[2] ?? 500);
const rounds = Number(process.argv[3] ?? 5);
const books = 20;
const settings = { connections: 8, duration: 1_000 };
const json = { "content-type": "application/json" };
const indexes = [{ entity: "loan", by: [{ field: "book" }] }];
const sides = {
  "worked out": { indexes },
  stored: { indexes, stored: [{ entity: "book", value: "count of its loans where state is open" }] },
};

const plane = await DataPlane.start();

let migrations: Migration[] | undefined;

/** Makes the design's release live, and gives the milliseconds that going live took. */
async function deliver(service: string, release: string, design: object): Promise<number> {
  const compiled = implementService({
    blueprint,
    requirement: "A bench.",
    ...(migrations && { previous: { blueprint, migrations } }),
    design: readDesign(design, blueprint),
  });
  migrations = compiled.migrations;
  const bundle = makeBundle({ files: compiled.files, toolbox: await loadToolbox() });
  await plane.register(service, release, { bundle, digest: await bundleDigest(bundle) });
  const start = performance.now();
  await plane.done("POST", `/control/services/${service}/promote`, { release });
  return performance.now() - start;
}

async function create(base: string, path: string, body: object): Promise<string> {
  const answer = await fetch(`${base}${path}`, { method: "POST", headers: json, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  const { id } = (await answer.json()) as { id: string };
  return id;
}

const book = new Map<string, string>();
for (const name of Object.keys(sides)) {
  const service = name.replace(" ", "-");
  const base = `${plane.url}/services/${service}`;
  await deliver(service, "r1", sides["worked out"]);
  for (let number = 0; number < books; number++) {
    const id = await create(base, "/books", { title: `Book ${number}` });
    book.set(name, id);
    for (let made = 0; made < loans; made += 50) {
      await Promise.all(Array.from({ length: 50 }, () => create(base, "/loans", { book: id })));
    }
  }
}
const again = await deliver("worked-out", "r2", { indexes: [] });
const made = await deliver("stored", "r2", sides.stored);
await deliver("worked-out", "r3", sides["worked out"]);
console.log(`${books} books, ${loans} loans each`);
console.log(
  `going live: ${again.toFixed(0)} ms without making anything, ${made.toFixed(0)} ms with the count made`,
);

const requests = {
  "list of the books": () => ({ path: "/books", request: {} }),
  "one more loan": (name: string) => ({
    path: "/loans",
    request: { method: "POST", body: JSON.stringify({ book: book.get(name) }) },
  }),
};
for (const [what, request] of Object.entries(requests)) {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const rates = [];
    for (const name of Object.keys(sides)) {
      const { path, request: init } = request(name);
      const url = `${plane.url}/services/${name.replace(" ", "-")}${path}`;
      const { requestsPerSecond, failed } = await load(url, { ...settings, ...init });
      if (failed > 0) throw new Error(`${what}: a request failed; the figures would mean nothing.`);
      rates.push(requestsPerSecond);
    }
    const [workedOut = 1, stored = 0] = rates;
    ratios.push(stored / workedOut);
  }
  ratios.sort((one, other) => one - other);
  const range = `${ratios[0]?.toFixed(2)}-${ratios.at(-1)?.toFixed(2)}`;
  console.log(`${what}: stored is ${quantile(ratios, 0.5).toFixed(2)} times as fast (${range})`);
}
await plane.stop();
