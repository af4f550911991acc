/** Most milliseconds by which one test's clock may be ahead: a hundred years. */
const farthest = 100 * 365 * 86_400_000;

/** What time it is in one test. */
export interface TestClock {
  /**
   * Lets so many milliseconds pass at once. From the first time on, none pass by themselves.
   *
   * @throws RangeError when that is no time, or the clock would be more than a hundred years ahead
   */
  advance(milliseconds: number): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Whether it was advanced, if only by nothing. */
  readonly isSet: boolean;
}

/** A clock that shows real time until a test advances it, and then what the test lets pass: so tests can be exact. */
export function testClock(real: () => number = Date.now): TestClock {
  let stopped: number | undefined;
  let ahead = 0;
  return {
    advance(milliseconds) {
      if (!(milliseconds >= 0 && ahead + milliseconds <= farthest)) {
        throw new RangeError(
          `A test's clock goes on only, by a hundred years at most: advance(${milliseconds}) asks for what it has not.`,
        );
      }
      stopped ??= real();
      ahead += Math.round(milliseconds);
    },
    now: () => (stopped ?? real()) + ahead,
    get isSet() {
      return stopped !== undefined;
    },
  };
}
