// How far made-up calls come: of those made for each spec, how many succeed, and which documented routes never do.
// Run by hand: node test/bench/traffic.ts [calls] [specs]
import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { Miniflare } from "miniflare";
import { documentedCalls } from "../../objects/traffic/openapi.ts";
import { Walk } from "../../objects/traffic/walk.ts";
import { bundleOf } from "../e2e/quick-build.ts";

const calls = Number(process.argv[2] ?? 500);
const chosen = process.argv.slice(3);
const specs = chosen.length > 0 ? chosen : globSync(["examples/*.md", "test/e2e/fixtures/*/spec.md"]);

const passOn = `
export { Service } from "./service.ts";
export default { fetch: (request, env) => env.SERVICE.getByName("one").fetch(request) };`;

for (const spec of specs) {
  const name = basename(spec) === "spec.md" ? basename(dirname(spec)) : basename(spec, ".md");
  let bundle: Awaited<ReturnType<typeof bundleOf>>;
  try {
    bundle = await bundleOf(readFileSync(spec, "utf8"), name);
  } catch {
    console.log(`${name.padEnd(16)} is not built of its spec alone`);
    continue;
  }
  const miniflare = new Miniflare({
    compatibilityDate: bundle.compatibilityDate,
    modules: Object.entries({ "main.js": passOn, ...bundle.modules }).map(([path, contents]) => ({
      type: "ESModule",
      path,
      contents,
    })),
    durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
  });
  const { origin } = await miniflare.ready;
  const documented = documentedCalls(await (await fetch(`${origin}/openapi.json`)).json());
  const walk = new Walk({ calls: documented, seed: 1, base: origin, start: Date.now() });
  const statuses = new Map<string, number>();
  const reached = new Map<string, Map<number, number>>();
  const started = performance.now();
  for (let number = 0; number < calls; number++) {
    const made = walk.next();
    if (made === undefined) break;
    const { call, method, path, headers, body } = made;
    const answer = await fetch(origin + path, { method, headers, body, redirect: "manual" });
    const text = await answer.text();
    walk.learn({ status: answer.status, headers: [...answer.headers], text });
    const kind = `${Math.floor(answer.status / 100)}xx`;
    statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
    const route = `${call.method} ${call.path}`;
    const of = reached.get(route) ?? new Map<number, number>();
    of.set(answer.status, (of.get(answer.status) ?? 0) + 1);
    reached.set(route, of);
  }
  const never = documented
    .map((call) => `${call.method} ${call.path}`)
    .filter((route) => ![...(reached.get(route)?.keys() ?? [])].some((status) => status < 400))
    .map(
      (route) =>
        `${route} (${[...(reached.get(route) ?? [])].map(([status, count]) => `${count}x${status}`)})`,
    );
  console.log(
    `${name.padEnd(16)} ${((100 * (statuses.get("2xx") ?? 0)) / calls).toFixed(0)}% 2xx, 5xx: ${statuses.get("5xx") ?? 0}, ` +
      `${(performance.now() - started).toFixed(0)} ms; never: ${never.join(", ") || "none"}`,
  );
  await miniflare.dispose();
}
