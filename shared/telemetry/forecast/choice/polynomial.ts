import { median } from "../median.ts";

/** What a `Polynomial` holds, as JSON. */
export interface SavedPolynomial {
  regrets: number[];
  squares: number[];
  bound: number;
}

/**
 * ML-Poly: a weighted mean whose weights are the regrets of not having followed each model, where there is regret, with a
 * learning rate for each that follows from its own regrets (Gaillard, Stoltz & van Erven, COLT 2014, figure 2). There is
 * nothing to tune. With regrets of the loss's gradient, as here, it comes as near as the root of the time allows to the
 * best fixed weighted mean of the models, not only to the best model. Regrets fade, so that the best may change.
 */
export class Polynomial {
  readonly #regrets: number[];
  readonly #squares: number[];
  #bound: number;

  constructor(count: number, saved?: SavedPolynomial) {
    this.#regrets = saved ? [...saved.regrets] : new Array<number>(count).fill(0);
    this.#squares = saved ? [...saved.squares] : new Array<number>(count).fill(0);
    this.#bound = saved?.bound ?? 0;
  }

  /** Learns from a value, what the models had said of it, and what this had said; what it knew counts `kept` times. */
  observe(forecasts: readonly number[], said: number, value: number, kept: number): void {
    const gradient = Math.sign(said - value);
    this.#regrets.forEach((before, index) => {
      const regret = gradient * (said - (forecasts[index] ?? said));
      this.#regrets[index] = kept * before + regret;
      this.#squares[index] = kept * (this.#squares[index] ?? 0) + regret ** 2;
      this.#bound = Math.max(this.#bound, regret ** 2);
    });
  }

  /** The weighted mean of the forecasts; their median, as long as no model is to be preferred. */
  combine(forecasts: readonly number[]): number | undefined {
    const [first] = forecasts;
    if (first === undefined) return undefined;
    let total = 0;
    let above = 0;
    forecasts.forEach((forecast, index) => {
      const regret = Math.max(0, this.#regrets[index] ?? 0);
      const scale = this.#bound + (this.#squares[index] ?? 0);
      const weight = scale === 0 ? 0 : regret / scale;
      total += weight;
      // About the first forecast: where all say the same, so does the mean, to the last digit.
      above += weight * (forecast - first);
    });
    return total === 0 ? median(forecasts) : first + above / total;
  }

  save(): SavedPolynomial {
    return { regrets: [...this.#regrets], squares: [...this.#squares], bound: this.#bound };
  }
}
