// Processor time of a written row beside that of a read one in workerd: what the cost of a request weighs them by.
// Run by hand: node test/bench/written-row.ts [rounds]
import { Miniflare } from "miniflare";
import { compatibilityDate } from "../../infra/cloudflare/worker-bundle.ts";
import { quantile } from "./load.ts";
import { processorTime, runtimes } from "./processor-time.ts";

const rounds = Number(process.argv[2] ?? 25);
const rows = 2_000;
const requests = 40;

/** Runs statements and says how many rows they read and wrote, as meters count them. */
const script = `import { DurableObject } from "cloudflare:workers";
export class Things extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    for (const table of ["kept", "plain", "indexed"])
      this.sql.exec("CREATE TABLE IF NOT EXISTS " + table + " (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, title TEXT NOT NULL) STRICT");
    for (const field of ["owner", "title"])
      this.sql.exec("CREATE INDEX IF NOT EXISTS indexed_" + field + " ON indexed (" + field + ")");
    this.sql.exec("CREATE INDEX IF NOT EXISTS kept_owner ON kept (owner)");
    for (let number = 0; number < ${rows}; number += 1) this.insert("kept", "owner-" + (number % 20));
  }
  insert(table, owner = "owner-" + Math.floor(Math.random() * 200)) {
    return this.sql.exec("INSERT INTO " + table + " (id, owner, title) VALUES (?, ?, ?)", crypto.randomUUID(), owner, "A title of " + owner);
  }
  fetch(request) {
    const url = new URL(request.url);
    const total = { read: 0, written: 0 };
    const count = (cursor) => {
      const given = cursor.toArray();
      total.read += cursor.rowsRead;
      total.written += cursor.rowsWritten;
      return given;
    };
    const many = Number(url.searchParams.get("many"));
    for (let time = 0; time < many; time += 1)
      switch (url.pathname) {
        case "/scanned": count(this.sql.exec("SELECT 1 FROM kept WHERE title = ?", "none")); break;
        case "/found": count(this.sql.exec("SELECT 1 FROM kept WHERE owner = ? AND title = 'none'", "owner-" + (time % 20))); break;
        case "/given": count(this.sql.exec("SELECT * FROM kept WHERE owner = ?", "owner-" + (time % 20))); break;
        case "/inserted": count(this.insert("plain")); break;
        case "/indexed": count(this.insert("indexed")); break;
        case "/updated": count(this.sql.exec("UPDATE kept SET title = title || '' WHERE number = ?", 1 + Math.floor(Math.random() * ${rows}))); break;
      }
    return Response.json(total);
  }
}
export default { fetch: (request, env) => env.THINGS.getByName("one").fetch(request) };`;

/** What is asked, and how often in a request. Where a request writes one row, it bears the whole commit. */
const kinds = {
  nothing: "/nothing?many=1",
  scanned: "/scanned?many=3",
  found: "/found?many=30",
  given: "/given?many=30",
  "inserted, 100 a request": "/inserted?many=100",
  "with two indexes, 100 a request": "/indexed?many=100",
  "updated, 100 a request": "/updated?many=100",
  "inserted, one a request": "/inserted?many=1",
  "with two indexes, one a request": "/indexed?many=1",
};
type Kind = keyof typeof kinds;

const before = new Set(runtimes());
const miniflare = new Miniflare({
  modules: true,
  script,
  compatibilityDate,
  durableObjects: { THINGS: { className: "Things", useSQLite: true } },
});
const base = String(await miniflare.ready).replace(/\/$/, "");
const [runtime] = runtimes().filter((one) => !before.has(one));
if (runtime === undefined) throw new Error("The runtime has no process of its own.");

/** Microseconds of processor time of a request, and rows that it read and wrote. */
async function costOf(kind: Kind) {
  const started = processorTime(runtime ?? 0);
  let counted = { read: 0, written: 0 };
  for (let request = 0; request < requests; request += 1) {
    const answer = await fetch(base + kinds[kind]);
    counted = (await answer.json()) as typeof counted;
  }
  return { time: (1_000 * (processorTime(runtime ?? 0) - started)) / requests, ...counted };
}

const names = Object.keys(kinds) as Kind[];
const perRow = new Map<Kind, number[]>(names.map((name) => [name, []]));
for (let round = -2; round < rounds; round += 1) {
  const found = new Map<Kind, Awaited<ReturnType<typeof costOf>>>();
  // Forth and back, so that what else the machine does falls on all alike.
  for (const name of round % 2 === 0 ? names : names.toReversed()) found.set(name, await costOf(name));
  const empty = found.get("nothing")?.time ?? 0;
  if (round < 0) continue;
  for (const [name, { time, read, written }] of found)
    perRow.get(name)?.push((time - empty) / Math.max(1, written > 0 ? written : read));
}
await miniflare.dispose();

const quartiles = (values: number[], digits: number) => {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share).toFixed(digits));
  return `${middle} (${low}-${high})`;
};
const columns = ["scanned", "found", "given"] as const;
console.log(`medians of ${rounds} rounds (quartiles)`);
for (const kind of columns)
  console.log(`a row ${kind}: ${quartiles(perRow.get(kind) ?? [], 2)} microseconds`);
console.log(
  `a row written${"".padEnd(26)}microseconds${"".padEnd(16)}${columns.map((kind) => `over a row ${kind}`.padEnd(24)).join("")}`,
);
for (const name of names.slice(4)) {
  const written = perRow.get(name) ?? [];
  const ratios = columns.map((kind) =>
    quartiles(
      written.map((one, at) => one / (perRow.get(kind)?.[at] ?? 1)),
      1,
    ),
  );
  console.log(
    `  ${name.padEnd(37)}${quartiles(written, 2).padEnd(28)}${ratios.map((one) => one.padEnd(24)).join("")}`,
  );
}
