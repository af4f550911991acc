import * as z from "zod";
import { ServiceName } from "../blueprint/blueprint.ts";
import { Digest } from "../delivery/bundle.ts";
import { Cost } from "../delivery/cost.ts";
import { DesignChange } from "./change.ts";

/** A measured problem of a service. */
export const Finding = z.strictObject({
  id: z.string(),
  /**
   * `reads`: a route reads many more rows than it shows. `repeats`: a list reads again what it has read, with nothing written
   * between. `writes`: writing costs more than what that saves readers.
   * `unused`: something is kept that nothing uses. `spec`: only a change of the spec can mend it, so a person is asked.
   */
  kind: z.enum(["reads", "repeats", "writes", "unused", "spec"]),
  route: z.string().nullable(),
  /** For a person: what was measured, and where it comes from. */
  text: z.string(),
  /** Rows or their like that a request costs more than it had to, over all of the service's requests. */
  weight: z.number().min(0),
  /** Of `spec`: the statement as it stands, and as it could. */
  statement: z.strictObject({ now: z.string(), instead: z.string() }).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What a change is to do, written down before it is tried. */
export const Hypothesis = z.strictObject({
  /** The cost of all requests falls by this share at least. */
  least: z.number().gt(0).lt(1),
  /** A change that does nothing is taken to help with this probability at most. */
  alpha: z.number().gt(0).lt(1),
  /** No route's requests may cost more than this many times what they did, but for what a write has to keep. */
  guard: z.number().gt(1),
  registeredAt: z.iso.datetime(),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

/** One bounded change with its hypothesis. */
export const Proposal = z.strictObject({
  /** Made from service, release and change: the same proposal has the same id. */
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  service: ServiceName,
  /** That it changes. */
  release: z.string(),
  change: DesignChange,
  /** For a person: `Index items by list and state`. */
  title: z.string(),
  /** The finding's id, or the lesson's. */
  because: z.string(),
  hypothesis: Hypothesis,
});
export type Proposal = z.infer<typeof Proposal>;

/** What a trial of it came to, on one part of the trace. */
export const TrialOutcome = z.strictObject({
  outcome: z.enum(["benefit", "harm", "inconclusive"]),
  control: Cost,
  candidate: Cost,
  /** Share by which the cost fell; below zero it rose. With an interval of 1 - alpha. */
  gain: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  /** Evidence for a benefit: at 1 / alpha it is enough. */
  evidence: z.number(),
  text: z.string(),
});
export type TrialOutcome = z.infer<typeof TrialOutcome>;

/** What became of a proposal: kept whatever it was. */
export const ArchiveEntry = z.strictObject({
  proposal: Proposal,
  search: TrialOutcome.optional(),
  heldOut: TrialOutcome.optional(),
  /** In production, from the meters of the release and of the one before. */
  production: TrialOutcome.optional(),
  /** Of the bundle that was tried, and the bytes of the data with it. */
  candidate: Digest.optional(),
  bytes: z.int().min(0).optional(),
  fate: z.enum(["tried", "not-chosen", "refused", "withheld", "live", "taken-back"]),
  why: z.string(),
  run: z.string().optional(),
  at: z.iso.datetime(),
});
export type ArchiveEntry = z.infer<typeof ArchiveEntry>;
