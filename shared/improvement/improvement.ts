import * as z from "zod";
import { ServiceName } from "../blueprint/blueprint.ts";
import { Digest } from "../delivery/bundle.ts";

/** Input of the state machine Improve. */
export const ImproveRequest = z.strictObject({
  /** Null: the one that stood out when metrics were collected last. */
  service: ServiceName.nullable(),
  by: z.enum(["alarm", "schedule", "person"]),
  /** Name of the alarm. */
  alarm: z.string().nullable(),
  /** What the alarm is about, which says which service stands out. */
  measure: z.enum(["rows", "slow"]).default("rows"),
});
export type ImproveRequest = z.infer<typeof ImproveRequest>;

/** One execution of Improve: from a trigger to a release that costs less, or to the reason why there is none. */
export const Improvement = z.strictObject({
  id: z.string(),
  service: ServiceName.nullable(),
  by: ImproveRequest.shape.by,
  alarm: z.string().nullable(),
  status: z.enum([
    /** At work. */
    "open",
    /** A release of it is live. */
    "improved",
    /** There was nothing to do, or nothing that is proven to help. */
    "nothing",
    /** The live release was the cause, and was taken back. */
    "rolled-back",
    "failed",
  ]),
  /** What came of it, for a person. */
  text: z.string(),
  /** Of the release that was looked at. */
  release: z.string().optional(),
  /** Of the Findings. */
  findings: Digest.optional(),
  /** Ids of what was proposed, best first. */
  proposals: z.array(z.string()).default([]),
  /** That of the one which was chosen, and the run that makes it. */
  chosen: z.string().optional(),
  run: z.string().optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
export type Improvement = z.infer<typeof Improvement>;

/** Who works on improving a service: one at a time, so that a doubled event or a second alarm changes nothing. */
export const Claim = z.strictObject({
  /** The execution that holds it; null when none does. */
  execution: z.string().nullable(),
  /** When it ends by itself, should that execution never give it back. */
  until: z.iso.datetime(),
  /** When the last one ended. */
  endedAt: z.iso.datetime().nullable(),
  /** Ids of the proposals that were ever made for it, the last ones. */
  proposals: z.array(z.string()),
});
export type Claim = z.infer<typeof Claim>;

/** A person's word that nothing is changed without one: of all services, or of one. */
export const Stop = z.strictObject({
  stopped: z.boolean(),
  by: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
});
export type Stop = z.infer<typeof Stop>;
