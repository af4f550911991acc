import type { Random } from "../../shared/random.ts";

const second = 1_000;
const hour = 3_600 * second;

/** A time that moves on from call to call, and over the ends of days, months and years more often than a day has them. */
export class Clock {
  #now: number;
  readonly #random: Random;

  constructor(start: number, random: Random) {
    this.#now = start;
    this.#random = random;
  }

  /** Milliseconds since the epoch. */
  next(): number {
    const random = this.#random;
    const chance = random.next();
    if (chance < 0.1) return this.#now;
    if (chance < 0.88) this.#now += 1 + random.below(120 * second);
    else if (chance < 0.95) this.#now += random.below(12 * hour);
    else this.#now = this.#endOf(chance) + (random.pick([-1, 0, 1, -30 * second, 2 * hour]) ?? 0);
    return this.#now;
  }

  /** The midnight (UTC) after which the next day, month or year begins. */
  #endOf(chance: number): number {
    const date = new Date(this.#now + hour);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    if (chance < 0.98) return Date.UTC(year, month, date.getUTCDate() + 1);
    return chance < 0.995 ? Date.UTC(year, month + 1, 1) : Date.UTC(year + 1, 0, 1);
  }
}
