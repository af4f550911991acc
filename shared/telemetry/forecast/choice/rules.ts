import { Leaders } from "./leaders.ts";
import { Polynomial, type SavedPolynomial } from "./polynomial.ts";

/** What `Rules` hold, as JSON. */
export interface SavedRules {
  losses: number[];
  polynomial: SavedPolynomial;
}

/** How many of the models are best. */
const best = 5;

/**
 * Three rules to make one forecast of many models', with one memory: to follow the leader is best where one model is
 * right; the median of the best five where several are, each with noise of its own; the weighted mean where the truth
 * lies between models.
 */
export class Rules {
  static readonly count = 3;
  readonly #leaders: Leaders;
  readonly #polynomial: Polynomial;

  constructor(models: number, saved?: SavedRules) {
    this.#leaders = new Leaders(models, saved?.losses);
    this.#polynomial = new Polynomial(models, saved?.polynomial);
  }

  /** What each rule says; none where there is no forecast. */
  say(forecasts: readonly number[]): number[] {
    const leader = this.#leaders.leader(forecasts);
    const middle = this.#leaders.middleOfBest(forecasts, best);
    const mean = this.#polynomial.combine(forecasts);
    return leader === undefined || middle === undefined || mean === undefined ? [] : [leader, middle, mean];
  }

  /** Learns from a value, and from what models and rules had said of it; what they knew counts `kept` times. */
  observe(forecasts: readonly number[], said: readonly number[], value: number, kept: number): void {
    const [, , mean = value] = said;
    this.#leaders.observe(forecasts, value, kept);
    this.#polynomial.observe(forecasts, mean, value, kept);
  }

  save(): SavedRules {
    return { losses: this.#leaders.save(), polynomial: this.#polynomial.save() };
  }
}
