/** A seeded source of random numbers, even in [0, 1) (mulberry32), with the distributions that traffic is made of. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Of mean 0 and deviation 1 (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Of median 1. */
  logNormal(deviation: number): number {
    return deviation === 0 ? 1 : Math.exp(deviation * this.normal());
  }

  /** By inversion; of a great mean, the nearest whole number to a normal one. */
  poisson(mean: number): number {
    if (mean > 100) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let count = 0;
    let chance = Math.exp(-mean);
    for (let left = this.next() - chance; left > 0 && chance > 0; left -= chance) {
      count += 1;
      chance *= mean / count;
    }
    return count;
  }

  /** `count` of the whole numbers below `size`, each set as likely as any other. */
  sample(size: number, count: number): Set<number> {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(Math.floor(this.next() * size));
    return chosen;
  }
}
