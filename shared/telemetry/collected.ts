import * as z from "zod";
import { ServiceCounts } from "./service-counts.ts";
import { Worst } from "./worst.ts";

const count = z.int().min(0);

/** Up to where the data plane's totals have been collected. */
export const Cursor = z.strictObject({
  /** How often the data plane has lost its totals and begun anew. */
  epoch: count,
  /** Number of the last change that was seen. */
  sequence: count,
});
export type Cursor = z.infer<typeof Cursor>;

/** A service's totals when its metrics were emitted last. */
export const Counted = z.strictObject({ epoch: count, sequence: count, counts: ServiceCounts });

/** The services that stood out in the last interval in which any did. */
export const StoodOut = z.strictObject({ at: z.iso.datetime(), worst: Worst });

/** Up to which change of the totals services were looked at on a schedule. */
export const LookedAt = z.strictObject({ sequence: count });

/** Keys of what is collected in the table of records. */
export const collectedKeys = {
  cursor: { pk: "meters", sk: "cursor" },
  worst: { pk: "meters", sk: "worst" },
  lookedAt: { pk: "meters", sk: "looked-at" },
  service: (service: string) => ({ pk: `service#${service}`, sk: "counted" }),
  traffic: (service: string) => ({ pk: `service#${service}`, sk: "traffic" }),
} as const;
