/** Numbers that seem random, and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of at least 0, below the count. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Whether something happens that does with this probability. */
  chance(part: number): boolean {
    return this.next() < part;
  }

  /** One of the items; undefined where there is none. */
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }
}

/** A number that a text always gives. */
export function seedOf(text: string): number {
  let seed = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1)
    seed = Math.imul(seed ^ text.charCodeAt(index), 16_777_619);
  return seed >>> 0;
}
