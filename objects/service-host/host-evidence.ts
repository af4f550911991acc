import type { Counts, Difference, Meter, Pairs } from "../../shared/delivery/evidence.ts";

/** What one object knows about a release on its way. */
export interface HostEvidence {
  generating: boolean;
  generated: Pairs;
  mirrored: Pairs;
  differences: Difference[];
  canary: boolean;
  before: Counts;
  during: Counts;
  meters: Meter[];
}
