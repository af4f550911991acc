import * as z from "zod";
import { Digest } from "../delivery/bundle.ts";
import { Cost } from "./cost.ts";
import { TracePart } from "./trace.ts";

/**
 * Replays a part of a trace to two bundles, request by request in turn, each on its own copy of the data that the trace
 * began with. The held-out part answers one trial, ever; asked again by the same trial it gives the same report.
 */
export const TrialRequest = z.strictObject({
  trace: z.string(),
  part: TracePart,
  /** Of the proposal that is tried. */
  trial: z.string().min(1).max(80),
  control: Digest,
  candidate: Digest,
});
export type TrialRequest = z.infer<typeof TrialRequest>;

/** One route, of both. */
export const RouteTrial = z.strictObject({
  route: z.string(),
  control: Cost,
  candidate: Cost,
  /** Pairs in which either cost less; the rest cost the same. */
  cheaper: z.strictObject({ control: z.int().min(0), candidate: z.int().min(0) }),
  /** Milliseconds of each pair, at most 1,000 by chance. */
  times: z.array(z.tuple([z.number(), z.number()])),
});
export type RouteTrial = z.infer<typeof RouteTrial>;

export const TrialReport = z.strictObject({
  trial: z.string(),
  part: TracePart,
  routes: z.array(RouteTrial),
  /** Pairs that were answered differently: of a design there are none. */
  unlike: z.int().min(0),
  /** At most 5, for a person: where answers differ, without what callers have in them. */
  differences: z.array(z.string()),
  /** Bytes of the data afterwards. */
  bytes: z.strictObject({ control: z.int().min(0), candidate: z.int().min(0) }),
  /** Why nothing could be tried: then nothing was counted, and a held-out part has not answered. */
  failure: z.string().optional(),
});
export type TrialReport = z.infer<typeof TrialReport>;
