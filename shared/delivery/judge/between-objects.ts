import { gammaln } from "simple-statistics";

/** What is known of one object's events: how many there were, and how many its past lets one expect. */
export interface ObjectCount {
  observed: number;
  expected: number;
  /** How far off `expected` may be by itself: the variance of its relative error. */
  variance: number;
}

/** One belief about how much objects change by themselves, apart from each other, with its probability. */
export interface Spread {
  /** Variance of the objects' relative changes. */
  variance: number;
  probability: number;
}

/** From objects that never change by themselves to ones of which some fail ten times as often for an hour. */
const variances = [0, 0.01, 0.03, 0.1, 0.3, 1, 3];

/**
 * How much the objects of a service change by themselves, as their counts show it: a posterior distribution, over a grid
 * that is even in the logarithm. Each group is compared within itself only, so that neither what the groups have in
 * common nor what sets them apart counts; objects without events say nothing.
 *
 * The model is a Poisson count with a gamma distributed change per object, thus negative binomial; a group's own level is
 * its maximum likelihood, corrected for its lost degree of freedom as in restricted likelihood (Patterson & Thompson 1971).
 */
export function spreadBetween(groups: readonly (readonly ObjectCount[])[]): Spread[] {
  const logs = variances.map((variance) =>
    groups.reduce((sum, group) => sum + logRestrictedLikelihood(group, variance), 0),
  );
  const greatest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return variances.map((variance, at) => ({ variance, probability: (weights[at] ?? 0) / total }));
}

/** The variance of the relative error of a group's expected sum. */
export function groupVariance(group: readonly ObjectCount[], between: number): number {
  const expected = group.reduce((sum, one) => sum + one.expected, 0);
  const squares = group.reduce((sum, one) => sum + one.expected ** 2 * (one.variance + between), 0);
  return squares / expected ** 2;
}

function logRestrictedLikelihood(group: readonly ObjectCount[], between: number): number {
  const known = group.filter((one) => one.expected > 0);
  const level = levelOf(known, between);
  if (known.length < 2 || level === 0) return 0;
  let likelihood = 0;
  let information = 0;
  for (const { observed, expected, variance } of known) {
    const mean = level * expected;
    likelihood += logNegativeBinomial(observed, mean, variance + between);
    information += 1 / (1 / mean + variance + between);
  }
  return likelihood - Math.log(information) / 2;
}

/** How many times the expected counts there are in the group: the root of the likelihood's derivative. */
function levelOf(group: readonly ObjectCount[], between: number): number {
  let level = 1;
  for (let round = 0; round < 8; round += 1) {
    let observed = 0;
    let expected = 0;
    for (const one of group) {
      const weight = 1 / (1 + level * one.expected * (one.variance + between));
      observed += weight * one.observed;
      expected += weight * one.expected;
    }
    level = expected === 0 ? 0 : observed / expected;
  }
  return level;
}

/** Without the terms that no parameter is in. `variance` is that of the gamma distribution of mean 1. */
export function logNegativeBinomial(count: number, mean: number, variance: number): number {
  if (variance === 0) return count * Math.log(mean) - mean;
  const shape = 1 / variance;
  const rising = count === 0 ? 0 : gammaln(shape + count) - gammaln(shape);
  return rising - (shape + count) * Math.log1p(mean / shape) + count * Math.log(mean / shape);
}
