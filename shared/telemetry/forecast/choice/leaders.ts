import { median } from "../median.ts";

/**
 * The rolling loss of each model: the sum of its absolute errors, where an error weighs `kept` times what it weighed a
 * slot before.
 */
export class Leaders {
  readonly #losses: number[];

  constructor(count: number, saved?: readonly number[]) {
    this.#losses = saved ? [...saved] : new Array<number>(count).fill(0);
  }

  observe(forecasts: readonly number[], value: number, kept: number): void {
    this.#losses.forEach((loss, index) => {
      this.#losses[index] = kept * loss + Math.abs((forecasts[index] ?? value) - value);
    });
  }

  /** What the model with the least loss says (follow the leader); of equals, the first. */
  leader(forecasts: readonly number[]): number | undefined {
    return this.#best(forecasts, 1)[0];
  }

  /** The median of what the best models say, so many of them. */
  middleOfBest(forecasts: readonly number[], count: number): number | undefined {
    return median(this.#best(forecasts, count));
  }

  #best(forecasts: readonly number[], count: number): number[] {
    return this.#losses
      .map((loss, index) => ({ loss, index }))
      .sort((one, other) => one.loss - other.loss || one.index - other.index)
      .slice(0, count)
      .flatMap(({ index }) => forecasts[index] ?? []);
  }

  save(): number[] {
    return [...this.#losses];
  }
}
