import { Recent } from "./recent.ts";
import { Sorted } from "./sorted.ts";
import { enough, surpriseOf } from "./surprise.ts";

/**
 * How new a number is: its distance from the nearest of the numbers seen, beside each of those's own distance from its
 * nearest. So a number within the range is new where there was a gap, one far outside is no longer so once it was seen, and
 * where the numbers come in bursts of great ones, a great one is nothing new.
 */
export class Novelty {
  readonly #recent: Recent;
  readonly #seen: Sorted;
  /** Of each number seen, the distance from its nearest. */
  readonly #distances: Sorted;

  constructor(size: number) {
    this.#recent = new Recent(size);
    this.#seen = new Sorted(size);
    this.#distances = new Sorted(size);
  }

  /** Takes the number in, in the place of the oldest if there is no room, and gives its distance. */
  learn(number: number): number {
    const oldest = this.#recent.push(number);
    if (oldest !== undefined) this.#forget(oldest);
    const rank = this.#seen.rankOf(number);
    this.#removeDistance(rank - 1);
    this.#removeDistance(rank);
    this.#seen.add(number);
    this.#addDistance(rank - 1);
    this.#addDistance(rank + 1);
    const distance = this.#distanceAt(rank);
    this.#distances.add(distance);
    return distance;
  }

  /** Takes the number in and gives its surprise, see `surpriseOf`; undefined where too few were seen. */
  next(number: number): number | undefined {
    const distance = this.learn(number);
    return this.#seen.count > enough ? surpriseOf(distance, this.#distances) : undefined;
  }

  #forget(number: number): void {
    const rank = this.#seen.rankOf(number);
    for (const at of [rank - 1, rank, rank + 1]) this.#removeDistance(at);
    this.#seen.remove(number);
    for (const at of [rank - 1, rank]) this.#addDistance(at);
  }

  #distanceAt(rank: number): number {
    const number = this.#seen.at(rank);
    return Math.min(number - this.#seen.at(rank - 1), this.#seen.at(rank + 1) - number);
  }

  #addDistance(rank: number): void {
    if (rank >= 0 && rank < this.#seen.count) this.#distances.add(this.#distanceAt(rank));
  }

  #removeDistance(rank: number): void {
    if (rank >= 0 && rank < this.#seen.count) this.#distances.remove(this.#distanceAt(rank));
  }
}
