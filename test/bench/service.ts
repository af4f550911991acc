// A service that comes out of a spec, behind the router and its host, against the same service written by hand
// as a plain Durable Object. Run by hand: node test/bench/service.ts [rounds]
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { bundleOf } from "../e2e/quick-build.ts";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { load, quantile } from "./load.ts";

const spec = `# Books

## Book
- title: text, required, at most 200 characters
- author: text, required
- pages: whole number, at least 1
- genre: one of novel, poetry or essay
- \`?genre\` is genre
`;

const byHand = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, "books-by-hand.ts"), "utf8"));
const rows = 300;
const rounds = Number(process.argv[2] ?? 7);
const settings = { connections: 16, duration: 1_000 };

const bundle = await bundleOf(spec, "books");
const plane = await DataPlane.start();
await plane.release("books", "r1", { bundle, digest: await bundleDigest(bundle) });
const miniflare = new Miniflare({
  modules: true,
  script: `${byHand}\nexport default { fetch: (request, env) => env.BOOKS.getByName("one").fetch(request) };`,
  compatibilityDate: bundle.compatibilityDate,
  durableObjects: { BOOKS: { className: "Books", useSQLite: true } },
});
const sides = {
  generated: `${plane.url}/services/books`,
  byHand: String(await miniflare.ready).replace(/\/$/, ""),
};

const book = (number: number) => ({
  title: `Book ${number}`,
  author: `Author ${number % 17}`,
  pages: 100 + number,
  genre: ["novel", "poetry", "essay"][number % 3],
});

async function fill(base: string): Promise<string> {
  let id = "";
  for (let number = 0; number < rows; number++) {
    const answer = await fetch(`${base}/books`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(book(number)),
    });
    if (answer.status !== 201)
      throw new Error(`${base} answered a create with ${answer.status}: ${await answer.text()}`);
    ({ id } = (await answer.json()) as { id: string });
  }
  return id;
}

const ids = { generated: await fill(sides.generated), byHand: await fill(sides.byHand) };
const operations = {
  "read by key": (base: string, id: string) => ({ url: `${base}/books/${id}` }),
  "filtered list, 100 of 300": (base: string) => ({ url: `${base}/books?genre=poetry` }),
  update: (base: string, id: string) => ({
    url: `${base}/books/${id}`,
    method: "PATCH",
    body: JSON.stringify({ pages: 321 }),
  }),
  create: (base: string) => ({ url: `${base}/books`, method: "POST", body: JSON.stringify(book(1)) }),
};

console.log("operation                   generated/s  by hand/s  ratio (median of rounds, min-max)");
for (const [name, request] of Object.entries(operations)) {
  const measured: { generated: number; byHand: number; ratio: number }[] = [];
  for (let round = -1; round < rounds; round++) {
    const { url: first, ...generatedRequest } = request(sides.generated, ids.generated);
    const { url: second, ...handRequest } = request(sides.byHand, ids.byHand);
    const generated = await load(first, { ...settings, ...generatedRequest });
    const byHandResult = await load(second, { ...settings, ...handRequest });
    if (generated.failed + byHandResult.failed > 0)
      throw new Error(`${name}: a request failed; the figures would mean nothing.`);
    if (round < 0) continue;
    measured.push({
      generated: generated.requestsPerSecond,
      byHand: byHandResult.requestsPerSecond,
      ratio: generated.requestsPerSecond / byHandResult.requestsPerSecond,
    });
  }
  const median = (pick: (one: (typeof measured)[number]) => number) =>
    quantile(
      measured.map(pick).toSorted((left, right) => left - right),
      0.5,
    );
  const ratios = measured.map(({ ratio }) => ratio);
  console.log(
    `${name.padEnd(26)}  ${median((one) => one.generated)
      .toFixed(0)
      .padStart(11)}  ${median((one) => one.byHand)
      .toFixed(0)
      .padStart(
        9,
      )}  ${median((one) => one.ratio).toFixed(2)} (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)})`,
  );
}
await miniflare.dispose();
await plane.stop();
