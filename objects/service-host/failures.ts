import { ServiceError } from "../../shared/delivery/control.ts";
import type { Env } from "../environment.ts";
import { isMigrated } from "../storage/migrate.ts";
import type { Deployment } from "./deployments.ts";
import { type Failure, keptFailure } from "./failure.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** Causes of one release that are told apart, releases that causes are kept of, and failures whose cause is being worked out. */
const limits = { causes: 50, releases: 10, waiting: 1_000 };

const others = { cause: "other causes", place: null };

/** Why requests have failed, by release, route and cause. Kept in memory, and written when that is asked for. */
export class Failures {
  readonly #storage: DurableObjectStorage;
  readonly #env: Env;
  /** By release, then by route and cause. */
  readonly #releases = new Map<string, Map<string, ServiceError>>();
  readonly #unwritten = new Set<ServiceError>();
  readonly #waiting = new Set<Promise<void>>();

  constructor(storage: DurableObjectStorage, env: Env) {
    this.#storage = storage;
    this.#env = env;
  }

  /** Counts a failure of the request with this id, as soon as it is known what of its cause may be kept. */
  count(
    { release, digest }: Deployment,
    failed: { route: string; request: string; traceId: string | null; failure: Failure },
  ): void {
    const { failure, ...request } = failed;
    const counted = { release, ...request, at: new Date().toISOString() };
    if (this.#waiting.size >= limits.waiting) {
      this.#add({ ...counted, ...others });
      return;
    }
    const counting = vocabularyOf(this.#env, digest)
      .then((isOfCode) => this.#add({ ...counted, ...keptFailure(failure, isOfCode) }))
      .finally(() => this.#waiting.delete(counting));
    this.#waiting.add(counting);
  }

  /** All that is known, failures included whose cause is still being worked out. */
  async all(): Promise<ServiceError[]> {
    await Promise.all(this.#waiting);
    this.#storage.transactionSync(() => this.write());
    const releases = isMigrated(this.#storage)
      ? this.#storage.sql.exec<{ release: string }>("SELECT DISTINCT release FROM failures").toArray()
      : [];
    return releases.flatMap(({ release }) => [...this.#of(release).values()]);
  }

  /** Writes what has changed since. */
  write(): void {
    const { sql } = this.#storage;
    for (const failure of this.#unwritten) {
      const { release, route, cause, place } = failure;
      sql.exec(
        "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)",
        release,
        route,
        cause,
        place ?? "",
        JSON.stringify(failure),
      );
    }
    if (this.#unwritten.size > 0) this.#forget();
    this.#unwritten.clear();
  }

  #add(counted: {
    release: string;
    route: string;
    request: string;
    traceId: string | null;
    at: string;
    cause: string;
    place: string | null;
  }): void {
    const { release, request, traceId, at, ...cause } = counted;
    const known = this.#of(release);
    const isNew = !known.has(keyOf(cause));
    const kept = isNew && known.size >= limits.causes ? { ...cause, ...others, route: "other" } : cause;
    const before = known.get(keyOf(kept));
    const failure = before ?? { release, ...kept, count: 0, firstSeen: at, lastSeen: at, request, traceId };
    failure.count++;
    failure.lastSeen = at;
    failure.request = request;
    failure.traceId = traceId;
    known.set(keyOf(kept), failure);
    this.#unwritten.add(failure);
  }

  /** Keeps the causes of the releases that have failed last. */
  #forget(): void {
    const { sql } = this.#storage;
    sql.exec(
      `DELETE FROM failures WHERE release NOT IN (SELECT release FROM failures GROUP BY release
         ORDER BY max(failure ->> '$.lastSeen') DESC LIMIT ?)`,
      limits.releases,
    );
  }

  #of(release: string): Map<string, ServiceError> {
    const known = this.#releases.get(release);
    if (known !== undefined) return known;
    const rows = isMigrated(this.#storage)
      ? this.#storage.sql
          .exec<{ failure: string }>("SELECT failure FROM failures WHERE release = ?", release)
          .toArray()
      : [];
    const read = rows.map(({ failure }) => ServiceError.parse(JSON.parse(failure)));
    const failures = new Map(read.map((failure) => [keyOf(failure), failure]));
    this.#releases.set(release, failures);
    return failures;
  }
}

function keyOf({ route, cause, place }: { route: string; cause: string; place: string | null }): string {
  return JSON.stringify([route, cause, place]);
}
