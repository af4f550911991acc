/**
 * Counts the calls in flight. While it is closed, those in flight go on and new ones wait, so that what stands behind
 * it can be exchanged with no call lost.
 */
export class Gate {
  #inFlight = 0;
  #opening: PromiseWithResolvers<void> | undefined;
  #drained: (() => void) | undefined;

  /** Resolves when the gate is open; undefined when it is open now. */
  get opening(): Promise<void> | undefined {
    return this.#opening?.promise;
  }

  enter(): void {
    this.#inFlight++;
  }

  leave(): void {
    this.#inFlight--;
    if (this.#inFlight === 0) this.#drained?.();
  }

  /** Closes the gate, runs `exchange` once no call is in flight, and opens the gate whatever came of it. */
  async closedFor<Value>(exchange: () => Promise<Value>): Promise<Value> {
    this.#opening = Promise.withResolvers<void>();
    try {
      if (this.#inFlight > 0) {
        await new Promise<void>((resolve) => {
          this.#drained = resolve;
        });
      }
      return await exchange();
    } finally {
      this.#drained = undefined;
      this.#opening.resolve();
      this.#opening = undefined;
    }
  }
}
