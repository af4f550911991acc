import * as z from "zod";

const count = z.int().min(0);

/** What requests have cost: exact counts, the same whenever the same requests are sent over the same data. */
export const Cost = z.strictObject({ requests: count, rowsRead: count, rowsWritten: count });
export type Cost = z.infer<typeof Cost>;

export const noCost: Cost = { requests: 0, rowsRead: 0, rowsWritten: 0 };

/**
 * A written row counts as so many read ones. The price list says 1,000, but what callers feel is time: one more row written
 * beside others, in a table or in one of its indexes, takes the processor time of some 30 rows that a search finds and
 * nothing shows, which is what a design can spare (test/bench/written-row.ts; docs/operations/improvement.md has the figures).
 */
export const rowsPerWrittenRow = 30;

/** What one request cost. */
export function costOfRequest({ read, written }: { read: number; written: number }): Cost {
  return { requests: 1, rowsRead: read, rowsWritten: written };
}

/** Cost of all requests, in rows read or their like. */
export function wholeCost({ rowsRead, rowsWritten }: Cost): number {
  return rowsRead + rowsPerWrittenRow * rowsWritten;
}

/** Cost of a request, in rows read or their like. */
export function unitCost(cost: Cost): number {
  return cost.requests === 0 ? 0 : wholeCost(cost) / cost.requests;
}

export function sumOfCosts(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, cost) => ({
      requests: sum.requests + cost.requests,
      rowsRead: sum.rowsRead + cost.rowsRead,
      rowsWritten: sum.rowsWritten + cost.rowsWritten,
    }),
    noCost,
  );
}
