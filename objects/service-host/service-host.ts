import { DurableObject } from "cloudflare:workers";
import { hostHeaders } from "@aidevos/kit";
import type * as z from "zod";
import type {
  CallersRequest,
  ReleaseBase,
  ServiceError,
  SmokeReport,
} from "../../shared/delivery/control.ts";
import type { Profile, TraceRequest, TraceState } from "../../shared/improvement/trace.ts";
import type { TrialReport, TrialRequest } from "../../shared/improvement/trial.ts";
import type { Env } from "../environment.ts";
import { callLimit } from "../generated-code.ts";
import type { MeteredFacet } from "../metered-code.ts";
import { done, messageOf, type Outcome, problemResponse, refused } from "../problem.ts";
import { Traces } from "../trace/traces.ts";
import { traceIdOf } from "../trace-headers.ts";
import { TimeLimitError, within } from "../within.ts";
import { CallRows } from "./call-rows.ts";
import { copyFacet } from "./copy-facet.ts";
import { type Deployment, Deployments } from "./deployments.ts";
import { documentedPaths, probe, startFacet, unknownPath } from "./facet.ts";
import { type Failure, thrownFailure, withoutFailure } from "./failure.ts";
import { Gate } from "./gate.ts";
import type { HostEvidence } from "./host-evidence.ts";
import { askAsCallers } from "./made-up-callers.ts";
import { mirrored } from "./mirrored.ts";
import { Observed } from "./observed.ts";
import { outdated } from "./outdated.ts";
import type { Comparing } from "./rollout.ts";
import { smoke } from "./smoke.ts";

/** Names of the releases that a service serves or could go back to, newest first. */
export interface HostState {
  live: string | null;
  previous: string[];
  /** How often what is live has been exchanged. */
  exchange: number;
  /** The last release that was made live, whether or not it was taken back since. */
  newest: string | null;
}

const candidateFacet = "candidate";

/** What code is asked first, so that it is loaded and constructed. */
const firstCall = { method: "GET", path: unknownPath };

/** Milliseconds over which the work of objects is spread that are exchanged at the same time. */
const spread = 20;

/** What serves callers. */
interface Live {
  facet: MeteredFacet;
  deployment: Deployment;
  rows: CallRows;
}

/**
 * Runs one object of a service. Its data lives in a facet `data-<slot>`: a promotion clones it into the next slot and
 * starts the new code there, so code that fails never touches live data, and the slot before stays as it was until the
 * exchange after. A rollback starts the earlier code on a clone of the live data in the same way, so no write is lost.
 */
