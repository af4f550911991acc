import { logBeta, logIncompleteBeta } from "./beta.ts";

/** Events of a kind that befell the candidate, and those that befell what it is compared with. */
export interface Split {
  candidate: number;
  control: number;
}

/**
 * The evidence that more of the events befall the candidate than its fair share of them, in natural logarithms; stop for
 * harm at ln(1 / alpha). It holds at every moment of looking: with no harm, it ever gets there with probability alpha at
 * most, even when the rate of events drifts. With no events it is 0.
 *
 * Source: Lindon & Malek, Anytime-valid inference for multinomial count data (arXiv 2011.03567), one-sided: the
 * likelihood ratio of shares above the fair one, mixed by the Beta distribution with a = 2 share, b = 2 (1 - share).
 *
 * @param share the candidate's fair share of the events, between 0 and 1: of pairs 1/2
 * @param precision where the share itself is not known exactly, but has a Beta distribution around `share`: the sum of
 *   its two parameters. The denominator is then the Beta-binomial likelihood; without it, the formula is the published one.
 */
export function logEvidenceAbove(events: Split, share: number, precision = Number.POSITIVE_INFINITY): number {
  const swapped = { candidate: events.control, control: events.candidate };
  return logEvidenceBelow(swapped, 1 - share, { precision });
}

/**
 * The evidence that less of the events befall the candidate than a share of them: the lower tail of the same test.
 *
 * @param fair where the mixture has its centre: the share that is the candidate's if it does no harm
 */
export function logEvidenceBelow(
  { candidate, control }: Split,
  share: number,
  { fair = share, precision = Number.POSITIVE_INFINITY }: { fair?: number; precision?: number } = {},
): number {
  const [a, b] = [2 * fair, 2 * (1 - fair)];
  const mixed = logIncompleteBeta(share, a + candidate, b + control) - logIncompleteBeta(share, a, b);
  return mixed - logLikelihood({ candidate, control }, share, precision);
}

/**
 * The evidence that something befalls less than `tolerance` of the requests, in natural logarithms; 0 with no requests.
 * If every request had at least that chance given all before it, it would ever reach ln(1 / alpha) with probability alpha
 * at most: the ratio of the binomial likelihood, mixed evenly over the chances p below the tolerance t, to that at t,
 *
 *   E = (1 / t) * integral from 0 to t of (p / t)^k ((1 - p) / (1 - t))^(n - k) dp,
 *
 * whose factors have, at a chance of at least t, a mean of at most 1 for each p (Ville's inequality for the product;
 * the method of mixtures: Robbins, Statistical methods related to the law of the iterated logarithm, 1970).
 */
export function logEvidenceRarer(events: number, requests: number, tolerance: number): number {
  const split = { candidate: events, control: requests - events };
  return (
    logIncompleteBeta(tolerance, 1 + split.candidate, 1 + split.control) -
    Math.log(tolerance) -
    logLikelihood(split, tolerance, Number.POSITIVE_INFINITY)
  );
}

function logLikelihood({ candidate, control }: Split, share: number, precision: number): number {
  if (precision === Number.POSITIVE_INFINITY) {
    return candidate * Math.log(share) + control * Math.log1p(-share);
  }
  const [a, b] = [precision * share, precision * (1 - share)];
  return logBeta(a + candidate, b + control) - logBeta(a, b);
}

/**
 * The logarithm of a weighted mean of evidences, which is evidence too: against what all of them are evidence against.
 * The weights sum to 1; without them, all are alike.
 */
export function logMean(logs: readonly number[], weights?: readonly number[]): number {
  const greatest = Math.max(...logs);
  if (!Number.isFinite(greatest)) return greatest;
  const weightAt = (at: number) => weights?.[at] ?? 1 / logs.length;
  return greatest + Math.log(logs.reduce((sum, one, at) => sum + weightAt(at) * Math.exp(one - greatest), 0));
}
