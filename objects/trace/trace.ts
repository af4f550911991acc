import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import type { TraceState } from "../../shared/improvement/trace.ts";
import { TrialReport } from "../../shared/improvement/trial.ts";
import type { TwinRequest } from "../service-host/twin-request.ts";

/** A trace, without its requests. */
export const Trace = z.strictObject({
  trace: z.string(),
  release: z.string(),
  digest: Digest,
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** It is whole after so many requests, or seconds. */
  requests: z.int(),
  seconds: z.int(),
  recorded: z.int(),
  /** Bytes of the bodies. */
  bytes: z.int(),
  dropped: z.int(),
  isWhole: z.boolean(),
  /** What the held-out part has answered. */
  heldOut: TrialReport.optional(),
});
export type Trace = z.infer<typeof Trace>;

/** A request as the live release had it, and the status that it gave; null where it gave none. */
export interface RecordedRequest {
  request: TwinRequest;
  status: number | null;
}

/** Share of the requests that are for the search. */
const searchShare = 0.6;

/** How many requests of a whole trace are in each part: where there are two, either has one. */
export function partsOf(recorded: number): { search: number; heldOut: number } {
  const search = recorded === 0 ? 0 : Math.max(1, Math.floor(searchShare * recorded));
  return { search, heldOut: recorded - search };
}

/** What is told of a trace. */
export function stateOf(trace: Trace): TraceState {
  const { release, digest, startedAt, recorded, dropped, isWhole, heldOut } = trace;
  return {
    trace: trace.trace,
    release,
    digest,
    startedAt: new Date(startedAt).toISOString(),
    ...(isWhole ? partsOf(recorded) : { search: recorded, heldOut: 0 }),
    dropped,
    isWhole,
    heldOutTrial: heldOut?.trial ?? null,
  };
}
