import * as z from "zod";
import { TestExchange } from "../agents/test-exchange.ts";
import { ServiceName } from "../blueprint/blueprint.ts";
import { Digest } from "./bundle.ts";
import { Meter } from "./evidence.ts";
import { Meant } from "./meant.ts";
import { Release, ReleaseStatus } from "./release.ts";

/**
 * The signed API of the Worker under `/control`, spoken by the control plane only. Every body is JSON; refusals are
 * problem documents (RFC 9457). Every call may be repeated: a second one changes nothing.
 *
 *   PUT  /control/bundles/:digest                     Bundle -> 204; 422 when the digest is not the bundle's
 *   POST /control/bench                               BenchRequest -> BenchReport
 *   POST /control/bench/migration                     MigrationRequest -> MigrationReport
 *   PUT  /control/services/:service/releases/:id      RegisterRequest -> RegisterAnswer; 409 when outdated
 *   POST /control/services/:service/smoke             ReleaseId -> SmokeReport
 *   POST /control/services/:service/shadow            ShadowRequest -> Evidence; 409 when outdated
 *   POST /control/services/:service/canary            CanaryRequest -> CanaryAnswer; 409 when outdated
 *   GET  /control/services/:service/evidence?release= -> Evidence
 *   GET  /control/meters?after=sequence               -> MeterList: totals of services that were called since
 *   GET  /control/services/:service/meters            -> ServiceMeters, asked of its objects now
 *   GET  /control/services/:service/errors            -> ErrorList: why requests failed
 *   POST /control/services/:service/settle            ReleaseId -> 204: nothing is compared any more
 *   PUT  /control/services/:service/tenants/:tenant   {} -> TenantAnswer; 409 when nothing is live
 *   GET  /control/services/:service/tenants           -> TenantList
 *   POST /control/services/:service/promote           PromoteRequest -> PromoteAnswer; 409 when outdated
 *   POST /control/services/:service/rollback          RollbackRequest -> RollbackAnswer
 *   PUT  /control/services/:service/trace             TraceRequest -> TraceState (shared/improvement)
 *   GET  /control/services/:service/trace?trace=      -> TraceState
 *   GET  /control/services/:service/profile?trace=    -> Profile: what callers ask of the live release, and why it costs that
 *   POST /control/services/:service/trial             TrialRequest -> TrialReport; 409 when the held-out part has answered another trial, 503 while a release is compared
 *   POST /control/services/:service/callers           CallersRequest -> TraceState; of a calibration's service only
 *   POST /control/services/:service/remove            -> 204: it was never there; of a calibration's service only
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
  /** Modules in place of the bundle's own of the same name. */
  replaced: z.record(z.string(), z.string()).default({}),
  /** Runs no more tests once one has failed. */
  stopsAtFailure: z.boolean().default(false),
  /** Names of JSON properties: what requests give for them must not come out in the console. */
  privateFields: z.array(z.string()).default([]),
});
export type BenchRequest = z.input<typeof BenchRequest>;

/**
 * A request with this header is measured under what the header says. The service does not see the header.
 */
export const measureHeader = "x-aidevos-measure";

/** `name` is the test's full name: its describes and its own, joined by " > ". `duration` in milliseconds. */
export const BenchReport = z.strictObject({
  tests: z.array(
    z.strictObject({
      file: z.string(),
      name: z.string(),
      outcome: z.enum(["passed", "failed"]),
      message: z.string().optional(),
      duration: z.number(),
      /** Of a failed test: its last ones. */
      exchanges: z.array(TestExchange).optional(),
    }),
  ),
  /** Requests with the header {@link measureHeader}, in order. */
  measured: z
    .array(
      z.strictObject({
        label: z.string(),
        method: z.string(),
        path: z.string(),
        status: z.int(),
        rowsRead: z.int().min(0),
        milliseconds: z.number(),
      }),
    )
    .default([]),
  /** What the service wrote to the console, and which lines hold the value of a private field, with that left out. */
  console: z
    .strictObject({
      lines: z.int().min(0),
      values: z.int().min(0),
      leaks: z.array(z.strictObject({ field: z.string(), line: z.string() })),
    })
    .optional(),
  /** A module that could not be loaded, with the runtime's own words. */
  failure: z.string().optional(),
});
export type BenchReport = z.infer<typeof BenchReport>;

/**
 * Starts a bundle over data that another has made, and the other again over that. The data is what the `sample` makes:
 * tests of the live bundle, run one after another on one object, whatever comes of them. What could be read must be read
 * as it was, but for what is `meant`; what has come to it does no harm.
 */
export const MigrationRequest = z.strictObject({
  live: Digest,
  candidate: Digest,
  sample: z.strictObject({ modules: z.record(z.string(), z.string()) }),
  meant: Meant,
});
export type MigrationRequest = z.input<typeof MigrationRequest>;

export const MigrationReport = z.strictObject({
  /** Requests of the sample that changed something. */
  writes: z.int().min(0),
  /** Requests that were asked again of each. */
  reads: z.int().min(0),
  /** `forward`: the candidate over the live bundle's data; `back`: the live bundle over the candidate's. */
  problems: z.array(
    z.strictObject({ phase: z.enum(["forward", "back"]), request: z.string(), what: z.string() }),
  ),
  /** Why nothing could be tried. */
  failure: z.string().optional(),
});
export type MigrationReport = z.infer<typeof MigrationReport>;

