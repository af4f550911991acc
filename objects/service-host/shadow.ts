import { compareAnswers } from "../../shared/delivery/compare-answers.ts";
import { type Difference, noPairs } from "../../shared/delivery/evidence.ts";
import { nothingMeant } from "../../shared/delivery/meant.ts";
import type { Env } from "../environment.ts";
import { messageOf } from "../problem.ts";
import { generateTraffic } from "./generated-traffic.ts";
import { Mirror, type Mirrored, type Place } from "./mirror.ts";
import { addPair, differencesOf, outcomeOf, type Pair } from "./pair.ts";
import { type Comparing, keepDifference, type Rollout } from "./rollout.ts";
import type { TwinAnswer } from "./twin.ts";
import type { TwinRequest } from "./twin-request.ts";
import { type Side, Twins } from "./twins.ts";

/** What the host does for its shadow. */
export interface ShadowOptions {
  ctx: DurableObjectState;
  env: Env;
  rollout: Rollout;
  comparing: Comparing;
  /** Absolute base URL, without a slash at its end, that made-up calls are said to have come to. */
  base: string;
  /** Works with the facet of the live data, which is not exchanged meanwhile. */
  onLiveData: (work: (facet: string) => Promise<void>) => Promise<void>;
  /** Resolves when no code is being exchanged: callers wait for that, and nothing here shall make it longer. */
  quiet: () => Promise<void> | undefined;
  /** The route of a call, of either release. */
  route: (method: string, path: string) => string;
  /** The rollout has changed, and is to be written before long. */
  onChange: () => void;
}

/** Where a call is noted that a candidate has not answered yet. */
const noteKey = "comparing";

/** How often the process may end while a candidate answers one call, before that is taken for the candidate's doing. */
const unansweredLimit = 2;

/** Milliseconds between tries after something of the host's own failed. */
const pauseAfterFailure = 1_000;

/**
 * Runs a release beside the live one, each on a twin of the data, one request after another: first on made-up ones, then
 * on a copy of each caller's. Nothing here is ever waited for by a caller.
 */
export class Shadow {
  readonly rollout: Rollout;
  readonly #options: ShadowOptions;
  readonly #twins: Twins;
  readonly #mirror = new Mirror();
  #isMirroring = false;
  #needsCopy = true;
  #isEnded = false;
  #isTold = false;
  #turn = 0;

