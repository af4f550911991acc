import { DurableObject } from "cloudflare:workers";
import type * as z from "zod";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import type {
  CallersRequest,
  CanaryAnswer,
  CanaryRequest,
  ErrorList,
  MeterList,
  PromoteAnswer,
  PromoteRequest,
  RegisterAnswer,
  ReleaseBase,
  RollbackAnswer,
  RollbackRequest,
  ServiceList,
  ServiceMeters,
  ShadowRequest,
  SmokeReport,
  TenantAnswer,
  TenantList,
} from "../../shared/delivery/control.ts";
import type { Evidence } from "../../shared/delivery/evidence.ts";
import { CalibrationName, type Release } from "../../shared/delivery/release.ts";
import type { Profile, TraceRequest, TraceState } from "../../shared/improvement/trace.ts";
import { TrialReport, type TrialRequest } from "../../shared/improvement/trial.ts";
import type { Env } from "../environment.ts";
import { done, type Outcome, type Problem, refused } from "../problem.ts";
import { outdated } from "../service-host/outdated.ts";
import { migrate } from "../storage/migrate.ts";
import { Bundles } from "./bundles.ts";
import { each, Fleet, type ServiceObject, tenantMark } from "./fleet.ts";
import { Nonces } from "./nonces.ts";
import { Releases } from "./releases.ts";
import { registryMigrations } from "./schema.ts";
import { isInShare } from "./share.ts";
import { type Told, Totals } from "./totals.ts";
import { wholeErrors } from "./whole-errors.ts";
import { WholeEvidence } from "./whole-evidence.ts";

/**
 * Knows every service, release and bundle, and drives the hosts. What serves is the host's own to say: each call asks
 * the host first and then brings the statuses here in line, so repeating a call that was cut short heals it.
 */
