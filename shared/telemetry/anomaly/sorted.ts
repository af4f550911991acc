/** Numbers in ascending order, at most so many, each as often as it was added. */
export class Sorted {
  readonly #numbers: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#numbers = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  /** The number at a rank, from 0; infinite outside, with the sign of the side. */
  at(rank: number): number {
    if (rank < 0) return Number.NEGATIVE_INFINITY;
    return rank < this.#count ? (this.#numbers[rank] ?? 0) : Number.POSITIVE_INFINITY;
  }

  /** How many are less than the number. */
  rankOf(number: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(number: number): void {
    const rank = this.rankOf(number);
    this.#numbers.copyWithin(rank + 1, rank, this.#count);
    this.#numbers[rank] = number;
    this.#count += 1;
  }

  /** Takes out one that is as much as the number, which must be among them. */
  remove(number: number): void {
    const rank = this.rankOf(number);
    this.#numbers.copyWithin(rank, rank + 1, this.#count);
    this.#count -= 1;
  }
}
