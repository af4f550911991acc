import { DurableObject } from "cloudflare:workers";
import type * as z from "zod";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import type {
  PromoteAnswer,
  PromoteRequest,
  RegisterAnswer,
  ReleaseBase,
  RollbackAnswer,
  RollbackRequest,
  ServiceList,
  SmokeReport,
} from "../../shared/delivery/control.ts";
import type { Release } from "../../shared/delivery/release.ts";
import type { Env } from "../environment.ts";
import { done, type Outcome, type Problem, refused } from "../problem.ts";
import { isOutdated, outdatedRelease } from "../service-host/outdated.ts";
import { migrate } from "../storage/migrate.ts";
import { Bundles } from "./bundles.ts";
import { Nonces } from "./nonces.ts";
import { Releases } from "./releases.ts";
import { registryMigrations } from "./schema.ts";

/**
 * Knows every service, release and bundle, and drives the hosts. What serves is the host's own to say: each call asks
 * the host first and then brings the statuses here in line, so repeating a call that was cut short heals it.
 */
export class Registry extends DurableObject<Env> {
  readonly #bundles: Bundles;
  readonly #releases: Releases;
  readonly #nonces: Nonces;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, registryMigrations);
    this.#bundles = new Bundles(ctx.storage);
    this.#releases = new Releases(ctx.storage);
    this.#nonces = new Nonces(ctx.storage);
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
    if (!this.#bundles.has(digest)) {
      return refused({
        status: 422,
        title: "Unknown bundle",
        detail: `No bundle has the digest ${digest}. Put the bundle first, then register the release.`,
      });
    }
    this.#releases.add(release, new Date().toISOString());
    const prepared = await this.#host(service).prepare(digest);
    if (prepared.outcome === "refused") return prepared;
    this.#releases.follow(service, prepared.value);
    const { live } = prepared.value;
    if (isOutdated(id, base, prepared.value)) return refused(outdatedRelease(id, base, prepared.value));
    const status = this.#releases.find(service, id)?.status ?? "registered";
    return done({ status, live });
  }

  async smoke(service: string, id: string): Promise<Outcome<z.infer<typeof SmokeReport>>> {
    const release = this.#releases.find(service, id);
    if (release === undefined) return refused(unknownRelease(service, id));
    return done(await this.#host(service).smoke(release.digest));
  }

  async promote(
    service: string,
    { release: id, ...base }: z.infer<typeof PromoteRequest>,
  ): Promise<Outcome<z.infer<typeof PromoteAnswer>>> {
    const release = this.#releases.find(service, id);
    if (release === undefined) return refused(unknownRelease(service, id));
    const promoted = await this.#host(service).promote({ release: id, digest: release.digest }, base);
    if (promoted.outcome === "refused") return promoted;
    this.#releases.follow(service, promoted.value);
    const [before = null] = promoted.value.previous;
    return done({ live: id, previous: before, exchange: promoted.value.exchange });
  }

  /** Takes a release back, or with `keepLive` leaves it if it is live. One that is unknown here was never taken in, so nothing is rolled back. */
  async rollback(
    service: string,
    { release, keepLive }: z.infer<typeof RollbackRequest>,
  ): Promise<z.infer<typeof RollbackAnswer>> {
    const { rolledBack, ...state } = await this.#host(service).rollback(release, keepLive);
    const known = rolledBack !== null && this.#releases.find(service, rolledBack) !== undefined;
    this.#releases.follow(service, state);
    if (known) this.#releases.markRolledBack(service, rolledBack);
    const { live, newest, exchange } = state;
    return { live, rolledBack: known ? rolledBack : null, newest, exchange };
  }

  services(): z.infer<typeof ServiceList> {
    return this.#releases.list();
  }

  #host(service: string) {
    return this.env.SERVICE_HOST.getByName(service);
  }
}

function unknownRelease(service: string, id: string): Problem {
  return {
    status: 404,
    title: "Unknown release",
    detail: `The service ${service} has no release ${id}. Register it first.`,
  };
}
