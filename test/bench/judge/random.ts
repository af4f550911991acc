import { Random as Numbers } from "../../../shared/random.ts";

/** Random numbers with the distributions that traffic is made of. */
export class Random extends Numbers {
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
