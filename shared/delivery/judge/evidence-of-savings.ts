import { cumulativeStdNormalProbability } from "simple-statistics";
import { logMean } from "./evidence-of-counts.ts";

/** What the candidate of each pair saved of the control's cost: the sum over all pairs, and that of the squares. */
export interface Savings {
  sum: number;
  squares: number;
}

/** Variances of the effect that is looked for: from one unit of cost to what no service reads. */
const scales = Array.from({ length: 13 }, (_, power) => 10 ** power);

/**
 * The evidence that the candidate of a pair costs less than the control, in natural logarithms; 0 with no difference at
 * all. It holds at every moment of looking: where which of the two costs less is a matter of chance, as when both are the
 * same, it ever reaches ln(1 / alpha) with probability alpha at most, whatever the costs' distribution.
 *
 * With s the sum and v the squares' sum, exp(x s - x^2 v / 2) is a supermartingale for each x when pairs are symmetric
 * (de la Peña 1999, lemma 6.1); mixed over a half-normal x >= 0 of variance 1 / r it is
 *
 *   E = 2 sqrt(r / (r + v)) exp(s^2 / (2 (r + v))) Phi(s / sqrt(r + v)),
 *
 * and the mean over several r is evidence too.
 */
export function logEvidenceOfSavings({ sum, squares }: Savings): number {
  return logMean(
    scales.map((scale) => {
      const total = scale + squares;
      const standard = sum / Math.sqrt(total);
      const tail = Math.max(cumulativeStdNormalProbability(standard), Number.MIN_VALUE);
      return Math.log(2) + (Math.log(scale) - Math.log(total)) / 2 + standard ** 2 / 2 + Math.log(tail);
    }),
  );
}
