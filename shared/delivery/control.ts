import * as z from "zod";
import { ServiceName } from "../blueprint/blueprint.ts";
import { Digest } from "./bundle.ts";
import { Release, ReleaseStatus } from "./release.ts";

/**
 * The signed API of the Worker under `/control`, spoken by the control plane only. Every body is JSON; refusals are
 * problem documents (RFC 9457). Every call may be repeated: a second one changes nothing.
 *
 *   PUT  /control/bundles/:digest                     Bundle -> 204; 422 when the digest is not the bundle's
 *   POST /control/bench                               BenchRequest -> BenchReport
 *   PUT  /control/services/:service/releases/:id      Release -> RegisterAnswer
 *   POST /control/services/:service/smoke             ReleaseId -> SmokeReport
 *   POST /control/services/:service/promote           ReleaseId -> PromoteAnswer
 *   POST /control/services/:service/rollback          RollbackRequest -> RollbackAnswer
 *   GET  /control/services                            -> ServiceList
 *   POST /control/rooms/:room/messages                Message -> 204 (shared/messages)
 *   GET  /control/rooms/:room/messages                -> { messages: Message[] }
 *   PUT  /control/lessons/:id                         Lesson -> 204
 *   GET  /control/lessons?query=words                 -> { lessons: Lesson[] }, best first
 */
export const controlPrefix = "/control";

/** Test modules (flat names, like a bundle's) to run against a bundle, each test on an empty service. */
export const BenchRequest = z.strictObject({
  bundle: Digest,
  tests: z.strictObject({ modules: z.record(z.string(), z.string()) }),
  /** Bound on one test, in milliseconds. */
  timeout: z.int().positive().max(60_000).default(10_000),
});
export type BenchRequest = z.input<typeof BenchRequest>;

/** `name` is the test's full name: its describes and its own, joined by " > ". `duration` in milliseconds. */
export const BenchReport = z.strictObject({
  tests: z.array(
    z.strictObject({
      file: z.string(),
      name: z.string(),
      outcome: z.enum(["passed", "failed"]),
      message: z.string().optional(),
      duration: z.number(),
    }),
  ),
  /** A module that could not be loaded, with the runtime's own words. */
  failure: z.string().optional(),
});
export type BenchReport = z.infer<typeof BenchReport>;

export const RegisterAnswer = z.strictObject({
  status: ReleaseStatus,
  /** The release that is live now, if any. */
  live: z.string().nullable(),
});

export const ReleaseId = z.strictObject({ release: z.string() });

export const SmokeReport = z.strictObject({
  passed: z.boolean(),
  checks: z.array(z.strictObject({ name: z.string(), passed: z.boolean(), detail: z.string() })),
});

export const PromoteAnswer = z.strictObject({ live: z.string(), previous: z.string().nullable() });

/** Takes `release` back if it is live or waiting; without it, whatever is live. */
export const RollbackRequest = z.strictObject({ release: z.string().optional(), reason: z.string() });

/**
 * `live` is null when no good release is left: the service then answers 404. `newest` is the last release that was
 * live: the data keeps what it made, so the next release goes on from its migrations.
 */
export const RollbackAnswer = z.strictObject({
  live: z.string().nullable(),
  rolledBack: z.string().nullable(),
  newest: z.string().nullable(),
});

export const ServiceList = z.strictObject({
  services: z.array(
    z.strictObject({
      name: ServiceName,
      live: z.string().nullable(),
      releases: z.array(
        z.strictObject({ ...Release.shape, status: ReleaseStatus, registeredAt: z.iso.datetime() }),
      ),
    }),
  ),
});
