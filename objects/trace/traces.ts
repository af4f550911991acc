import type { Profile, TraceRequest, TraceState } from "../../shared/improvement/trace.ts";
import type { TrialReport, TrialRequest } from "../../shared/improvement/trial.ts";
import type { Env } from "../environment.ts";
import { done, type Outcome, type Problem, refused } from "../problem.ts";
import { copyFacet } from "../service-host/copy-facet.ts";
import type { Deployment } from "../service-host/deployments.ts";
import { Twins } from "../service-host/twins.ts";
import { profileTrace } from "./profile.ts";
import { Recording } from "./recording.ts";
import { Replay, traceFacets } from "./replay.ts";
import { stateOf, type Trace } from "./trace.ts";
import { TraceRows } from "./trace-rows.ts";
import { runTrial } from "./trial.ts";

/** What replays the trace now: who asks for the same meanwhile gets its outcome. */
interface Running<Value> {
  key: string;
  outcome: Promise<Outcome<Value>>;
}

/** What the host does for its traces. */
export interface TracesOptions {
  ctx: DurableObjectState;
  env: Env;
  live: Deployment | null;
  /** Resolves when no code is being exchanged: callers wait for that, and nothing here shall make it longer. */
  quiet: () => Promise<void> | undefined;
  /** The route of a call, as the release of this digest documents it. */
  route: (digest: string, method: string, path: string) => string;
  /** Whether a release is being compared with the live one. */
  isComparing: () => boolean;
}

/** Where it is noted that requests have been taken and are not written yet. */
const unwrittenKey = "tracing";

/** Milliseconds for which a trace is kept. */
const lifetime = 7 * 24 * 60 * 60 * 1_000;

/** Milliseconds after which a trace goes at the earliest that is being replayed when its time is over. */
const leastWait = 60_000;

/** The trace of an object, from its first request until it goes: there is one at a time, and one replay of it. */
export class Traces {
  readonly #options: TracesOptions;
  readonly #rows: TraceRows;
  #trace: Trace | undefined;
  #recording: Recording | undefined;
  #profiling: Running<Profile> | undefined;
  #trying: Running<TrialReport> | undefined;

  constructor(options: TracesOptions) {
    this.#options = options;
    const { storage } = options.ctx;
    this.#rows = new TraceRows(storage);
    this.#trace = this.#rows.read();
    this.#expire();
    const trace = this.#trace;
    if (trace === undefined || trace.isWhole) return;
    this.#recording = this.#record(trace);
    // Requests may be missing from here on: an exchange that was cut short, or a crash before they were written.
    const isBehind = storage.kv.get<boolean>(unwrittenKey) === true;
    if (isBehind || options.live?.release !== trace.release) this.exchanged();
  }

  /** What callers' requests are recorded in now. */
  get recording(): Recording | undefined {
    return this.#recording?.isOpen ? this.#recording : undefined;
  }