export class Registry extends DurableObject<Env> {
  readonly #bundles: Bundles;
  readonly #releases: Releases;
  readonly #nonces: Nonces;
  readonly #fleet: Fleet;
  readonly #totals: Totals;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, registryMigrations);
    this.#bundles = new Bundles(ctx.storage);
    this.#releases = new Releases(ctx.storage);
    this.#nonces = new Nonces(ctx.storage);
    this.#fleet = new Fleet(ctx.storage, env);
    this.#totals = new Totals(ctx.storage);
  }

  putBundle(digest: string, bundle: Bundle): Promise<Outcome<null>> {
    return this.#bundles.put(digest, bundle);
  }

  bundle(digest: string): Bundle | null {
    return this.#bundles.get(digest);
  }

  /** Whether the nonce of a signed call is new; remembered until `expiresAt`. */
  useNonce(nonce: string, expiresAt: number): Promise<boolean> {
    return this.#nonces.use(nonce, expiresAt);
  }

  override async alarm(): Promise<void> {
    await this.#nonces.prune(Date.now());
  }

  /**
   * Makes a candidate ready. Refused when the id stands for another digest, the code does not start, or neither
   * what it was built upon nor the release itself is live.
   */
  async register(release: Release, base: ReleaseBase = {}): Promise<Outcome<z.infer<typeof RegisterAnswer>>> {
    const { service, id, digest } = release;
    const known = this.#releases.find(service, id);
    if (known !== undefined && known.digest !== digest) {
      return refused({
        status: 409,
        title: "Release exists",
        detail: `The release ${id} of ${service} has the digest ${known.digest}. Register the new code under its own id.`,
      });
    }
    if (!this.#bundles.has(digest)) return refused(unknownBundle(digest));
    this.#releases.add(release, new Date().toISOString());
    const prepared = await this.#fleet.main(service).host.prepare(digest);
    if (prepared.outcome === "refused") return prepared;
    this.#releases.follow(service, prepared.value);
    const { live } = prepared.value;
    const problem = outdated(id, base, prepared.value);
    if (problem !== undefined) return refused(problem);
    const status = this.#releases.find(service, id)?.status ?? "registered";
    return done({ status, live });
  }

  async smoke(service: string, id: string): Promise<Outcome<z.infer<typeof SmokeReport>>> {
    const release = this.#releases.find(service, id);
    if (release === undefined) return refused(unknownRelease(service, id));
    return done(await this.#fleet.main(service).host.smoke(release.digest));
  }

  /** Makes a release live at every object, first at the one that says what is live; what failed is done by a repeat. */
  promote(
    service: string,
    { release: id, ...base }: z.infer<typeof PromoteRequest>,
  ): Promise<Outcome<z.infer<typeof PromoteAnswer>>> {
    return this.#withRelease(service, id, async (deployment) => {
      const promoted = await this.#fleet.main(service).host.promote(deployment, base);
      if (promoted.outcome === "refused") return promoted;
      this.#releases.follow(service, promoted.value);
      const tenants = await each(this.#fleet.tenants(service), async ({ name, host }) => ({
        name,
        outcome: await host.promote(deployment),
      }));
      for (const { name, outcome } of tenants) {
        if (outcome.outcome === "refused") return refused(atObject(name, outcome.problem));
      }
      const [before = null] = promoted.value.previous;
      return done({ live: id, previous: before, exchange: promoted.value.exchange });
    });
  }

  /** Takes a release back, or with `keepLive` leaves it if it is live. One that is unknown here was never taken in, so nothing is rolled back. */
  rollback(
    service: string,
    { release, keepLive }: z.infer<typeof RollbackRequest>,
  ): Promise<z.infer<typeof RollbackAnswer>> {
    return this.#fleet.inTurn(service, async () => {
      const main = this.#fleet.main(service);
      const { rolledBack, ...state } = await main.host.rollback(release, { keepLive });
      const known = rolledBack !== null && this.#releases.find(service, rolledBack) !== undefined;
      this.#releases.follow(service, state);
      if (known) this.#releases.markRolledBack(service, rolledBack);
      const { live, newest, exchange } = state;
      if (rolledBack !== null) {
        const digest = live === null ? undefined : this.#releases.find(service, live)?.digest;
        const instead = live === null || digest === undefined ? null : { release: live, digest };
        await each(this.#fleet.tenants(service), ({ host }) => host.rollback(rolledBack, { instead }));
      }
      return { live, rolledBack: known ? rolledBack : null, newest, exchange };
    });
  }

  /** Compares a release with the live one at every object; made-up calls are made at the service's own only. */
  shadow(
    service: string,
    { release: id, previous, newest, ...comparing }: z.infer<typeof ShadowRequest>,
  ): Promise<Outcome<Evidence>> {
    return this.#withRelease(service, id, async (deployment) => {
      const main = this.#fleet.main(service);
      const own = await main.host.shadow(deployment, comparing, { previous, newest });
      if (own.outcome === "refused") return own;
      const whole = new WholeEvidence();
      await whole.add(main.name, own.value);
      const refusals = await each(this.#fleet.tenants(service), async ({ name, host }) => {
        const outcome = await host.shadow(deployment, { ...comparing, generated: 0 });
        if (outcome.outcome === "refused") return atObject(name, outcome.problem);
        await whole.add(name, outcome.value);
        return undefined;
      });
      for (const refusal of refusals) {
        if (refusal !== undefined) return refused(refusal);
      }
      return done(whole.value);
    });
  }

  /** Lets a share of the tenants run a release; the service's own object says what is live, and never does. */
  canary(
    service: string,
    { release: id, share, ...base }: z.infer<typeof CanaryRequest>,
  ): Promise<Outcome<z.infer<typeof CanaryAnswer>>> {
    return this.#withRelease(service, id, async (deployment) => {
      const own = await this.#fleet.main(service).host.canary(deployment, { runs: false, base });
      if (own.outcome === "refused") return own;
      const tenants = this.#fleet.tenants(service);
      const outcomes = await each(tenants, async ({ name, host }) => {
        const runs = await isInShare(id, name, share);
        return { name, outcome: await host.canary(deployment, { runs }) };
      });
      let canary = 0;
      for (const { name, outcome } of outcomes) {
        if (outcome.outcome === "refused") return refused(atObject(name, outcome.problem));
        if (outcome.value.live === id) canary++;
      }
      return done({ canary, objects: tenants.length + 1 });
    });
  }

  async evidence(service: string, id: string): Promise<Outcome<Evidence>> {
    if (this.#releases.find(service, id) === undefined) return refused(unknownRelease(service, id));
    const whole = new WholeEvidence();
    await each(this.#objects(service), async ({ name, host }) => whole.add(name, await host.evidence(id)));
    return done(whole.value);
  }

  /** Takes what an object has counted. */
  take(told: Told): void {
    // Nobody's callers: they are in no metric, and no alarm is about them.
    if (CalibrationName.safeParse(told.object).success) return;
    this.#totals.take(told);
  }

  /** Totals of services that were called since the change of this number. */
  meters(after: number): MeterList {
    return this.#totals.after(after);
  }

  /** A service's totals, once its objects have told what they have counted so far. */
  async serviceMeters(service: string): Promise<ServiceMeters> {
    await each(this.#objects(service), ({ name, host }) => host.tell(name));
    return { service, meters: this.#totals.of(service) };
  }

  /** Why requests failed at all objects of a service. */
  async errors(service: string): Promise<ErrorList> {
    const failures = await each(this.#objects(service), ({ host }) => host.failures());
    return { errors: wholeErrors(failures.flat()) };
  }

  /** Ends what is compared and counted of a release at every object. */
  async settle(service: string, id: string): Promise<void> {
    await this.#fleet.inTurn(service, () => each(this.#objects(service), ({ host }) => host.settle(id)));
  }

  /** Records callers' requests at the service's own object; those of its tenants' are not recorded. */
  async trace(service: string, request: TraceRequest): Promise<Outcome<TraceState>> {
    return this.#fleet.main(service).host.trace(request);
  }

  async traceState(service: string, trace: string): Promise<Outcome<TraceState>> {
    return this.#fleet.main(service).host.traceState(trace);
  }

  /** Takes long, so nothing else that is asked of the service waits for it: it changes nothing that serves. */
  async profile(service: string, trace: string): Promise<Outcome<Profile>> {
    return this.#fleet.main(service).host.profile(trace);
  }

  /** As {@link profile}. */
  async trial(service: string, request: TrialRequest): Promise<Outcome<TrialReport>> {
    const missing = [request.control, request.candidate].find((digest) => !this.#bundles.has(digest));
    if (missing !== undefined) return refused(unknownBundle(missing));
    const outcome = await this.#fleet.main(service).host.trial(request);
    return outcome.outcome === "done" ? done(TrialReport.parse(outcome.value)) : outcome;
  }

  /** Has made-up callers ask what is live until a trace of them is whole. */
  async callers(service: string, request: CallersRequest): Promise<Outcome<TraceState>> {
    return this.#fleet.main(service).host.callers(request);
  }

  /** Forgets a service with all that is its own, as if it had never been. */
  remove(service: string): Promise<void> {
    return this.#fleet.inTurn(service, async () => {
      await this.#fleet.main(service).host.remove();
      this.#bundles.remove(this.#releases.remove(service));
    });
  }

  /** Makes a tenant's object, with what is live in the service; what is compared there is compared here as well. */
  addTenant(service: string, tenant: string): Promise<Outcome<z.infer<typeof TenantAnswer>>> {
    return this.#fleet.inTurn(service, async () => {
      const live = this.#releases.live(service);
      if (live === undefined) {
        return refused({
          status: 409,
          title: "Nothing is live",
          detail: `No release of ${service} is live. Make one live first, then its tenants.`,
        });
      }
      const { name, host } = this.#fleet.tenant(service, tenant);
      // Remembered first: what is not finished is then finished by the next promotion.
      this.#fleet.add(service, tenant);
      const made = await host.adopt({ release: live.id, digest: live.digest });
      if (made.outcome === "refused") return refused(atObject(name, made.problem));
      const comparison = await this.#fleet.main(service).host.comparison();
      if (comparison !== null) {
        const { candidate, comparing } = comparison;
        const compared = await host.shadow(candidate, { ...comparing, generated: 0 });
        if (compared.outcome === "refused") return refused(atObject(name, compared.problem));
      }
      return done({ live: made.value.live ?? live.id, path: `/services/${service}${tenantMark}${tenant}` });
    });
  }

  tenants(service: string): z.infer<typeof TenantList> {
    return { tenants: this.#fleet.tenantNames(service) };
  }

  services(): z.infer<typeof ServiceList> {
    return this.#releases.list();
  }

  #objects(service: string): ServiceObject[] {
    return [this.#fleet.main(service), ...this.#fleet.tenants(service)];
  }

  #withRelease<Value>(
    service: string,
    id: string,
    work: (deployment: { release: string; digest: string }) => Promise<Outcome<Value>>,
  ): Promise<Outcome<Value>> {
    return this.#fleet.inTurn(service, async () => {
      const release = this.#releases.find(service, id);
      if (release === undefined) return refused(unknownRelease(service, id));
      return work({ release: id, digest: release.digest });
    });
  }
}

/** A refusal of one object among several, of which others may have done what was asked. */
function atObject(name: string, { status, title, detail }: Problem): Problem {
  return {
    status,
    title,
    detail: `At ${name}: ${detail} Other objects may be done; repeat the call to finish.`,
  };
}

function unknownRelease(service: string, id: string): Problem {
  return {
    status: 404,
    title: "Unknown release",
    detail: `The service ${service} has no release ${id}. Register it first.`,
  };
}

function unknownBundle(digest: string): Problem {
  return {
    status: 422,
    title: "Unknown bundle",
    detail: `No bundle has the digest ${digest}. Put the bundle first, then repeat the call.`,
  };
}
