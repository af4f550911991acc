import { Recent } from "./recent.ts";
import { Sorted } from "./sorted.ts";
import { enough, surpriseOf } from "./surprise.ts";

const day = 24 * 60 * 60 * 1000;
/** What counts as the same time of day: traffic that follows people's habits is seldom punctual to the hour. */
const near = 60 * 60 * 1000;
/** Fewer numbers at that time of other days than this say nothing of what is usual. */
const few = 6;

/** How far a number is from anything at the same time of other days, beside how far such numbers used to be. */
export class UsualDay {
  readonly #at: Float64Array;
  readonly #numbers: Float64Array;
  #count = 0;
  readonly #recent: Recent;
  readonly #distances: Sorted;

  constructor(size: number) {
    this.#at = new Float64Array(size);
    this.#numbers = new Float64Array(size);
    this.#recent = new Recent(size);
    this.#distances = new Sorted(size);
  }

  /** Takes a number in, and when it was, in milliseconds. */
  learn(number: number, at: number): void {
    const place = this.#count % this.#at.length;
    this.#at[place] = at;
    this.#numbers[place] = number;
    this.#count += 1;
  }

  /**
   * The distance from the nearest of the numbers that were taken in for at least half a day earlier and within an hour of
   * the same time of day; undefined where there are fewer than six.
   */
  distanceOf(number: number, at: number): number | undefined {
    let found = 0;
    let distance = Number.POSITIVE_INFINITY;
    const count = Math.min(this.#count, this.#at.length);
    for (let place = 0; place < count; place += 1) {
      const ago = at - (this.#at[place] ?? 0);
      // Not the remainder of the division: that of floating point numbers takes most of a detector's time.
      const apart = Math.abs(ago - day * Math.round(ago / day));
      if (apart > near || ago < day / 2) continue;
      found += 1;
      distance = Math.min(distance, Math.abs(number - (this.#numbers[place] ?? 0)));
    }
    return found < few ? undefined : distance;
  }

  /** Takes in a distance, in the place of the oldest if there is no room. */
  learnDistance(distance: number): void {
    const oldest = this.#recent.push(distance);
    if (oldest !== undefined) this.#distances.remove(oldest);
    this.#distances.add(distance);
  }

  /** Takes in a distance and gives its surprise, see `surpriseOf`; undefined where too few were taken in. */
  next(distance: number): number | undefined {
    this.learnDistance(distance);
    return this.#distances.count > enough ? surpriseOf(distance, this.#distances) : undefined;
  }

  /** The distances taken in, the oldest first. */
  distances(): number[] {
    return this.#recent.toArray();
  }
}
