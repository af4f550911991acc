import type { Sorted } from "./sorted.ts";

/**
 * How many of the largest distances the tail is fitted to. The fit's relative error is about one over its root, a sixth;
 * more of them would reach into what is no longer tail.
 */
const tailSize = 32;

/** How many distances there must be before their largest are a tail, rather than most of them. */
export const enough = 5 * tailSize;

/**
 * How surprising a distance is that is the last of more than `enough`: -log10 of the probability of one so great, at least 0,
 * at most 30.
 * Within what was seen before it is the rank, as in conformal prediction (Vovk, Gammerman and Shafer, "Algorithmic Learning
 * in a Random World", 2005), so exact for whatever distribution if the order doesn't matter. Beyond it, where a rank can say
 * no more than 1 in their number, the excesses over the smallest of the largest are taken as exponential (peaks over
 * threshold; Coles, "An Introduction to Statistical Modeling of Extreme Values", 2001, section 4).
 */
export function surpriseOf(distance: number, distances: Sorted): number {
  const count = distances.count;
  const rank = distances.rankOf(distance);
  const plain = Math.log10(count / (count - rank));
  // The largest but for the distance itself, which stands at its rank.
  const threshold = distances.at(count - 1 - tailSize);
  if (rank <= count - 1 - tailSize) return plain;
  let excess = threshold - distance;
  for (let above = count - tailSize - 1; above < count; above += 1) excess += distances.at(above) - threshold;
  const beyond = distance - threshold;
  // Where all of the largest are the same, anything beyond them has never been seen.
  const tail =
    excess > 0 ? Math.log10((count - 1) / tailSize) + (beyond * tailSize) / (excess * Math.LN10) : 30;
  return Math.min(30, rank === count - 1 ? tail : Math.min(tail, plain));
}