  constructor(options: ShadowOptions) {
    const { ctx, env, rollout } = options;
    this.#options = options;
    this.rollout = rollout;
    this.#twins = new Twins(ctx, env, {
      control: rollout.control.digest,
      candidate: rollout.candidate.digest,
    });
  }

  /** Goes on until it is ended. */
  async run(): Promise<void> {
    this.#recall();
    while (this.isRunning) {
      try {
        if (!this.rollout.generated.over) await this.#generate();
        else await this.#compareNext();
      } catch (error) {
        if (this.#isEnded) return;
        console.error(`A shadow failed and begins with a copy of the data again: ${messageOf(error)}`);
        this.#needsCopy = true;
        await new Promise((resolve) => setTimeout(resolve, pauseAfterFailure));
      }
    }
    if (!this.#isEnded) this.end();
  }

  /** Ends it and deletes the twins. */
  end(): void {
    this.#isEnded = true;
    this.#mirror.clear();
    this.#twins.delete();
    this.#options.ctx.storage.kv.delete(noteKey);
    void this.#tell(false);
  }

  get isRunning(): boolean {
    return !this.#isEnded && !this.rollout.settled;
  }

  /** A place for a caller's request that has just arrived; undefined when it is not to be compared. */
  enter(bytes: number, mayWrite: boolean): Place | undefined {
    if (!this.#isMirroring || this.#isEnded) return undefined;
    return this.#mirror.enter(bytes, mayWrite);
  }

  /** A caller's request, or its answer, turned out not to be fit to be compared. */
  leave(place: Place, mayWrite: boolean): void {
    this.#mirror.miss(mayWrite);
    place.end();
  }

  /** Its answer has gone out, and waits with it to be compared. */
  keep(place: Place, mirrored: Mirrored): void {
    this.#mirror.hold(place, mirrored.answer.text.length);
    place.end(mirrored);
  }

  async #generate(): Promise<void> {
    const { comparing, onLiveData, base, route } = this.#options;
    await this.#tell(true);
    await onLiveData((facet) => this.#twins.keepOrigin(facet));
    await generateTraffic({
      twins: this.#twins,
      rollout: this.rollout,
      comparing,
      base,
      route,
      ask: (call, request) => this.#askBoth(`generated call ${call}`, request),
      isEnded: () => this.#isEnded,
    });
    if (this.#isEnded) return;
    this.#forget();
    this.rollout.generated.over = true;
    this.#options.onChange();
  }

  async #compareNext(): Promise<void> {
    if (this.#mirror.isEmpty) {
      this.#forget();
      await this.#tell(false);
      // Nothing waits: now a copy of the live data is what the twins should have come to.
      if (this.#mirror.hasMissed) this.#needsCopy = true;
      if (this.#isMirroring && !this.#needsCopy) await this.#mirror.arrival();
    }
    if (this.#needsCopy) {
      this.#mirror.clear();
      this.#mirror.hasMissed = false;
      await this.#options.onLiveData((facet) => this.#twins.copyFrom(facet));
      this.#needsCopy = false;
      this.#isMirroring = true;
      return;
    }
    const mirrored = await this.#mirror.next();
    if (this.#mirror.dropped > 0) {
      this.rollout.mirrored.dropped = (this.rollout.mirrored.dropped ?? 0) + this.#mirror.dropped;
      this.#mirror.dropped = 0;
      this.#options.onChange();
    }
    if (mirrored === undefined || this.#isEnded) return;
    await this.#tell(true);
    await this.#compare(mirrored);
  }

  async #compare({ request, answer, release }: Mirrored): Promise<void> {
    const { comparing, route } = this.#options;
    const { pathname, search } = new URL(request.url);
    const call = `${request.method} ${pathname}${search}`;
    const answers = await this.#askBoth(call, request);
    if (this.#isEnded) return;
    if (this.rollout.unanswered?.call === call) delete this.rollout.unanswered;
    const pair: Pair = {
      request,
      path: pathname + search,
      route: route(request.method, pathname),
      ...answers,
    };
    const outcome = outcomeOf(pair, comparing);
    const same = release === this.rollout.candidate.release ? answers.candidate : answers.control;
    const noise = compareAnswers({
      route: pair.route,
      control: answer,
      candidate: same,
      meant: nothingMeant,
    });
    if (noise.outcome === "unlike" && !same.long) {
      outcome.events.push({ kind: "unlike", side: "control", what: noise.what });
      this.#mirror.hasMissed = true;
    }
    addPair(this.rollout.mirrored, outcome);
    for (const difference of differencesOf(pair, outcome, true)) keepDifference(this.rollout, difference);
    this.#options.onChange();
    if (answers.control.status === null) this.#mirror.hasMissed = true;
    else if (outcome.diverges) await this.#twins.join();
  }

  /** Asks one after the other, each first in turn, so that being first favours neither. */
  async #askBoth(call: string, request: TwinRequest): Promise<Record<Side, TwinAnswer>> {
    // Callers' requests that have come in go first: the runtime takes in none while there is work to do.
    await scheduler.wait(0);
    await this.#options.quiet();
    await this.#note(call);
    if (this.#turn++ % 2 === 0) {
      const control = await this.#twins.ask("control", request);
      return { control, candidate: await this.#twins.ask("candidate", request) };
    }
    const candidate = await this.#twins.ask("candidate", request);
    return { control: await this.#twins.ask("control", request), candidate };
  }

  /** Notes the call that is under way: code that never ends may take the whole process with it. */
  async #note(call: string): Promise<void> {
    const { storage } = this.#options.ctx;
    // No caller's answer is held back for it, but it is kept before the call begins.
    void storage.put(noteKey, call, { allowUnconfirmed: true });
    await storage.sync();
  }

  #forget(): void {
    void this.#options.ctx.storage.delete(noteKey, { allowUnconfirmed: true });
  }

  /** After a start: what a candidate has not answered, twice, before the process ended, it never will. */
  #recall(): void {
    const call = this.#options.ctx.storage.kv.get<string>(noteKey);
    if (call === undefined) return;
    this.#options.ctx.storage.kv.delete(noteKey);
    const { rollout } = this;
    const { unanswered } = rollout;
    const times = unanswered?.call === call ? unanswered.times + 1 : 1;
    rollout.unanswered = { call, times };
    if (!rollout.generated.over) rollout.generated.pairs = structuredClone(noPairs);
    if (times >= unansweredLimit) this.#blame(call);
    this.#options.onChange();
  }

  #blame(call: string): void {
    const { rollout } = this;
    const pairs = rollout.generated.over ? rollout.mirrored : rollout.generated.pairs;
    const outcome = {
      isMeant: false,
      diverges: true,
      events: [{ kind: "failed" as const, side: "candidate" as const, what: "It did not end." }],
    };
    addPair(pairs, outcome);
    const nothing = { status: null, text: "", rowsRead: 0, milliseconds: 0 };
    const difference: Difference = {
      kind: "failed",
      route: "other",
      request: { method: "GET", path: call, body: null },
      control: nothing,
      candidate: nothing,
      what: `The runtime had to be ended ${unansweredLimit} times while the candidate answered ${call}. Look for an endless loop.`,
      confirmed: true,
    };
    rollout.differences.unshift(difference);
    rollout.differences.splice(20);
    rollout.generated.over = true;
    rollout.settled = true;
  }

  /** Tells whoever watches over the runtime that a candidate may be running. */
  async #tell(isRunning: boolean): Promise<void> {
    if (this.#isTold === isRunning) return;
    this.#isTold = isRunning;
    const { env, ctx } = this.#options;
    await env.WATCHDOG?.fetch("http://watchdog/", {
      method: "POST",
      body: JSON.stringify({ object: ctx.id.toString(), isRunning }),
    }).catch(() => undefined);
  }
}
