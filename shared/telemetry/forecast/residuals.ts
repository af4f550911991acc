/** A residual: by how much the value of a slot was above its forecast. */
export interface Residual {
  slot: number;
  above: number;
}

/** How many of the newest residuals speak for how things are now. */
const newest = 96;
const days = 7;

/**
 * The errors of past forecasts at one horizon, kept for a week, and the quantiles of those to come: of the newest errors
 * together with the ones about the same time of day (an hour to either side). They are split-conformal quantiles, the
 * `ceil((n + 1) q)`-th of n (Vovk et al. 2005): exact in the long run, whatever the errors' distribution, as long as it lasts.
 */
export class Residuals {
  #residuals: Residual[];
  readonly #day: number;

  constructor(day: number, saved: readonly Residual[] = []) {
    this.#day = day;
    this.#residuals = [...saved];
  }

  get count(): number {
    return this.#residuals.length;
  }

  observe(residual: Residual): void {
    this.#residuals.push(residual);
    const oldest = residual.slot - days * this.#day;
    if ((this.#residuals[0]?.slot ?? oldest) < oldest) {
      this.#residuals = this.#residuals.filter(({ slot }) => slot >= oldest);
    }
  }

  /** The quantile, above 0 and below 1, of the error in a slot to come; 0 where there has been no forecast yet. */
  quantile(slot: number, quantile: number): number {
    const near = this.#day / 24;
    const recent = this.#residuals.length - newest;
    const those: number[] = [];
    this.#residuals.forEach(({ slot: of, above }, index) => {
      const apart = (slot - of) % this.#day;
      if (Math.min(apart, this.#day - apart) <= near) those.push(above);
      if (index >= recent) those.push(above);
    });
    const sorted = Float64Array.from(those).sort();
    const rank = Math.ceil((sorted.length + 1) * quantile) - 1;
    return sorted[Math.min(sorted.length - 1, Math.max(0, rank))] ?? 0;
  }

  save(): Residual[] {
    return [...this.#residuals];
  }
}
