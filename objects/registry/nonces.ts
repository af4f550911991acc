/** Nonces of signed calls, remembered for as long as their signature would be accepted. */
export class Nonces {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Whether the nonce is new. It is remembered until `expiresAt` (milliseconds since the epoch). */
  async use(nonce: string, expiresAt: number): Promise<boolean> {
    const fresh =
      this.#storage.sql
        .exec("INSERT OR IGNORE INTO nonces VALUES (?, ?) RETURNING nonce", nonce, expiresAt)
        .toArray().length > 0;
    if (fresh && (await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(expiresAt);
    return fresh;
  }

  /** Forgets what has expired, and asks to be called again when more will have. */
  async prune(now: number): Promise<void> {
    this.#storage.sql.exec("DELETE FROM nonces WHERE expires_at <= ?", now);
    const { next } = this.#storage.sql
      .exec<{ next: number | null }>("SELECT MAX(expires_at) AS next FROM nonces")
      .one();
    if (next !== null) await this.#storage.setAlarm(next);
  }
}
