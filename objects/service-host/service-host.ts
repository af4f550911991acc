import { DurableObject } from "cloudflare:workers";
import type * as z from "zod";
import type { ReleaseBase, SmokeReport } from "../../shared/delivery/control.ts";
import type { Env } from "../environment.ts";
import { callLimit } from "../generated-code.ts";
import { done, messageOf, type Outcome, problemResponse, refused } from "../problem.ts";
import { TimeLimitError, within } from "../within.ts";
import { copyFacet } from "./copy-facet.ts";
import { type Deployment, Deployments } from "./deployments.ts";
import { probe, startFacet, unknownPath } from "./facet.ts";
import { Gate } from "./gate.ts";
import { isOutdated, outdatedRelease } from "./outdated.ts";
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

/**
 * Runs one service. Its data lives in a facet `data-<slot>`: a promotion clones it into the next slot and starts the
 * new code there, so code that fails never touches live data, and the slot before stays as it was until the exchange
 * after. A rollback starts the earlier code on a clone of the live data in the same way, so no write is lost.
 */
export class ServiceHost extends DurableObject<Env> {
  readonly #deployments: Deployments;
  readonly #gate = new Gate();
  #live: Fetcher | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#deployments = new Deployments(ctx.storage);
    this.#live = this.#startLive();
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
      return await within(callLimit, live.fetch(request));
    } catch (error) {
      return this.#failed(error);
    } finally {
      this.#gate.leave();
    }
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
      const { live, slot } = this.#deployments.read();
      if (live?.release === deployment.release) return done(this.#state());
      if (isOutdated(deployment.release, base, this.#state()))
        return refused(outdatedRelease(deployment.release, base, this.#state()));
      // Compiles the code before callers have to wait for it.
      const warmed = await this.#onCandidate(deployment.digest, (candidate) => probe(candidate, firstCall));
      if (warmed.outcome === "refused") return warmed;

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
        this.#live = facet;
        this.#retire(slot);
        return done(this.#state());
      });
    });
  }

  /**
   * Takes a release back, or the live one; with `keepLive` never the live one. Live again is the release before it, on the
   * live data, or none.
   */
  rollback(release?: string, keepLive = false): Promise<HostState & { rolledBack: string | null }> {
    return this.#inTurn(async () => {
      const { live, slot } = this.#deployments.read();
      const taken = release ?? live?.release;
      if (taken === undefined || (keepLive && taken === live?.release))
        return { ...this.#state(), rolledBack: null };
      if (taken !== live?.release) {
        this.#deployments.remove(taken, slot);
        return { ...this.#state(), rolledBack: taken };
      }
      return this.#gate.closedFor(async () => {
        // Not an abort on the spot: that would cut off answers that are still being sent.
        this.ctx.facets.delete(dataFacet(slot + 1));
        await copyFacet(this.ctx, this.env, dataFacet(slot), dataFacet(slot + 1));
        this.#deployments.remove(taken, slot + 1);
        this.#live = this.#startLive();
        this.#retire(slot);
        return { ...this.#state(), rolledBack: taken };
      });
    });
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

  #startLive(): Fetcher | undefined {
    const { live, slot } = this.#deployments.read();
    if (live === null) return undefined;
    return startFacet(this.ctx, this.env, dataFacet(slot), live.digest);
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

  /** Lets answers that are still being sent end before the old code stops; its data stays until the next exchange. */
  #retire(slot: number): void {
    if (slot === 0) return;
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

  #failed(error: unknown): Response {
    console.error(`Generated code failed: ${messageOf(error)}`);
    // A stub whose object broke stays broken: the next call needs a new one, which starts the object again.
    this.#live = this.#startLive();
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

function dataFacet(slot: number): string {
  return `data-${slot}`;
}

function didNotStart(error: unknown) {
  return {
    status: 422,
    title: "The release does not start",
    detail: `The release's code did not start or answer: ${messageOf(error)}`,
  };
}