/**
 * What a release was built upon: the release that was live, and the newest that ever was, whose schema the data has;
 * null where there was none. When neither that nor this release itself stands so now, the call is refused with 409,
 * since going on would undo what went live in between, or not know what it left in the data. What is left out is not
 * compared.
 */
export const ReleaseBase = z.strictObject({
  previous: z.string().nullable().optional(),
  newest: z.string().nullable().optional(),
});
export type ReleaseBase = z.infer<typeof ReleaseBase>;

export const RegisterRequest = z.strictObject({ ...Release.shape, ...ReleaseBase.shape });

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

/**
 * Runs a release beside the live one, both over copies of the live data: first on `generated` calls made up by the seed,
 * then on a copy of each caller's request. Goes on until the release is settled or taken back, also past its promotion,
 * when callers get its answers and the one before it is what it is compared with. Asked for again, it goes on as it was.
 */
export const ShadowRequest = z.strictObject({
  release: z.string(),
  ...ReleaseBase.shape,
  meant: Meant,
  generated: z.int().min(0).max(5_000),
  seed: z.int(),
  /** As the policy says. */
  slow: z.int().min(1),
  rows: z.number().gt(1),
});
export type ShadowRequest = z.infer<typeof ShadowRequest>;

/**
 * Lets a share of the service's objects run the release, always the same ones for a release: those of a smaller share are
 * among those of a greater. A service of one object has none to spare. Evidence by object counts from here on.
 */
export const CanaryRequest = z.strictObject({
  release: z.string(),
  ...ReleaseBase.shape,
  share: z.number().gt(0).lt(1),
});

/** How many of the service's objects run the release now. */
export const CanaryAnswer = z.strictObject({ canary: z.int().min(0), objects: z.int().min(0) });

/** One more object of a service, with data of its own, reached at `/services/<service>~<tenant>`. */
export const TenantName = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a tenant's name is lower-case words joined by hyphens");

export const TenantAnswer = z.strictObject({ live: z.string(), path: z.string() });

export const TenantList = z.strictObject({ tenants: z.array(TenantName) });

export const PromoteRequest = z.strictObject({ release: z.string(), ...ReleaseBase.shape });

/** Counts what has been exchanged in a service so far: of two answers, the one with the greater number knows more. */
const exchange = z.int().min(0);

export const PromoteAnswer = z.strictObject({
  live: z.string(),
  previous: z.string().nullable(),
  exchange,
});

/**
 * Takes `release` back if it is live or waiting; without it, whatever is live. With `keepLive` it is taken back only
 * while it waits: a delivery that fails must not take down what another one has made live.
 */
export const RollbackRequest = z.strictObject({
  release: z.string().optional(),
  keepLive: z.boolean().default(false),
  reason: z.string(),
});

/**
 * `live` is null when no good release is left: the service then answers 404. `newest` is the last release that was
 * live: the data keeps what it made, so the next release goes on from its migrations.
 */
export const RollbackAnswer = z.strictObject({
  live: z.string().nullable(),
  rolledBack: z.string().nullable(),
  newest: z.string().nullable(),
  exchange,
});

/**
 * Has made-up callers ask what is live, by calls that the seed draws from what it documents, until the trace of this name is
 * whole.
 */
export const CallersRequest = z.strictObject({ trace: z.string(), seed: z.int() });
export type CallersRequest = z.infer<typeof CallersRequest>;

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

/** What a service's objects have answered since the beginning, by release and route. Totals only grow. */
export const ServiceMeters = z.strictObject({ service: ServiceName, meters: z.array(Meter) });
export type ServiceMeters = z.infer<typeof ServiceMeters>;

/** After which change of a service's totals to begin; 0 for all. */
export const MetersAfter = z.object({ after: z.coerce.number().int().min(0).default(0) });

/**
 * Totals that have changed after a sequence number, those that did so longest ago first, and at most 100 services: while
 * there are `more`, ask again after `next`. Objects tell what they have counted within ten seconds, so totals are late by
 * that, and exact once it is quiet. `newest` is the number of the last change there is: when it is less than `after`, the
 * data plane has lost its totals, and counts anew.
 */
export const MeterList = z.strictObject({
  services: z.array(ServiceMeters),
  next: z.int().min(0),
  newest: z.int().min(0),
  more: z.boolean(),
});
export type MeterList = z.infer<typeof MeterList>;

/** Failures (5xx) of a release with the same cause on the same route. */
export const ServiceError = z.strictObject({
  release: z.string(),
  route: z.string(),
  /** The error's name and message, without what may be a caller's. */
  cause: z.string(),
  /** Function and line of the code that threw it, where that is known. */
  place: z.string().nullable(),
  count: z.int().min(1),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  /** Id of the last request that failed so, and of the trace that it was in; null where that was not kept yet. */
  request: z.string(),
  traceId: z.string().nullable().default(null),
});
export type ServiceError = z.infer<typeof ServiceError>;

/** What was seen last comes first. Of a release at most 50 causes are told apart; the others are one, `other causes`. */
export const ErrorList = z.strictObject({ errors: z.array(ServiceError) });
export type ErrorList = z.infer<typeof ErrorList>;