  /** The state of the trace of this name, up to the last request that was answered. */
  state(name: string): Outcome<TraceState> {
    this.#expire();
    this.#recording?.write();
    if (this.#trace?.trace === name) return done(stateOf(this.#trace));
    return refused({
      status: 404,
      title: "Unknown trace",
      detail: `The service keeps no trace ${name}: it was never begun, is a week old, or another one took its place. Begin it.`,
    });
  }

  /** Begins a trace over a copy of the live data, which no call is changing, in place of the one before. */
  async begin(
    { trace, requests, seconds }: TraceRequest,
    { live: { release, digest }, facet }: { live: Deployment; facet: string },
  ): Promise<Outcome<TraceState>> {
    if (this.#isBusy) return refused(busy);
    const { ctx, env } = this.#options;
    this.forget();
    await copyFacet(ctx, env, facet, traceFacets.origin);
    const begun: Trace = {
      trace,
      release,
      digest,
      startedAt: Date.now(),
      requests,
      seconds,
      recorded: 0,
      bytes: 0,
      dropped: 0,
      isWhole: false,
    };
    this.#rows.write(begun);
    this.#trace = begun;
    this.#recording = this.#record(begun);
    await this.wake();
    return done(stateOf(begun));
  }

  /** Another release is live, or none: what follows is not of this trace. */
  exchanged(): void {
    this.#recording?.end();
  }

  /** The alarm rang, or something was begun: it rings again, at the latest when the trace is to go. */
  async wake(): Promise<void> {
    this.#expire();
    const { storage } = this.#options.ctx;
    if (this.#trace === undefined || (await storage.getAlarm()) !== null) return;
    const end = Math.max(this.#trace.startedAt + lifetime, Date.now() + leastWait);
    await storage.setAlarm(end, { allowUnconfirmed: true });
  }

  /** What the search part costs the release that was live when the trace began. */
  async profile(name: string): Promise<Outcome<Profile>> {
    if (this.#profiling?.key === name) return this.#profiling.outcome;
    const found = this.#whole(name);
    if (found.outcome === "refused") return found;
    if (this.#isBusy) return refused(busy);
    const outcome = profileTrace(this.#replay(found.value)).finally(() => {
      this.#profiling = undefined;
    });
    this.#profiling = { key: name, outcome };
    return outcome;
  }

  /** Replays a part of the trace to two bundles. */
  async trial(request: TrialRequest): Promise<Outcome<TrialReport>> {
    const key = JSON.stringify(request);
    if (this.#trying?.key === key) return this.#trying.outcome;
    const found = this.#whole(request.trace);
    if (found.outcome === "refused") return found;
    const { heldOut } = found.value;
    if (request.part === "held-out") {
      if (heldOut?.trial === request.trial) return done(heldOut);
      if (heldOut !== undefined) return refused(hasAnswered(heldOut.trial));
      if (stateOf(found.value).heldOut === 0) return refused(nothingHeldOut);
    }
    if (this.#isBusy || this.#options.isComparing()) return refused(busy);
    const outcome = this.#try(found.value, request).finally(() => {
      this.#trying = undefined;
    });
    this.#trying = { key, outcome };
    return outcome;
  }

  #record(trace: Trace): Recording {
    const { storage } = this.#options.ctx;
    // No caller's answer is held back for the note.
    const options = { allowUnconfirmed: true };
    return new Recording(trace, {
      write: (trace, requests) => this.#rows.write(trace, requests),
      note: (isUnwritten) =>
        void (isUnwritten ? storage.put(unwrittenKey, true, options) : storage.delete(unwrittenKey, options)),
    });
  }

  async #try(trace: Trace, request: TrialRequest): Promise<Outcome<TrialReport>> {
    const report = await runTrial(request, this.#replay(trace));
    // What has failed has told nothing of these requests.
    if (request.part === "held-out" && report.failure === undefined) {
      trace.heldOut = report;
      this.#rows.write(trace);
    }
    return done(report);
  }

  #replay(trace: Trace): Replay {
    const { route, ...options } = this.#options;
    return new Replay({
      ...options,
      trace,
      rows: this.#rows,
      route: (method, path) => route(trace.digest, method, path),
    });
  }

  get #isBusy(): boolean {
    return this.#profiling !== undefined || this.#trying !== undefined;
  }

  /** The trace of this name, of which no more is recorded. */
  #whole(name: string): Outcome<Trace> {
    const state = this.state(name);
    if (state.outcome === "refused") return state;
    if (this.#trace?.isWhole) return done(this.#trace);
    return refused({
      status: 409,
      title: "Still recording",
      detail: `${state.value.search} requests of the trace ${name} are recorded, and more are to come. Ask again when it is whole.`,
    });
  }

  #expire(): void {
    const isOver = this.#trace !== undefined && Date.now() > this.#trace.startedAt + lifetime;
    if (isOver && !this.#isBusy) this.forget();
  }

  /** Forgets the trace, and the data that it began with. */
  forget(): void {
    this.#recording?.forget();
    this.#recording = undefined;
    this.#trace = undefined;
    this.#rows.clear();
    const { ctx } = this.#options;
    const { origin, profile, trial } = traceFacets;
    // A replay that was cut short has left its own.
    for (const name of [origin, profile, ...Twins.facets(trial)]) ctx.facets.delete(name);
    void ctx.storage.delete(unwrittenKey, { allowUnconfirmed: true });
  }
}

/** Passes by itself, unlike a conflict. */
const busy: Problem = {
  status: 503,
  title: "Busy",
  detail:
    "The service's object is replaying a trace, or comparing a release on its way. Wait until that is over, and ask again.",
};

const nothingHeldOut: Problem = {
  status: 409,
  title: "Nothing is held out",
  detail: "The trace has fewer than two requests. Record a longer one.",
};

function hasAnswered(trial: string): Problem {
  return {
    status: 409,
    title: "Answered already",
    detail: `The held-out part has answered the trial ${trial}, and answers no other. Record another trace.`,
  };
}
