import { probit } from "simple-statistics";
import { rowsPerWrittenRow, sumOfCosts, unitCost } from "../delivery/cost.ts";
import type { PairSums } from "../delivery/judge/evidence-of-pairs.ts";
import type { RouteTrial } from "./trial.ts";

/** The sums of the pairs of some routes. */
export function pairSums(routes: readonly RouteTrial[]): PairSums {
  const sums = { cheaper: { candidate: 0, control: 0 }, saved: 0, squares: 0 };
  for (const { control, candidate, cheaper, squares } of routes) {
    sums.cheaper.candidate += cheaper.candidate;
    sums.cheaper.control += cheaper.control;
    sums.saved += unitCost(control) * control.requests - unitCost(candidate) * candidate.requests;
    sums.squares += Math.max(0, squares.control - 2 * squares.product + squares.candidate);
  }
  return sums;
}

/** By which share the candidate costs less, with an interval in which that of all such requests is, of 1 - alpha. */
export interface Gain {
  gain: number;
  interval: [number, number];
}

/**
 * The gain over all requests is a ratio of sums over pairs, so its error is that of a ratio estimator: with c and k the
 * pairs' costs and R their ratio, the root of the sum of (c - R k)^2, over the sum of k (Cochran, Sampling Techniques,
 * 1977, 6.4). The interval is the normal one: it describes what was measured, and decides nothing.
 */
export function gainOf(routes: readonly RouteTrial[], alpha: number): Gain {
  const [control, candidate] = [
    unitCost(sumOfCosts(routes.map((route) => route.control))),
    unitCost(sumOfCosts(routes.map((route) => route.candidate))),
  ];
  if (control === 0) return { gain: 0, interval: [0, 0] };
  const ratio = candidate / control;
  const requests = routes.reduce((sum, route) => sum + route.control.requests, 0);
  const residuals = routes.reduce(
    (sum, { squares }) =>
      sum + squares.candidate - 2 * ratio * squares.product + ratio ** 2 * squares.control,
    0,
  );
  const error = Math.sqrt(Math.max(0, residuals)) / (control * requests);
  const reach = probit(1 - alpha / 2) * error;
  return { gain: 1 - ratio, interval: [1 - ratio - reach, 1 - ratio + reach] };
}

/** Routes with fewer requests say too little of themselves alone. */
const leastRequests = 20;

/**
 * What a request may cost more, whatever the route: a few rows read, and the rows that a write has to keep, since an entry of
 * an index that moves is taken out and put in, and a count that is kept is written. Whether that is worth it, all
 * requests together say.
 */
const allowance = { read: 20, written: 2 };

/** Routes of which a request costs more than the guard allows. */
export function overGuard(routes: readonly RouteTrial[], guard: number): RouteTrial[] {
  return routes.filter(({ control, candidate }) => {
    const [before, after] = [unitCost(control), unitCost(candidate)];
    const kept = candidate.rowsWritten / candidate.requests - control.rowsWritten / control.requests;
    const allowed = allowance.read + rowsPerWrittenRow * Math.min(allowance.written, Math.max(0, kept));
    return control.requests >= leastRequests && after > guard * before && after - before > allowed;
  });
}
