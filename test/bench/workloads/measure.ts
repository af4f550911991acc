import { sumOfCosts, unitCost } from "../../../shared/delivery/cost.ts";
import type { Design } from "../../../shared/design/design.ts";
import { quantile } from "../load.ts";
import type { Bed } from "./bed.ts";

/** What requests of a design cost, each of the same requests over the same data. */
export interface Measure {
  rowsRead: number;
  rowsWritten: number;
  cost: number;
  /** Milliseconds. */
  median: number;
  p95: number;
}

/** Blocks of requests by which answers are timed, of all designs in turn; and those after each start that don't count. */
const blocks = { count: 2, requests: 60, start: 5 };

/** Designs beside the first of them: rows by replays of one trace, times by requests to each in turn. */
export async function measure(bed: Bed, designs: readonly Design[], requests: number): Promise<Measure[]> {
  const [first] = designs;
  if (first === undefined) return [];
  const { digest: control } = await bed.promote(first);
  const { trace } = await bed.record(requests);
  const costs = [];
  for (const design of designs) {
    const { digest: candidate } = await bed.make(design);
    const request = { trace, part: "search" as const, trial: "measure", control, candidate };
    const { routes, failure, unlike } = await bed.replay(request);
    if (failure !== undefined || unlike > 0) throw new Error(failure ?? "A design answers otherwise.");
    costs.push(sumOfCosts(routes.map((route) => route.candidate)));
  }
  const times = await timed(bed, designs);
  return costs.map((cost, at) => ({
    rowsRead: cost.rowsRead / cost.requests,
    rowsWritten: cost.rowsWritten / cost.requests,
    cost: unitCost(cost),
    median: quantile(times[at] ?? [], 0.5),
    p95: quantile(times[at] ?? [], 0.95),
  }));
}

/** Milliseconds of answers, ascending: blocks of all designs in turn, so that what else the machine does falls on each. */
async function timed(bed: Bed, designs: readonly Design[]): Promise<number[][]> {
  const sides = designs.map((design) => ({ design, times: [] as number[] }));
  for (let block = 0; block < blocks.count; block += 1) {
    for (const { design, times } of block % 2 === 0 ? sides : sides.toReversed()) {
      await bed.promote(design);
      await bed.callers.send(blocks.start);
      times.push(...(await bed.callers.send(blocks.requests)));
    }
  }
  return sides.map(({ times }) => times.sort((one, other) => one - other));
}
