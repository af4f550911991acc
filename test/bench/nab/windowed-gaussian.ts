import type { Detect } from "./baselines.ts";

const size = 6400;

/** The benchmark's baseline: how far out a value is in a normal distribution of up to 6,400 values before it. */
export const windowedGaussian: Detect = ({ values }) => {
  const scores: number[] = [];
  for (const [row, value] of values.entries()) {
    const past = values.slice(Math.max(0, row - size), row);
    const mean = past.reduce((sum, one) => sum + one, 0) / past.length;
    const variance = past.reduce((sum, one) => sum + (one - mean) ** 2, 0) / past.length;
    const deviation = Math.sqrt(variance) || 1e-6;
    const score = past.length === 0 ? 0 : 1 - tailOf(Math.abs(value - mean) / deviation);
    // As the benchmark's files of results have them: its threshold of 1 takes what is 1 to twelve digits.
    scores.push(Number(score.toPrecision(12)));
  }
  return scores;
};

/** The probability that a normal variable is further above its mean than so many deviations, at least 0. */
function tailOf(deviations: number): number {
  return 0.5 * erfc(deviations / Math.SQRT2);
}

/** The complement of the error function, of at least 0, to 1.2e-7 of it (Press et al., "Numerical Recipes", 6.2). */
function erfc(number: number): number {
  const t = 1 / (1 + 0.5 * number);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const sum = coefficients.reduceRight((rest, coefficient) => coefficient + t * rest, 0);
  return t * Math.exp(sum - number * number);
}
