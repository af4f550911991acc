import type { ServiceError } from "../../shared/delivery/control.ts";
import { noPairs } from "../../shared/delivery/evidence.ts";
import type { Env } from "../environment.ts";
import type { Rows } from "../metered-code.ts";
import { messageOf } from "../problem.ts";
import { registryOf } from "../registry/registry-stub.ts";
import type { Deployment } from "./deployments.ts";
import { probeBase } from "./facet.ts";
import { Failures } from "./failures.ts";
import type { HostEvidence } from "./host-evidence.ts";
import { type Answered, Meters } from "./meters.ts";
import {
  beginStep,
  type Comparing,
  countRequest,
  countRows,
  newRollout,
  noCounts,
  type Rollout,
  Rollouts,
} from "./rollout.ts";
import { Shadow } from "./shadow.ts";
import { Telling } from "./telling.ts";

/** What the host does for its observer. */
interface ObservedOptions {
  /** Works with the facet of the live data, which is not exchanged meanwhile. */
  onLiveData: (work: (facet: string) => Promise<void>) => Promise<void>;
  /** Resolves when no code is being exchanged. */
  quiet: () => Promise<void> | undefined;
  /** Has the rows of all calls counted that were so far. */
  collectRows: () => Promise<void>;
}

/** A comparison goes on at most so late after a restart, in milliseconds. */
const wakeInterval = 10_000;

/** Counts are written at most so late, in milliseconds. */
const writeInterval = 1_000;

/**
 * What is seen of an object's releases: counts of all, and what is known about the one on its way. It is in the host's
 * rows at most a second late; a crash loses what was counted since.
 */
export class Observed {
  readonly #ctx: DurableObjectState;
  readonly #env: Env;
  readonly #options: ObservedOptions;
  readonly #meters: Meters;
  readonly #rollouts: Rollouts;
  readonly #failures: Failures;
  readonly #telling: Telling;
  /** Unknown to an object that its alarm has woken, until it is called. */
  #name: string | undefined;
  #rollout: Rollout | undefined;
  #shadow: Shadow | undefined;
  #isWritten = true;
  #writing: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: DurableObjectState, env: Env, options: ObservedOptions) {
    this.#ctx = ctx;
    this.#env = env;
    this.#name = ctx.id.name;
    this.#options = options;
    this.#meters = new Meters(ctx.storage);
    this.#rollouts = new Rollouts(ctx.storage);
    this.#failures = new Failures(ctx.storage, env);
    this.#telling = new Telling({
      meters: this.#meters,
      write: () => this.#write(),
      tell: async (at, meters) => {
        if (this.#name === undefined) throw new Error("The object does not know its name yet.");
        await registryOf(env).take({ object: this.#name, at, meters });
      },
    });
    this.#rollout = this.#rollouts.read();
    this.#compare();
  }

  /** The comparison that is going on, if one is. */
  get shadow(): Shadow | undefined {
    return this.#shadow?.isRunning ? this.#shadow : undefined;
  }

  /** Counts a caller's request; what is given back counts its rows, once they are known. */
  count(deployment: Deployment, answered: Answered): (rows: Rows) => void {
    const countMeterRows = this.#meters.count(deployment, answered);
    const { failed, request, method, path } = answered;
    if (failed !== undefined) {
      const route = this.#meters.route([deployment.digest], method, path);
      this.#failures.count(deployment, { route, request, ...failed });
    }
    const rollout = this.#rollout?.ended === false ? this.#rollout : undefined;
    if (rollout !== undefined) {
      const { status, milliseconds } = answered;
      countRequest(rollout, { failed: status >= 500, milliseconds });
      this.#isWritten = false;
    }
    this.#writeSoon();
    return (rows) => {
      countMeterRows(rows);
      if (rollout === undefined) return;
      countRows(rollout, rows.read);
      this.#isWritten = false;
    };
  }

  /** Resolves when the service's totals hold all that has been counted here. */
  async tell(name: string): Promise<void> {
    this.#name = name;
    await this.#options.collectRows();
    await this.#telling.now();
  }

  /** Why requests have failed. */
  failures(): Promise<ServiceError[]> {
    return this.#failures.all();
  }

  /** Keeps the routes of a release. */
  document(digest: string, paths: Record<string, unknown>, known: readonly string[]): void {
    const { candidate, control, ended = true } = this.#rollout ?? {};
    const others = ended ? [] : [candidate, control].flatMap((one) => one?.digest ?? []);
    this.#meters.document(digest, paths, [...known, ...others]);
  }

