// Throughput of a service behind the router and its host, against the same handler as a plain Durable Object.
// Run by hand: node test/bench/host.ts [rounds]
import { Miniflare } from "miniflare";
import { compatibilityDate } from "../../infra/cloudflare/worker-bundle.ts";
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { load, quantile } from "./load.ts";

const handler = `import { DurableObject } from "cloudflare:workers";
export class Service extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS words (id TEXT PRIMARY KEY, word TEXT)");
    this.sql.exec("INSERT OR REPLACE INTO words VALUES ('1', 'hello')");
  }
  async fetch(request) {
    const id = new URL(request.url).pathname.split("/").at(-1);
    return Response.json(this.sql.exec("SELECT * FROM words WHERE id = ?", id).toArray()[0] ?? null);
  }
}
`;

const miniflare = new Miniflare({
  modules: true,
  script: `${handler}export default { fetch: (request, env) => env.SERVICE.getByName("one").fetch(request) };`,
  compatibilityDate,
  durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
});
const plain = `${String(await miniflare.ready)}services/plain/words/1`;

const plane = await DataPlane.start();
const bundle = { mainModule: "service.ts", compatibilityDate, modules: { "service.ts": handler } };
await plane.release("hosted", "r1", { bundle, digest: await bundleDigest(bundle) });
const hosted = `${plane.url}/services/hosted/words/1`;

const settings = { connections: 16, duration: 400 };
const rounds = Number(process.argv[2] ?? 25);
const ratios: number[] = [];
const rates = { plain: 0, hosted: 0 };
for (let round = -1; round < rounds; round++) {
  // Short turns about, so that what else the machine does falls on both alike.
  const first = await load(plain, settings);
  const second = await load(hosted, settings);
  if (first.failed + second.failed > 0) throw new Error("A request failed; the figures would mean nothing.");
  if (round < 0) continue;
  rates.plain += first.requestsPerSecond / rounds;
  rates.hosted += second.requestsPerSecond / rounds;
  ratios.push(second.requestsPerSecond / first.requestsPerSecond);
}
console.log(`plain ${rates.plain.toFixed(0)}/s, hosted ${rates.hosted.toFixed(0)}/s (means)`);
console.log(
  `median ratio ${quantile(
    ratios.toSorted((left, right) => left - right),
    0.5,
  ).toFixed(3)}`,
);
await miniflare.dispose();
await plane.stop();
