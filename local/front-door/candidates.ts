/** The objects in which code of a release on its way may be running, beside callers' requests: no call shows that. */
export class Candidates {
  readonly #running = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** An object says whether such code may be running in it. */
  note(object: string, isRunning: boolean): void {
    if (isRunning) this.#running.set(object, this.#now());
    else this.#running.delete(object);
  }

  /** Whether any has been running for longer than so many milliseconds. */
  isRunning(patience = 0): boolean {
    const before = this.#now() - patience;
    return this.#running.values().some((since) => since <= before);
  }

  /** The runtime has ended, and all that ran in it. */
  clear(): void {
    this.#running.clear();
  }
}
