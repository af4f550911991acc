/** What a `Hedge` holds, as JSON. */
export interface SavedHedge {
  losses: number[];
  rounds: number;
  range: number;
}

/**
 * Exponentially weighted forecasts (Hedge, Freund & Schapire 1997) with the learning rate that theory gives for so many
 * experts and rounds: `sqrt(8 ln N / n)` for losses from 0 to 1 (Cesa-Bianchi & Lugosi 2006, theorem 2.2). Losses are
 * absolute errors over the mean distance of a round's best and worst, so the unit of the series does not matter; losses,
 * rounds and distances fade alike.
 */
export class Hedge {
  readonly #losses: number[];
  #rounds: number;
  #range: number;

  constructor(count: number, saved?: SavedHedge) {
    this.#losses = saved ? [...saved.losses] : new Array<number>(count).fill(0);
    this.#rounds = saved?.rounds ?? 0;
    this.#range = saved?.range ?? 0;
  }

  /** Learns from a value and what the experts had said of it; what it knew counts `kept` times. */
  observe(forecasts: readonly number[], value: number, kept: number): void {
    const errors = forecasts.map((forecast) => Math.abs(forecast - value));
    const least = Math.min(...errors);
    this.#rounds = kept * this.#rounds + 1;
    this.#range = kept * this.#range + Math.max(...errors) - least;
    this.#losses.forEach((loss, index) => {
      this.#losses[index] = kept * loss + (errors[index] ?? least) - least;
    });
  }

  /** The weighted mean of the forecasts; undefined of none. */
  combine(forecasts: readonly number[]): number | undefined {
    const [first] = forecasts;
    if (first === undefined) return undefined;
    const least = Math.min(...this.#losses);
    const rate = Math.sqrt(8 * Math.log(this.#losses.length) * this.#rounds);
    let total = 0;
    let above = 0;
    forecasts.forEach((forecast, index) => {
      // Over the sum of distances, not their mean: the rounds are in the rate. No quotient here can be too large.
      const loss = this.#range === 0 ? 0 : ((this.#losses[index] ?? least) - least) / this.#range;
      const weight = Math.exp(-rate * loss);
      total += weight;
      // About the first forecast: where all say the same, so does the mean, to the last digit.
      above += weight * (forecast - first);
    });
    return first + above / total;
  }

  save(): SavedHedge {
    return { losses: [...this.#losses], rounds: this.#rounds, range: this.#range };
  }
}
