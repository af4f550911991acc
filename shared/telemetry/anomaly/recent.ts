/** The last so many numbers, in the order that they came in. */
export class Recent {
  readonly #numbers: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#numbers = new Float64Array(size);
  }

  /** Takes a number in; the one that had to go for it, if there was no room. */
  push(number: number): number | undefined {
    const place = this.#count % this.#numbers.length;
    const gone = this.#count < this.#numbers.length ? undefined : this.#numbers[place];
    this.#numbers[place] = number;
    this.#count += 1;
    return gone;
  }

  /** The numbers, the oldest first. */
  toArray(): number[] {
    const size = this.#numbers.length;
    const oldest = this.#count < size ? 0 : this.#count % size;
    return [...this.#numbers.slice(oldest, Math.min(this.#count, size)), ...this.#numbers.slice(0, oldest)];
  }
}
