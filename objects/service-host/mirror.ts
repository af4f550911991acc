import type { ComparedAnswer } from "../../shared/delivery/compare-answers.ts";
import type { TwinRequest } from "./twin-request.ts";

/** Most requests, and bytes of their bodies and answers, that wait to be compared; most bytes of one body. */
export const mirrorLimits = { requests: 1_000, bytes: 16 * 1024 * 1024, body: 256 * 1024 };

/** A caller's request that waits to be compared, with the answer that the caller got. */
export interface Mirrored {
  request: TwinRequest;
  /** Of the release that answered; status null when it did not. */
  answer: ComparedAnswer;
  release: string;
}

/** A request's place in the queue, from its arrival until its answer has gone out. */
export class Place {
  mirrored: Mirrored | undefined;
  isOver = false;
  bytes = 0;
  readonly #over = Promise.withResolvers<void>();

  end(mirrored?: Mirrored): void {
    if (this.isOver) return;
    this.mirrored = mirrored;
    this.isOver = true;
    this.#over.resolve();
  }

  get over(): Promise<void> {
    return this.#over.promise;
  }
}

/** Callers' requests in the order of their arrival, each until it has been compared. */
export class Mirror {
  readonly #places: Place[] = [];
  #bytes = 0;
  #arrival: PromiseWithResolvers<void> | undefined;
  /** Requests that found no place, or were not fit to be compared. */
  dropped = 0;
  /** Something may have changed live data that the twins have not seen. */
  hasMissed = false;

  /** A place for a request that arrives; none when too many wait, or it is too large. */
  enter(bytes: number, mayWrite: boolean): Place | undefined {
    if (
      this.#places.length >= mirrorLimits.requests ||
      this.#bytes + bytes > mirrorLimits.bytes ||
      bytes > mirrorLimits.body
    ) {
      this.miss(mayWrite);
      return undefined;
    }
    const place = new Place();
    this.hold(place, bytes);
    this.#places.push(place);
    this.#arrival?.resolve();
    return place;
  }

  /** Counts bytes that are kept for a place. */
  hold(place: Place, bytes: number): void {
    place.bytes += bytes;
    this.#bytes += bytes;
  }

  /** A request is not compared. */
  miss(mayWrite: boolean): void {
    this.dropped++;
    this.hasMissed ||= mayWrite;
  }

  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  /** Resolves when a request waits. */
  async arrival(): Promise<void> {
    if (!this.isEmpty) return;
    this.#arrival = Promise.withResolvers();
    await this.#arrival.promise;
    this.#arrival = undefined;
  }

  /** The first request once its answer has gone out; undefined when it is not to be compared. */
  async next(): Promise<Mirrored | undefined> {
    const [place] = this.#places;
    if (place === undefined) return undefined;
    await place.over;
    // All may have been forgotten meanwhile.
    if (this.#places[0] !== place) return undefined;
    this.#places.shift();
    this.#bytes -= place.bytes;
    return place.mirrored;
  }

  /** Forgets all that waits. */
  clear(): void {
    for (const place of this.#places.splice(0)) place.end();
    this.#bytes = 0;
    this.#arrival?.resolve();
  }
}
