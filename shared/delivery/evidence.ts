import * as z from "zod";
import { Cost, noCost } from "./cost.ts";

/** Upper bounds, in milliseconds, of the buckets that answers' times are counted in; one more bucket holds the rest. */
export const latencyBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

const count = z.int().min(0);

/** Exact counts of what one release has answered to callers on one route: `GET /books/{id}`, or `other`. */
export const Meter = z.strictObject({
  release: z.string(),
  route: z.string(),
  requests: count,
  /** Refusals (4xx) and failures (5xx, no answer in time, code that broke). */
  refusals: count,
  failures: count,
  /** Counts by bucket of {@link latencyBounds}. */
  latency: z.array(count).length(latencyBounds.length + 1),
  rowsRead: count,
  rowsWritten: count,
});
export type Meter = z.infer<typeof Meter>;

/** An event that may befall either release of a pair: pairs in which it befell only the one or only the other. */
const Discordant = z.strictObject({ candidate: count, control: count });

/**
 * What came of requests that were sent to both releases, each on its own copy of the data, with the same time and ids.
 * The control is the release that was live when the candidate began.
 */
export const Pairs = z.strictObject({
  compared: count,
  /** Unlike, as the change of the spec means them to be. */
  meant: count,
  /** `candidate`: unlike the control's answer, and not meant. `control`: unlike what the caller got of the same release. */
  unlike: Discordant,
  failed: Discordant,
  /** Over the policy's `slow`. */
  slow: Discordant,
  /** Read more than the policy's `rows` times what the other read. */
  rows: Discordant,
  /** Pairs of callers' requests in which either cost less; the others cost the same. */
  cheaper: Discordant.default({ candidate: 0, control: 0 }),
  /** What the candidate saved in them: the sum, and that of the squares. */
  saved: z.strictObject({ sum: z.number(), squares: z.number() }).default({ sum: 0, squares: 0 }),
  /** What all of them together cost either. */
  cost: z.strictObject({ candidate: Cost, control: Cost }).default({ candidate: noCost, control: noCost }),
  /** Requests of callers that were not compared: too many at once, too large, or answered by a stream. */
  dropped: count.optional(),
});
export type Pairs = z.infer<typeof Pairs>;

export const noPairs: Pairs = {
  compared: 0,
  meant: 0,
  unlike: { candidate: 0, control: 0 },
  failed: { candidate: 0, control: 0 },
  slow: { candidate: 0, control: 0 },
  rows: { candidate: 0, control: 0 },
  cheaper: { candidate: 0, control: 0 },
  saved: { sum: 0, squares: 0 },
  cost: { candidate: { ...noCost }, control: { ...noCost } },
};

const Side = z.strictObject({
  status: z.int().nullable(),
  text: z.string(),
  rowsRead: count,
  milliseconds: z.number(),
});

/** One pair that was not as it should be, to be read by a person. Texts are cut. */
export const Difference = z.strictObject({
  kind: z.enum(["unlike", "failed", "slow", "rows"]),
  route: z.string(),
  request: z.strictObject({ method: z.string(), path: z.string(), body: z.string().nullable() }),
  control: Side,
  candidate: Side,
  /** What differs: `status: 200 and 404`, `/items/3/title: "a" and null`. */
  what: z.string(),
  /** Of generated traffic: it came again when all was repeated from the start. */
  confirmed: z.boolean(),
});
export type Difference = z.infer<typeof Difference>;

/** Counts of one object's callers' requests. */
export const Counts = z.strictObject({ requests: count, failures: count, slow: count, rowsRead: count });
export type Counts = z.infer<typeof Counts>;

/** One object of the service: what it did before the canary's step began, and since. */
export const ObjectEvidence = z.strictObject({
  object: z.string(),
  /** Whether it runs the candidate. */
  canary: z.boolean(),
  before: Counts,
  during: Counts,
});
export type ObjectEvidence = z.infer<typeof ObjectEvidence>;

/** All that is known about a release on its way, from all objects of the service. */
export const Evidence = z.strictObject({
  /** Whether calls are still being made up: what is found in them counts once it came again. */
  generating: z.boolean().optional(),
  /** Made up from what the releases document; a difference counts when it came again. */
  generated: Pairs,
  /** Callers' requests, after their answers had gone out. */
  mirrored: Pairs,
  /** At most 20. */
  differences: z.array(Difference),
  /** At most 500 of those that run the candidate, and of the others; chosen by their names' hashes where there are more. */
  objects: z.array(ObjectEvidence),
  /** How many objects are not listed, but in all the rest. */
  unlisted: z.strictObject({ canary: count, others: count }).optional(),
  meters: z.array(Meter),
});
export type Evidence = z.infer<typeof Evidence>;

/** Where a release is judged. */
export const Phase = z.enum(["shadow", "canary", "watch"]);
export type Phase = z.infer<typeof Phase>;

const Outcome = z.enum(["harm", "safe", "inconclusive"]);

/** What one measure says, with what it was drawn from. */
export const Measured = z.strictObject({
  /** Of pairs: `unlike`, `failed`, `slow`, `rows`. Of what callers got: `callers-failed`, `callers-slow`. */
  measure: z.string(),
  outcome: Outcome,
  /** Evidence for harm, and for safety: at 1 / alpha it is enough. `Infinity` is written as the greatest number. */
  harm: z.number(),
  safe: z.number(),
  /** For a person: `3 of 512 answers unlike, 0 by chance`. */
  text: z.string(),
});
export type Measured = z.infer<typeof Measured>;

/** The judge's word on a release, at one look. Harm in one measure is harm; safe is what all are that the phase is to prove. */
export const Judgement = z.strictObject({ outcome: Outcome, measures: z.array(Measured), text: z.string() });
export type Judgement = z.infer<typeof Judgement>;
