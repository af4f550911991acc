// Promotes releases of a service under load and takes them back: how long callers of an object wait, and whether a
// request fails; with and without a shadow, with one object and with many tenants.
// Run by hand: node test/bench/swap.ts [releases] [tenants]
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { wordService } from "../integration/objects/fixtures/modules.ts";
import { type LoadResult, load, quantile } from "./load.ts";

const releases = Number(process.argv[2] ?? 12);
const tenants = Number(process.argv[3] ?? 50);
/** Of so many tenants callers are measured: those of all would be what takes the time. */
const measuredTenants = 4;

const plane = await DataPlane.start();
const shadowing = { meant: { routes: [] }, generated: 0, seed: 1, slow: 500, rows: 2 };

interface Window {
  from: number;
  to: number;
}

async function timed(work: () => Promise<unknown>): Promise<Window> {
  const from = performance.now();
  await work();
  return { from, to: performance.now() };
}

/** The longest time without any answer while a call went on: what a swap costs callers at most. */
function pause({ answeredAt }: LoadResult, { from, to }: Window): number {
  const answers = answeredAt.filter((at) => at >= from && at <= to);
  return Math.max(...[...answers, to].map((at, index) => at - (answers[index - 1] ?? from)));
}

async function measure(service: string, { count, isShadowed }: { count: number; isShadowed: boolean }) {
  const path = `/control/services/${service}`;
  await plane.release(service, "r0", await wordService({ version: "v0" }));
  for (let tenant = 0; tenant < count; tenant++) await plane.done("PUT", `${path}/tenants/t${tenant}`, {});
  const objects =
    count === 0 ? [service] : Array.from({ length: measuredTenants }, (_, tenant) => `${service}~t${tenant}`);
  const connections = 16 / objects.length;
  let isOver = false;
  const loading = objects.map((object) =>
    load(`${plane.url}/services/${object}/`, { connections, duration: 600_000, isOver: () => isOver }),
  );
  const windows: { promote: Window[]; rollback: Window[] } = { promote: [], rollback: [] };
  for (let number = 1; number <= releases; number++) {
    const release = `r${number}`;
    await plane.register(service, release, await wordService({ version: "v", atLoad: `// ${release}` }));
    if (isShadowed) {
      await plane.done("POST", `${path}/shadow`, { release, ...shadowing });
      // Some requests have been compared by then.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    windows.promote.push(await timed(() => plane.done("POST", `${path}/promote`, { release })));
    if (isShadowed) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (let number = 0; number < releases; number++)
    windows.rollback.push(await timed(() => plane.done("POST", `${path}/rollback`, { reason: "bench" })));
  isOver = true;
  const results = await Promise.all(loading);

  console.log(`\n${count === 0 ? "one object" : `${count} tenants`}${isShadowed ? ", shadowed" : ""}`);
  for (const [name, calls] of Object.entries(windows)) {
    const whole = calls.map(({ from, to }) => (to - from) / (count + 1));
    const pauses = calls.flatMap((window) => results.map((result) => pause(result, window)));
    console.log(`  ${name}: call for each object ${shown(whole)}; callers' longest wait ${shown(pauses)}`);
  }
  const times = results.flatMap((result) => result.times);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`  requests: ${times.length}, failed ${failed}, time ${shown(times)}`);
}

function shown(values: number[]): string {
  const ascending = values.toSorted((left, right) => left - right);
  return `p50 ${quantile(ascending, 0.5).toFixed(1)} ms, worst ${quantile(ascending, 1).toFixed(1)} ms`;
}

await measure("one", { count: 0, isShadowed: false });
await measure("one-shadowed", { count: 0, isShadowed: true });
await measure("many", { count: tenants, isShadowed: false });
await measure("many-shadowed", { count: tenants, isShadowed: true });
await plane.stop();
