import * as z from "zod";
import { Verdict } from "../agents/finding.ts";
import { LostTest } from "../agents/source.ts";
import { TestExchange } from "../agents/test-exchange.ts";
import { ServiceName } from "../blueprint/blueprint.ts";
import { ClauseTrace, Contradiction } from "../blueprint/clause.ts";
import { Digest } from "../delivery/bundle.ts";
import { PolicyChoice } from "../delivery/policy.ts";
import { Push } from "../delivery/push.ts";
import { ExchangeFacts, KeptError } from "../models/exchange.ts";
import { BudgetRequest, RunBudget } from "./budget.ts";
import { Author, type ReleaseEvent } from "./rollout.ts";

/** What is done when a clause is not met: the service is released and the clause reported, or nothing is released. */
export const UnmetClausesPolicy = z.enum(["deliver", "refuse"]);

/** A function that a person has written, in place of the developer. */
const HandFile = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(
      /^src\/hand\/(?!contracts\.ts$)[a-z0-9]+(-[a-z0-9]+)*\.ts$/,
      "a function by hand stands in NAME.ts: its name in lower-case words joined by hyphens",
    ),
  content: z.string().max(100_000),
});

/** Input of the state machine Develop. */
export const DevelopRequest = z
  .strictObject({
    /** A spec, or what the analyst's model reads; at most 120,000 UTF-8 bytes. */
    requirement: z
      .string()
      .refine((text) => text.trim() !== "", "the requirement is empty: say what the service shall do")
      .refine(
        (text) => new TextEncoder().encode(text).length <= 120_000,
        "the requirement is longer than 120,000 bytes: split it into several services",
      ),
    /** The service's name; without one it is taken from the text. */
    name: ServiceName.optional(),
    /** What the service's `design.json` is to hold. Without one the live release's stays, or the usual one is made. */
    design: z.record(z.string(), z.unknown()).optional(),
    /** Functions by hand: files `src/hand/NAME.ts`. */
    hand: z.array(HandFile).optional(),
    unmetClauses: UnmetClausesPolicy.default("refuse"),
    /** Also tries whether the tests notice mistakes in the code, which takes longer than all else. */
    mutation: z.boolean().optional(),
    /** How its release goes live; what the deployment has chosen holds where it says nothing. */
    policy: PolicyChoice.optional(),
    /** Whose change it is. */
    author: Author.default("person"),
    /** The release that it changes: the run ends, with nothing done, when another one is live as it begins. */
    upon: z.string().optional(),
    /** What the run may spend on models; the usual limits hold where it says nothing. */
    budget: BudgetRequest.optional(),
    /** The same as `budget.tokens`. */
    tokens: z.int().positive().optional(),
    /** The trace that a new run is a part of, as W3C Trace Context has it. What is none is as if it were not there. */
    traceparent: z.unknown().optional(),
    /** A run that failed, to go on with: what it has finished is not done again. Without it, a new run begins. */
    run: z.string().min(1).max(80).optional(),
  })
  .refine(
    ({ tokens, budget }) => tokens === undefined || budget?.tokens === undefined || tokens === budget.tokens,
    "tokens and budget.tokens say the same thing differently: give one of them",
  );
export type DevelopRequest = z.input<typeof DevelopRequest>;

export const RunStatus = z.enum([
  /** Develop is at work. */
  "developing",
  /** A release has been announced and Deliver is at work. */
  "delivering",
  "live",
  /** Nothing went live; `failure` says why. */
  "failed",
  /** A release was taken back; `failure` says why. */
  "rolled-back",
]);
export type RunStatus = z.infer<typeof RunStatus>;

/** Statuses that a run stays in. */
export const finalStatuses: readonly RunStatus[] = ["live", "failed", "rolled-back"];

export const Failure = z.strictObject({ error: z.string(), message: z.string() });

