import type { Past } from "../past.ts";

/**
 * One way to forecast. It learns from each slot as it comes, and forecasts from what it learned and the past; it has never
 * seen what it is asked for.
 */
export interface Model {
  /** Takes in the slot `past.next`, which the past does not hold yet; undefined is a slot without a measurement. */
  observe(value: number | undefined, past: Past): void;
  /**
   * The value that is expected `steps` slots after the newest of the past, at least 1; undefined where too little has
   * been seen.
   */
  forecast(steps: number, past: Past): number | undefined;
  /** What it has learned, all finite; what the past says anyway is not in it. */
  save(): number[];
}