  /** The route of a call, as the release of this digest documents it. */
  route(digest: string, method: string, path: string): string {
    return this.#meters.route([digest], method, path);
  }

  /** Whether it is the release that is on its way. */
  follows(release: string): boolean {
    return this.#rollout?.ended === false && this.#rollout.candidate.release === release;
  }

  /** Whether it is compared, or was until that was over. */
  compares(release: string): boolean {
    return this.follows(release) && this.#rollout?.comparing !== undefined;
  }

  /** What is compared now, and how. */
  get comparison(): { candidate: Deployment; comparing: Comparing } | undefined {
    const { candidate, comparing } = this.shadow?.rollout ?? {};
    return candidate === undefined || comparing === undefined ? undefined : { candidate, comparing };
  }

  /** From now on this release is the one on its way. */
  begin(candidate: Deployment, control: Deployment, comparing?: Comparing): void {
    this.#shadow?.end();
    this.#shadow = undefined;
    this.#rollout = newRollout(candidate, control, comparing);
    this.#rollouts.write(this.#rollout);
    this.#compare();
    this.wake();
  }

  /** A canary's step begins. */
  step(runs: boolean): void {
    if (this.#rollout === undefined) return;
    beginStep(this.#rollout, runs);
    this.#changed();
    this.#write();
  }

  /** A release is live: one on its way goes on being compared, with what was live before; another one's way ends. */
  promoted(release: string): void {
    if (this.follows(release)) this.step(true);
    else this.end();
  }

  /** What is seen of a release ends here. */
  takenBack(release: string): void {
    if (this.follows(release)) this.end();
  }

  evidence(release: string, isLive: boolean): HostEvidence {
    this.#write();
    const rollout = this.#rollout?.candidate.release === release ? this.#rollout : undefined;
    const meters = [release, ...(rollout === undefined ? [] : [rollout.control.release])];
    return {
      generating: rollout?.generated.over === false && !rollout.settled,
      generated: rollout?.generated.pairs ?? noPairs,
      mirrored: rollout?.mirrored ?? noPairs,
      differences: rollout?.differences ?? [],
      canary: isLive,
      before: rollout?.before ?? noCounts,
      during: rollout?.during ?? noCounts,
      meters: meters.flatMap((one) => this.#meters.of(one)),
    };
  }

  /** The alarm rang: the object is there, and a comparison that goes on wants to be woken again. */
  wake(): void {
    if (this.shadow === undefined) return;
    const options = { allowUnconfirmed: true };
    void this.#ctx.storage.setAlarm(Date.now() + wakeInterval, options);
  }

  /** Nothing is on its way any more. */
  end(): void {
    if (this.#rollout === undefined || this.#rollout.ended) return;
    this.#rollout.settled = true;
    this.#rollout.ended = true;
    this.#shadow?.end();
    this.#shadow = undefined;
    this.#changed();
    this.#write();
  }

  #compare(): void {
    const rollout = this.#rollout;
    if (rollout?.comparing === undefined || rollout.settled) return;
    const shadow = new Shadow({
      ctx: this.#ctx,
      env: this.#env,
      rollout,
      comparing: rollout.comparing,
      base: probeBase,
      onLiveData: this.#options.onLiveData,
      quiet: this.#options.quiet,
      route: (method, path) =>
        this.#meters.route([rollout.control.digest, rollout.candidate.digest], method, path),
      onChange: () => this.#changed(),
    });
    this.#shadow = shadow;
    shadow.run().catch((error: unknown) => console.error(`A shadow ended: ${messageOf(error)}`));
  }

  #changed(): void {
    this.#isWritten = false;
    this.#writeSoon();
  }

  #writeSoon(): void {
    this.#writing ??= setTimeout(
      () => void this.#options.collectRows().finally(() => this.#write()),
      writeInterval,
    );
  }

  #write(): void {
    if (this.#writing !== undefined) clearTimeout(this.#writing);
    this.#writing = undefined;
    if (this.#meters.isChanged) this.#telling.soon();
    this.#ctx.storage.transactionSync(() => {
      this.#meters.write();
      this.#failures.write();
      if (!this.#isWritten && this.#rollout !== undefined) this.#rollouts.write(this.#rollout);
    });
    this.#isWritten = true;
  }
}
