// Promotes releases of a service under load: how long callers wait, and whether a request fails.
// Run by hand: node test/bench/swap.ts
import { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { wordService } from "../integration/objects/fixtures/modules.ts";
import { load, quantile } from "./load.ts";

const releases = 20;
const plane = await DataPlane.start();
await plane.release("swap", "r0", await wordService({ version: "v0" }));
const loading = load(`${plane.url}/services/swap/`, { connections: 16, duration: 6_000 });
const promotions: { from: number; to: number }[] = [];
for (let number = 1; number <= releases; number++) {
  const id = `r${number}`;
  await plane.register("swap", id, await wordService({ version: `v${number}` }));
  const started = performance.now();
  await plane.done("POST", "/control/services/swap/promote", { release: id });
  promotions.push({ from: started, to: performance.now() });
}
const rollbacks: { from: number; to: number }[] = [];
for (let number = 0; number < releases; number++) {
  const started = performance.now();
  await plane.done("POST", "/control/services/swap/rollback", { reason: "bench" });
  rollbacks.push({ from: started, to: performance.now() });
}
const { requestsPerSecond, failed, times, answeredAt } = await loading;
await plane.stop();

/** The longest time without any answer while a call went on: what a swap costs callers at most. */
function pause({ from, to }: { from: number; to: number }): number {
  const answers = answeredAt.filter((at) => at >= from && at <= to);
  return Math.max(...[...answers, to].map((at, index) => at - (answers[index - 1] ?? from)));
}

for (const [name, calls] of Object.entries({ promote: promotions, rollback: rollbacks })) {
  const whole = calls.map(({ from, to }) => to - from).sort((left, right) => left - right);
  const pauses = calls.map(pause).sort((left, right) => left - right);
  console.log(
    `${name}: call p50 ${quantile(whole, 0.5).toFixed(1)} ms, max ${quantile(whole, 1).toFixed(1)} ms; ` +
      `swap p50 ${quantile(pauses, 0.5).toFixed(1)} ms, max ${quantile(pauses, 1).toFixed(1)} ms`,
  );
}
console.log(
  `requests: ${times.length} (${requestsPerSecond.toFixed(0)}/s), failed ${failed}, ` +
    `p50 ${quantile(times, 0.5).toFixed(1)} ms, max ${quantile(times, 1).toFixed(1)} ms`,
);