export class ServiceHost extends DurableObject<Env> {
  readonly #deployments: Deployments;
  readonly #observed: Observed;
  readonly #traces: Traces;
  readonly #gate = new Gate();
  #live: Live | undefined;
  /** The rows of what was live before are told. */
  #retired: Promise<void> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#deployments = new Deployments(ctx.storage);
    this.#live = this.#startLive();
    this.#observed = new Observed(ctx, env, {
      onLiveData: (work) => this.#inTurn(() => work(dataFacet(this.#deployments.read().slot))),
      quiet: () => this.#gate.opening,
      collectRows: () => this.#collectRows(),
    });
    this.#traces = new Traces({
      ctx,
      env,
      live: this.#live?.deployment ?? null,
      quiet: () => this.#gate.opening,
      route: (digest, method, path) => this.#observed.route(digest, method, path),
      isComparing: () => this.#observed.shadow !== undefined,
    });
  }

  /** A caller's request, with a path relative to the service's root and the host's headers set by the router. */
  override async fetch(request: Request): Promise<Response> {
    while (this.#gate.opening !== undefined) await this.#gate.opening;
    const live = this.#live;
    if (live === undefined) {
      return problemResponse({
        status: 404,
        title: "Not found",
        detail: "No release of this service is live.",
      });
    }
    this.#gate.enter();
    try {
      const { shadow } = this.#observed;
      const { recording } = this.#traces;
      const ask = (asked: Request) => this.#answer(live, asked);
      const answer = recording === undefined ? ask : (asked: Request) => recording.record(asked, ask);
      if (shadow === undefined) return (await answer(request)).answer;
      return await mirrored(request, { shadow, release: live.deployment.release, answer });
    } finally {
      this.#gate.leave();
    }
  }

  /** The live release's answer, counted; the host's own when it has none. */
  async #answer(
    { facet, deployment, rows }: Live,
    request: Request,
  ): Promise<{ answer: Response; isOwn: boolean }> {
    const started = performance.now();
    const id = request.headers.get(hostHeaders.request) ?? "";
    rows.begin(id);
    let answer: Response;
    let failure: Failure | undefined;
    let isOwn = false;
    try {
      ({ answer, failure } = withoutFailure(await within(callLimit, facet.fetch(request))));
    } catch (error) {
      answer = this.#failed(error, request.headers);
      failure = thrownFailure(error);
      isOwn = true;
    }
    const countRows = this.#observed.count(deployment, {
      method: request.method,
      path: pathOf(request.url),
      status: answer.status,
      milliseconds: performance.now() - started,
      request: id,
      failed: failure && { failure, traceId: traceIdOf(request.headers) },
    });
    rows.counted(id, countRows);
    return { answer, isOwn };
  }

  /** Rings while a release is compared: after a restart, no caller is needed for that to go on. */
  override async alarm(): Promise<void> {
    this.#observed.wake();
    await this.#traces.wake();
  }

  /** Loads and constructs a release over a copy of the live data: what cannot start is refused here, not in live. */
  prepare(digest: string): Promise<Outcome<HostState>> {
    return this.#inTurn(() =>
      this.#onCandidate(digest, async (candidate) => {
        await probe(candidate, firstCall);
        return this.#state();
      }),
    );
  }

  /** Asks a release, over a copy of the live data, what every service must answer. */
  async smoke(digest: string): Promise<z.infer<typeof SmokeReport>> {
    const outcome = await this.#inTurn(() => this.#onCandidate(digest, smoke));
    if (outcome.outcome === "done") return outcome.value;
    return { passed: false, checks: [{ name: "starts", passed: false, detail: outcome.problem.detail }] };
  }

  /**
   * Makes a release live, unless something else went live since it was built upon `base`. Killed at any moment, the
   * service serves the old one or the new one.
   */
  promote(deployment: Deployment, base: ReleaseBase = {}): Promise<Outcome<HostState>> {
    return this.#inTurn(async () => {
      const before = this.#state().live;
      const outcome = await this.#promote(deployment, base);
      if (outcome.outcome === "done" && before !== deployment.release) {
        await this.#collectRows();
        this.#observed.promoted(deployment.release);
      }
      return outcome;
    });
  }

  /** Makes a release live in an object that has none; one that has is left as it is. */
  adopt(deployment: Deployment): Promise<Outcome<HostState>> {
    return this.#inTurn(async () =>
      this.#live === undefined ? this.#promote(deployment, {}) : done(this.#state()),
    );
  }

  /**
   * Takes a release back, or the live one; with `keepLive` never the live one. Live again is the release before it, on the
   * live data, or none; an object that never had that one is given `instead`.
   */
  rollback(
    release?: string,
    { keepLive = false, instead }: { keepLive?: boolean; instead?: Deployment | null } = {},
  ): Promise<HostState & { rolledBack: string | null }> {
    return this.#inTurn(async () => {
      const { live, slot } = this.#deployments.read();
      const taken = release ?? live?.release;
      if (taken === undefined || (keepLive && taken === live?.release))
        return { ...this.#state(), rolledBack: null };
      this.#observed.takenBack(taken);
      if (taken !== live?.release) {
        this.#deployments.remove(taken, slot);
        return { ...this.#state(), rolledBack: taken };
      }
      await otherWork();
      return this.#gate.closedFor(async () => {
        // Not an abort on the spot: that would cut off answers that are still being sent.
        this.ctx.facets.delete(dataFacet(slot + 1));
        await copyFacet(this.ctx, this.env, dataFacet(slot), dataFacet(slot + 1));
        this.#deployments.remove(taken, slot + 1);
        if (instead && this.#deployments.read().live?.release !== instead.release)
          this.#deployments.push(instead, slot + 1);
        this.#retire(slot);
        this.#traces.exchanged();
        this.#live = this.#startLive();
        return { ...this.#state(), rolledBack: taken };
      });
    });
  }

  /** Compares a release with the live one from now on; one that was compared before is not any more. */
  shadow(
    candidate: Deployment,
    comparing: Comparing,
    base: ReleaseBase = {},
  ): Promise<Outcome<HostEvidence>> {
    return this.#inTurn(async () => {
      const beside = this.#liveBeside(candidate, base);
      if (beside.outcome === "refused") return beside;
      const live = beside.value;
      if (live.release === candidate.release || this.#observed.compares(candidate.release))
        return done(await this.evidence(candidate.release));
      const started = await this.#onCandidate(candidate.digest, documentedPaths);
      if (started.outcome === "refused") return started;
      this.#observed.document(candidate.digest, started.value, this.#known());
      this.#observed.begin(candidate, live, comparing);
      return done(await this.evidence(candidate.release));
    });
  }

  /** What is compared with the live release at this object, and how. */
  comparison(): { candidate: Deployment; comparing: Comparing } | null {
    return this.#observed.comparison ?? null;
  }

  /** Begins a step of a canary: from here on, counts are apart, and with `runs` callers get the candidate's answers. */
  canary(
    candidate: Deployment,
    { runs, base = {} }: { runs: boolean; base?: ReleaseBase },
  ): Promise<Outcome<HostState>> {
    return this.#inTurn(async () => {
      const beside = this.#liveBeside(candidate, base);
      if (beside.outcome === "refused") return beside;
      const live = beside.value;
      const state = this.#state();
      if (live.release === candidate.release) return done(state);
      if (!this.#observed.follows(candidate.release)) this.#observed.begin(candidate, live);
      const outcome = runs ? await this.#promote(candidate, {}) : done(state);
      await this.#collectRows();
      if (outcome.outcome === "done") this.#observed.step(runs);
      return outcome;
    });
  }

  /** What is known of a release at this object, written down before it is told. */
  async evidence(release: string): Promise<HostEvidence> {
    await this.#collectRows();
    return this.#observed.evidence(release, this.#state().live === release);
  }

  /** Has the service's totals hold all that this object has counted, which has this name. */
  tell(name: string): Promise<void> {
    return this.#observed.tell(name);
  }

  /** Why callers' requests have failed at this object. */
  failures(): Promise<ServiceError[]> {
    return this.#observed.failures();
  }

  /** Ends what is compared and counted of a release. */
  settle(release: string): Promise<void> {
    return this.#inTurn(async () => this.#observed.takenBack(release));
  }

  /** Begins to record callers' requests over a copy of the live data; one that has begun under this name goes on. */
  trace(request: TraceRequest): Promise<Outcome<TraceState>> {
    return this.#inTurn(async () => {
      const known = this.#traces.state(request.trace);
      if (known.outcome === "done") return known;
      const { live, slot } = this.#deployments.read();
      if (live === null) return refused(nothingLive);
      await otherWork();
      return this.#gate.closedFor(() => this.#traces.begin(request, { live, facet: dataFacet(slot) }));
    });
  }

  /** How far a trace has come. */
  traceState(trace: string): Outcome<TraceState> {
    return this.#traces.state(trace);
  }

  /** Replays what was recorded to the release that was live then. Exchanges of what is live don't wait for it. */
  profile(trace: string): Promise<Outcome<Profile>> {
    return this.#traces.profile(trace);
  }

  /** Replays what was recorded to two bundles. Exchanges of what is live don't wait for it. */
  trial(request: TrialRequest): Promise<Outcome<TrialReport>> {
    return this.#traces.trial(request);
  }

  /** Has made-up callers ask until a trace of them is whole, which one that is whole is already. */
  async callers({ trace, seed }: CallersRequest): Promise<Outcome<TraceState>> {
    const known = this.#traces.state(trace);
    if (known.outcome === "refused") return known;
    await askAsCallers({
      ask: (request) => this.fetch(request),
      seed,
      isOver: () => this.#traces.recording === undefined,
    });
    return this.#traces.state(trace);
  }

  /** Forgets everything, as if nothing had ever been live here. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      const { live, slot } = this.#deployments.read();
      if (live === null) return;
      await this.#collectRows();
      this.#observed.end();
      await this.#observed.tell(this.ctx.id.name ?? "");
      this.#traces.forget();
      for (const facet of [dataFacet(slot - 1), dataFacet(slot), candidateFacet])
        this.ctx.facets.delete(facet);
      this.#live = undefined;
      await this.#deployments.forget();
    });
  }

  /** What is live, for a release that was built upon it. */
  #liveBeside(candidate: Deployment, base: ReleaseBase): Outcome<Deployment> {
    const { live } = this.#deployments.read();
    if (live === null) return refused(nothingLive);
    const problem = outdated(candidate.release, base, this.#state());
    return problem === undefined ? done(live) : refused(problem);
  }

  async #promote(deployment: Deployment, base: ReleaseBase): Promise<Outcome<HostState>> {
    const { live, slot } = this.#deployments.read();
    if (live?.release === deployment.release) return done(this.#state());
    const problem = outdated(deployment.release, base, this.#state());
    if (problem !== undefined) return refused(problem);
    await otherWork();
    // Compiles the code before callers have to wait for it.
    const warmed = await this.#onCandidate(deployment.digest, async (candidate) => {
      await probe(candidate, firstCall);
      return documentedPaths(candidate);
    });
    if (warmed.outcome === "refused") return warmed;

    await otherWork();
    return this.#gate.closedFor(async () => {
      const next = slot + 1;
      this.ctx.facets.delete(dataFacet(next));
      if (slot > 0) await copyFacet(this.ctx, this.env, dataFacet(slot), dataFacet(next));
      const facet = startFacet(this.ctx, this.env, dataFacet(next), deployment.digest);
      try {
        const { status } = await probe(facet, firstCall);
        if (status >= 500) throw new Error(`It answered an unknown route with ${status}.`);
      } catch (error) {
        this.ctx.facets.delete(dataFacet(next));
        return refused(didNotStart(error));
      }
      this.#deployments.push(deployment, next);
      this.#observed.document(deployment.digest, warmed.value, this.#known());
      this.#traces.exchanged();
      this.#retire(slot);
      this.#live = { facet, deployment, rows: new CallRows(facet) };
      return done(this.#state());
    });
  }

  /** Digests of the releases that may be live again. */
  #known(): string[] {
    const { live, previous } = this.#deployments.read();
    return [...(live === null ? [] : [live]), ...previous.slice(0, 10)].map(({ digest }) => digest);
  }

  #state(): HostState {
    const { live, previous, slot, newest } = this.#deployments.read();
    return {
      live: live?.release ?? null,
      previous: previous.map(({ release }) => release),
      newest,
      exchange: slot,
    };
  }

  #startLive(): Live | undefined {
    const { live, slot } = this.#deployments.read();
    if (live === null) return undefined;
    const facet = startFacet(this.ctx, this.env, dataFacet(slot), live.digest);
    return { facet, deployment: live, rows: new CallRows(facet) };
  }

  #restart(): void {
    const live = this.#startLive();
    const { rows } = this.#live ?? {};
    if (live === undefined || rows === undefined) return;
    rows.restarted(live.facet);
    this.#live = { ...live, rows };
  }

  /** Resolves when the rows of all calls that were counted are known. */
  async #collectRows(): Promise<void> {
    await Promise.all([this.#retired, this.#live?.rows.collect()]);
  }

  /** Runs the work with a release started over a copy of the live data, which is deleted afterwards. */
  async #onCandidate<Value>(
    digest: string,
    work: (candidate: Fetcher) => Promise<Value>,
  ): Promise<Outcome<Value>> {
    const { slot } = this.#deployments.read();
    this.ctx.facets.delete(candidateFacet);
    if (slot > 0) await copyFacet(this.ctx, this.env, dataFacet(slot), candidateFacet);
    try {
      return done(await work(startFacet(this.ctx, this.env, candidateFacet, digest)));
    } catch (error) {
      return refused(didNotStart(error));
    } finally {
      this.ctx.facets.delete(candidateFacet);
    }
  }

  /** Lets answers that are still being sent end before what is live stops; its data stays until the next exchange. */
  #retire(slot: number): void {
    if (slot === 0) return;
    const collecting = this.#live?.rows.collect();
    this.#retired = this.#retired.then(() => collecting);
    if (slot > 1) this.ctx.facets.delete(dataFacet(slot - 1));
    setTimeout(() => {
      this.ctx.facets.abort(dataFacet(slot), new Error("A newer release is live."));
    }, callLimit);
  }

  /** Calls of the control plane run one after another: they share the candidate and the slots. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #failed(error: unknown, headers: Headers): Response {
    // Its message may be a caller's: what may be told of it is in the table of failures.
    const line = {
      message: "Generated code failed",
      error: error instanceof Error ? error.name : "nothing that is an error",
      release: this.#live?.deployment.release,
      request: headers.get(hostHeaders.request),
      trace_id: traceIdOf(headers),
    };
    console.error(JSON.stringify(line));
    // A stub whose object broke stays broken: the next call needs a new one, which starts the object again.
    this.#restart();
    if (error instanceof TimeLimitError) {
      return problemResponse({
        status: 504,
        title: "Out of time",
        detail: `The service did not answer within ${callLimit} ms.`,
      });
    }
    return problemResponse({
      status: 500,
      title: "Internal error",
      detail: "The service failed on this request.",
    });
  }
}

/** Lets others go first: where all objects share one thread, it takes in no request while any of them has work to do. */
function otherWork(): Promise<void> {
  return scheduler.wait(Math.random() * spread);
}

function dataFacet(slot: number): string {
  return `data-${slot}`;
}

/** A URL's path, without its query. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return start === -1 ? "/" : url.slice(start, end === -1 ? url.length : end);
}

const nothingLive = {
  status: 409,
  title: "Nothing is live",
  detail:
    "No release of the service is live, so there is nothing to compare with, or to record. Promote a release.",
};

function didNotStart(error: unknown) {
  return {
    status: 422,
    title: "The release does not start",
    detail: `The release's code did not start or answer: ${messageOf(error)}`,
  };
}
