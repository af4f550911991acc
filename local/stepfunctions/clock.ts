import { setTimeout as sleep } from "node:timers/promises";
import { childOf } from "./abort.ts";

/** Time as the interpreter sees it: milliseconds since 1970, and a wait that an abort ends with a rejection. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const longestTimer = 2 ** 31 - 1;

/** The machine's clock. Waits longer than one timer can hold (24 days) are made of several. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    const { controller, release } = childOf(signal);
    try {
      for (let left = milliseconds; left > 0; left -= longestTimer) {
        await sleep(Math.min(left, longestTimer), undefined, { signal: controller.signal });
      }
    } finally {
      release();
    }
  },
};
