/** A point of a metric: when, in milliseconds since 1970, and how much. */
export interface Point {
  at: number;
  value: number;
}

/** The last so many points, by how many came after them. */
export class History {
  readonly #at: Float64Array;
  readonly #values: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#at = new Float64Array(size);
    this.#values = new Float64Array(size);
  }

  /** How many points there are. */
  get count(): number {
    return Math.min(this.#count, this.#at.length);
  }

  add({ at, value }: Point): void {
    const place = this.#count % this.#at.length;
    this.#at[place] = at;
    this.#values[place] = value;
    this.#count += 1;
  }

  #placeOf(back: number): number {
    return (this.#count - 1 - back) % this.#at.length;
  }

  /** When the point was that `back` points came after, less than `count`. */
  at(back: number): number {
    return this.#at[this.#placeOf(back)] ?? 0;
  }

  /** The value of the point that `back` points came after, less than `count`. */
  value(back: number): number {
    return this.#values[this.#placeOf(back)] ?? 0;
  }

  /** The mean of so many values, the last of them having `back` after it; undefined where there are not so many. */
  mean(many: number, back: number): number | undefined {
    if (this.count < many + back) return undefined;
    let sum = 0;
    for (let index = 0; index < many; index += 1) sum += this.value(back + index);
    return sum / many;
  }
}
