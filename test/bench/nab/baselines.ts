import { seedOf } from "../../../shared/random.ts";
import { Random } from "../judge/random.ts";
import type { Series } from "./corpus.ts";

/** What gives each row of a series a score in [0, 1], 1 being most unusual. */
export type Detect = (series: Series) => number[];

/** Scores that say nothing. The benchmark's 0. */
export const silent: Detect = ({ values }) => values.map(() => 0.5);

/** Scores by chance, the same for the same series. */
export const random: Detect = ({ group, name, values }) => {
  const numbers = new Random(seedOf(`${group}/${name}`));
  return values.map(() => numbers.next());
};
