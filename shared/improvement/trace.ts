import * as z from "zod";
import { Digest } from "../delivery/bundle.ts";
import { Cost } from "../delivery/cost.ts";

/** A trace's name. */
export const TraceName = z.string().min(1).max(80);

/**
 * Callers' requests of one object, recorded in their order from a copy of its data on: replayed from that copy, with the
 * times and ids that they had, they are answered again as they were. It stays in the object that it was recorded in, is
 * overwritten by the next one, and goes after a week. What leaves the object are counts, shapes of requests and
 * statements without values.
 */
export const TraceRequest = z.strictObject({
  /** Asked for again under the same name, nothing begins anew. */
  trace: TraceName,
  /**
   * It is whole after so many requests, or seconds, whichever is first; before that when another release is live, at a
   * request that may write and can't be recorded, with 64 MiB of bodies, and where a crash has lost requests.
   */
  requests: z.int().min(1).max(5_000),
  seconds: z.int().min(1).max(86_400),
});
export type TraceRequest = z.infer<typeof TraceRequest>;

/**
 * A trace has two parts: the first requests are for the search of what helps, as often as one likes; the rest are held out
 * and answer once, to the trial that has registered its hypothesis.
 */
export const TracePart = z.enum(["search", "held-out"]);
export type TracePart = z.infer<typeof TracePart>;

export const TraceState = z.strictObject({
  trace: z.string(),
  /** The release that was live when it began. */
  release: z.string(),
  digest: Digest,
  startedAt: z.iso.datetime(),
  /** Requests in each part; until it is whole, all are in the first. */
  search: z.int().min(0),
  heldOut: z.int().min(0),
  /** Requests that could not be recorded: too large, or a stream. */
  dropped: z.int().min(0),
  /** No more is recorded. */
  isWhole: z.boolean(),
  /** The trial that the held-out part has answered. */
  heldOutTrial: z.string().nullable(),
});
export type TraceState = z.infer<typeof TraceState>;

/** How callers use one route: the search part only. */
export const RouteUsage = z.strictObject({
  /** `GET /books/{id}`, or `other`. */
  route: z.string(),
  cost: Cost,
  /** Of the answers, in milliseconds. */
  median: z.number(),
  p95: z.number(),
  /** Of lists: the elements of all answers together; null where answers are no lists. */
  shown: z.int().min(0).nullable(),
  /** Rows that it has read as before: by the same statements with the same values, with nothing written between. */
  readAgain: z.int().min(0),
  /**
   * Which documented query parameters came together, and how often, where the route documents any; at most 50
   * combinations, the costliest first.
   */
  parameters: z.array(z.strictObject({ names: z.array(z.string()), cost: Cost })),
});
export type RouteUsage = z.infer<typeof RouteUsage>;

/** One statement of SQL, its values left out. */
export const StatementUsage = z.strictObject({
  sql: z.string().max(4_000),
  /** Routes that it was run for. */
  routes: z.array(z.string()),
  runs: z.int().min(0),
  rowsRead: z.int().min(0),
  rowsWritten: z.int().min(0),
  /** Rows that it gave. */
  rowsGiven: z.int().min(0),
  /** Lines of EXPLAIN QUERY PLAN. */
  plan: z.array(z.string()),
});
export type StatementUsage = z.infer<typeof StatementUsage>;

/** What the search part costs the live release, and why. */
export const Profile = z.strictObject({
  trace: TraceState,
  routes: z.array(RouteUsage),
  /** At most 100, those that read or write most first. */
  statements: z.array(StatementUsage),
  /** Indexes of the data, and how often a statement's plan used each. */
  indexes: z.array(z.strictObject({ table: z.string(), name: z.string(), uses: z.int().min(0) })),
  /** Rows by table. */
  rows: z.record(z.string(), z.int().min(0)),
});
export type Profile = z.infer<typeof Profile>;
