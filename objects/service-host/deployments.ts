import { isMigrated, migrate } from "../storage/migrate.ts";
import { hostMigrations } from "./schema.ts";

export interface Deployment {
  release: string;
  digest: string;
}

/** What a service serves: the live release, those before it (newest first), and the facet that holds the data. */
export interface Serving {
  live: Deployment | null;
  previous: Deployment[];
  /** Number of the facet that holds the live data; 0 before the first release. */
  slot: number;
  /** The last release that was made live: the data keeps what it made, also when it has been taken back. */
  newest: string | null;
}

/** The host's own rows: a stack of deployments, its top is live. They are the one truth of what serves. */
export class Deployments {
  readonly #storage: DurableObjectStorage;
  #isCurrent = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  read(): Serving {
    if (!this.#isCurrent && !isMigrated(this.#storage))
      return { live: null, previous: [], slot: 0, newest: null };
    this.#migrate();
    const [live, ...previous] = this.#storage.sql
      .exec<{ release: string; digest: string }>(
        "SELECT release, digest FROM deployments ORDER BY sequence DESC",
      )
      .toArray();
    const { slot, newest } = this.#storage.sql
      .exec<{ slot: number; newest: string | null }>("SELECT slot, newest FROM data")
      .one();
    return { live: live ?? null, previous, slot, newest };
  }

  /** Makes the deployment live on the data in `slot`, in one transaction. */
  push({ release, digest }: Deployment, slot: number): void {
    this.#migrate();
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("INSERT INTO deployments (release, digest) VALUES (?, ?)", release, digest);
      this.#storage.sql.exec("UPDATE data SET slot = ?, newest = ?", slot, release);
    });
  }

  /** Forgets every deployment of the release; the one before it is live then, on the data in `slot`. */
  remove(release: string, slot: number): void {
    if (!isMigrated(this.#storage)) return;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("DELETE FROM deployments WHERE release = ?", release);
      this.#storage.sql.exec("UPDATE data SET slot = ?", slot);
    });
  }

  /** Forgets everything that the object has ever kept. */
  async forget(): Promise<void> {
    this.#isCurrent = false;
    await this.#storage.deleteAlarm();
    await this.#storage.deleteAll();
  }

  /** Brings the tables up to date, once in the object's life. */
  #migrate(): void {
    if (this.#isCurrent) return;
    migrate(this.#storage, hostMigrations);
    this.#isCurrent = true;
  }
}