/** One run: from a requirement to a live release, or to a report of why not. What older versions kept beside it is dropped. */
export const Run = z.object({
  id: z.string(),
  status: RunStatus,
  /** Name of the execution of Develop that works on it, or was the last to. */
  execution: z.string().optional(),
  /** The same of Deliver. */
  delivery: z.string().optional(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  endedAt: z.string().optional(),
  requirement: Digest.optional(),
  /** The push that the run tries. */
  push: Push.optional(),
  clauses: Digest.optional(),
  service: ServiceName.optional(),
  /** The release that was live when the run began, which it builds upon; null where none was. */
  previous: z.string().nullable().optional(),
  /** The newest release that ever was live then. */
  newest: z.string().nullable().optional(),
  /** Whether the tests are tried by mistakes as well. */
  mutation: z.boolean().optional(),
  /** The gates' last report. */
  report: Digest.optional(),
  release: z.string().optional(),
  /** The commit with what was generated, on a branch of its own, where it could not be merged. */
  generated: z.string().optional(),
  url: z.string().optional(),
  failure: Failure.optional(),
  budget: RunBudget.optional(),
  policy: PolicyChoice.optional(),
  /** Whose change it is. */
  author: Author.default("person"),
  /** What a person is asked, while the release waits for the answer. */
  question: z.string().optional(),
  /** Set while its release is taken back, before anything is done about that. */
  withdrawing: z.boolean().optional(),
  /** The harm that the judge has found in the release. */
  harm: z.string().optional(),
});
export type Run = z.infer<typeof Run>;

/** One call out of a function: to the data plane, or to the Git remote. */
export const CalledOut = z.strictObject({
  /** Of the call, 16 hexadecimal digits: its receiver was told them. */
  span: z.string(),
  /** Method and path, without the receiver's address and without a query. */
  name: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  milliseconds: z.number(),
  /** Of the answer; null where none came. */
  status: z.int().nullable(),
});
export type CalledOut = z.infer<typeof CalledOut>;

/** One line of a run's ledger: who did what, and when. */
export const LedgerEntry = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.string(),
  state: z.string(),
  role: z.string(),
  event: z.enum(["started", "finished", "failed"]),
  text: z.string(),
  /** On models, by this step; `dollars` is null where the price of one is unknown. */
  spent: z.strictObject({ calls: z.number(), tokens: z.number(), dollars: z.number().nullable() }).optional(),
  /** Of the attempt at the step, 16 hexadecimal digits: its lines have the same. */
  span: z.string().optional(),
  /** What the attempt has called, the first ones. */
  calls: z.array(CalledOut).optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** What is kept of an exchange with a model: the facts, and digests of what was said. */
export const ExchangeRecord = ExchangeFacts.extend({
  /** Of a KeptRequest and a KeptAnswer. */
  request: Digest,
  answer: Digest.optional(),
  error: KeptError.optional(),
});
export type ExchangeRecord = z.infer<typeof ExchangeRecord>;

export const GateName = z.enum([
  "types",
  "bundle",
  "lint",
  "statements",
  "acceptance",
  "races",
  "invariants",
  "privacy",
  "cost",
  "migration",
  "compatibility",
  "mutation",
  "clauses",
]);

/** What a gate has looked at, for a person who has to believe it, or to try it again. */
export const GateEvidence = z.strictObject({
  checked: z.string(),
  how: z.string(),
  /** One line each. */
  found: z.array(z.string()),
  reproduce: z.string(),
});
export type GateEvidence = z.infer<typeof GateEvidence>;

/** One gate's result. */
export const GateResult = z.strictObject({
  gate: GateName,
  passed: z.boolean(),
  summary: z.string(),
  failures: z.array(z.string()),
  evidence: GateEvidence.optional(),
});
export type GateResult = z.infer<typeof GateResult>;

/**
 * What became of a clause once the service was tried. A statement of a spec that no test could try is `not-shown`: the
 * compiler makes it, but nothing shows it.
 */
export const ClauseOutcome = z.discriminatedUnion("outcome", [
  ...ClauseTrace.options,
  z.strictObject({ clause: z.string(), outcome: z.literal("not-shown"), by: z.array(z.string()) }),
]);
export type ClauseOutcome = z.infer<typeof ClauseOutcome>;

/** A test that failed, with what went over HTTP in it. */
export const FailedTest = z.strictObject({
  kind: z.enum(["statement", "acceptance"]),
  file: z.string(),
  name: z.string(),
  message: z.string(),
  exchanges: z.array(TestExchange),
});
export type FailedTest = z.infer<typeof FailedTest>;

/** What Verify found: each gate's result and what became of each clause. */
export const GateReport = z.strictObject({
  gates: z.array(GateResult),
  clauses: z.array(
    z.strictObject({ id: z.string(), text: z.string(), trace: ClauseOutcome, tests: z.array(z.string()) }),
  ),
  failedTests: z.array(FailedTest).default([]),
  lostTests: z.array(LostTest).default([]),
  /** What was decided on failures in the rounds before. */
  verdicts: z.array(Verdict).default([]),
  contradictions: z.array(Contradiction).default([]),
});
export type GateReport = z.infer<typeof GateReport>;

/** The error by which a run ends that could be released but for clauses that are not met. */
export const unmetClausesError = "UnmetClauses";

/** A service as the control plane knows it. */
export const Service = z.strictObject({
  name: ServiceName,
  /** The run that took the name. */
  reservedBy: z.string(),
  /** Digest of the requirement that it was first built from. */
  requirement: Digest,
  live: z.string().nullable(),
  /** The last release that was live, also when it has been taken back: what its migrations made is in the data. */
  newest: z.string().nullable().default(null),
  /** The last release that was ready to be delivered. */
  ready: z.string().nullable().default(null),
  /** Since something was live for the first time. */
  url: z.string().optional(),
  /** Of the data plane's answer that `live` is taken from: the greater one is the later one. */
  exchange: z.int().optional(),
});
export type Service = z.infer<typeof Service>;

/** What a release was made from; all but its run and status are digests of artifacts. */
export const ReleaseRecord = z.strictObject({
  service: ServiceName,
  id: z.string(),
  /** The run that made it, or made it live again. */
  run: z.string(),
  /** Of the bundle. */
  digest: Digest,
  requirement: Digest,
  blueprint: Digest,
  source: Digest,
  tests: Digest,
  report: Digest,
  /** A Git bundle of the repository, where there is no remote to push to. */
  gitBundle: Digest.nullable(),
  status: z.enum(["committed", "registered", "live", "previous", "rolled-back"]),
  committedAt: z.string(),
  /** Of a ReleaseChange. */
  change: Digest.optional(),
  /** The release that the change is one of. */
  previous: z.string().nullable().optional(),
});
export type ReleaseRecord = z.infer<typeof ReleaseRecord>;

/** The trace of a run, kept from its first function on: the `traceparent` of whoever asked for it, or null. */
export const RunTrace = z.strictObject({ traceparent: z.string().nullable() });
export type RunTrace = z.infer<typeof RunTrace>;

/** Keys of the items in the table Records. */
export const recordKeys = {
  run: (run: string) => ({ pk: `run#${run}`, sk: "run" }),
  trace: (run: string) => ({ pk: `run#${run}`, sk: "trace" }),
  step: (run: string, execution: string, step: string) => ({
    pk: `run#${run}`,
    sk: `step#${execution}#${step}`,
  }),
  ledger: (run: string, entry: Pick<LedgerEntry, "at" | "state" | "event">, step: string) => ({
    pk: `run#${run}`,
    sk: `ledger#${entry.at}#${step}#${entry.event}`,
  }),
  exchange: (run: string, { at, step, call }: { at: string; step: string; call: string }) => ({
    pk: `run#${run}`,
    sk: `exchange#${at}#${step}#${call}`,
  }),
  /** The answer to a request, by its digest and the how-manieth of its kind in the step it is. */
  answer: (run: string, { step, request, time }: { step: string; request: string; time: number }) => ({
    pk: `run#${run}`,
    sk: `answer#${step}#${request}#${time}`,
  }),
  look: (run: string, execution: string, step: string) => ({
    pk: `run#${run}`,
    sk: `look#${execution}#${step}`,
  }),
  /** The question that an execution of Deliver asks. */
  approval: (run: string, execution: string) => ({ pk: `run#${run}`, sk: `approval#${execution}` }),
  releaseEvent: (
    service: string,
    execution: string,
    { release, event }: Pick<ReleaseEvent, "release" | "event">,
  ) => ({
    pk: `service#${service}`,
    sk: `event#${release}#${event}#${execution}`,
  }),
  service: (service: string) => ({ pk: `service#${service}`, sk: "service" }),
  release: (service: string, release: string) => ({ pk: `service#${service}`, sk: `release#${release}` }),
  /** An execution of Improve; its id is the execution's name. */
  improvement: (id: string) => ({ pk: `run#${id}`, sk: "improvement" }),
  /** Who is improving a service. */
  claim: (service: string) => ({ pk: `service#${service}`, sk: "claim" }),
  /** A proposal, and what became of it. */
  proposal: (service: string, id: string) => ({ pk: `service#${service}`, sk: `proposal#${id}` }),
  /** Whether the engine may change anything by itself: all services, or one. */
  stop: (service: string | null) => ({
    pk: service === null ? "platform" : `service#${service}`,
    sk: "stop",
  }),
  /** What the judges have answered in the last calibrations. */
  calibrations: { pk: "platform", sk: "calibrations" },
  /** A push that was announced. */
  push: (service: string, commit: string) => ({ pk: `service#${service}`, sk: `push#${commit}` }),
} as const;
