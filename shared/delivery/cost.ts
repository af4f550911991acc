import * as z from "zod";

const count = z.int().min(0);

/** What requests have cost: exact counts, the same whenever the same requests are sent over the same data. */
export const Cost = z.strictObject({ requests: count, rowsRead: count, rowsWritten: count });
export type Cost = z.infer<typeof Cost>;

export const noCost: Cost = { requests: 0, rowsRead: 0, rowsWritten: 0 };

/**
 * A written row counts as so many read ones. The price list says 1,000 (docs/operations/improvement.md has both), but what
 * callers feel is time, and there a written row, with its indexes' part apart, takes some ten times a read one's.
 */
export const rowsPerWrittenRow = 10;

/** Cost of a request, in rows read or their like. */
export function unitCost({ requests, rowsRead, rowsWritten }: Cost): number {
  return requests === 0 ? 0 : (rowsRead + rowsPerWrittenRow * rowsWritten) / requests;
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
