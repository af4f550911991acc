/** Most milliseconds that one test may pause in all. */
export const longestPause = 3_000;

/** Lets so many milliseconds of real time pass. */
export type Wait = (milliseconds: number) => Promise<void>;

const realTime: Wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * What one test waits by, so that something can lapse: in real time, at most `longestPause` in all.
 *
 * @throws RangeError when a test asks for no such time, or for more than it has left
 */
export function pausing(wait: Wait = realTime): Wait {
  let left = longestPause;
  return async (milliseconds) => {
    if (!(milliseconds >= 0 && milliseconds <= left)) {
      throw new RangeError(
        `A test may pause ${longestPause} ms in all: pause(${milliseconds}) asks for what it has not, with ${left} ms left.`,
      );
    }
    left -= milliseconds;
    await wait(milliseconds);
  };
}
