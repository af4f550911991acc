import { logEvidenceAbove, logMean, type Split } from "./evidence-of-counts.ts";

/** What pairs of costs say together: how often either was cheaper, and by how much. */
export interface PairSums {
  /** Pairs in which either was cheaper. */
  cheaper: Split;
  /** Sums over the pairs of what the candidate saved, and of its square. */
  saved: number;
  squares: number;
}

/**
 * How much a unit of what is saved counts for, by itself: from 1 for rows down to a 2^24th, each of them as likely. That a
 * row or a million is saved by a request, some of these is near what would have been best.
 */
const weights = Array.from({ length: 25 }, (_, power) => 2 ** -power);

/**
 * The evidence that the candidate is cheaper, in natural logarithms. If it made no difference, so that each pair could
 * as well have come out the other way round, it would reach ln(1 / alpha) with probability alpha at most: it is the
 * mean of two, each of which has a mean of at most 1 then.
 *
 * By how often: the test of counts over pairs in which one is cheaper, with a share of 1/2. By how much: the mean over the
 * weights w of exp(w S - w^2 Q / 2), with S the sum of what was saved and Q that of its squares (de la Peña, A general
 * class of exponential inequalities for martingales and ratios, 1999: cosh x <= exp(x^2 / 2)). The first sees many that
 * save a little; the second also few that save much beside many that cost a little more.
 */
export function logEvidenceCheaper({ cheaper, saved, squares }: PairSums): number {
  const byCount = logEvidenceAbove(cheaper, 1 / 2);
  const bySize = logMean(weights.map((weight) => weight * saved - (weight ** 2 * squares) / 2));
  return logMean([byCount, bySize]);
}

/** The same for that the control is. */
export function logEvidenceDearer({ cheaper, saved, squares }: PairSums): number {
  const swapped = { candidate: cheaper.control, control: cheaper.candidate };
  return logEvidenceCheaper({ cheaper: swapped, saved: -saved, squares });
}
