import { gammaln } from "simple-statistics";

/** ln B(a, b), for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/**
 * The logarithm of the incomplete beta function, ln of the integral of t^(a-1) (1-t)^(b-1) from 0 to x, not regularised,
 * for 0 < x < 1 and a, b > 0. Exact to some 1e-9, also where the integral itself is far below the least number.
 *
 * Source: NIST DLMF 8.17.22 (a continued fraction, by Lentz's method) and 8.17.4.
 */
export function logIncompleteBeta(x: number, a: number, b: number): number {
  if (x < (a + 1) / (a + b + 2)) return logTail(x, 1 - x, a, b);
  const whole = logBeta(a, b);
  return whole + Math.log1p(-Math.exp(Math.min(0, logTail(1 - x, x, b, a) - whole)));
}

/** The same where x is below about a / (a + b), so that the fraction converges. */
function logTail(x: number, complement: number, a: number, b: number): number {
  return a * Math.log(x) + b * Math.log(complement) - Math.log(a) - Math.log(fraction(x, a, b));
}

/** The denominator 1 + d1 / (1 + d2 / (1 + ...)) of DLMF 8.17.22. It takes some sqrt(a + b) terms at most. */
function fraction(x: number, a: number, b: number): number {
  let value = 1;
  let upper = 1;
  let lower = 0;
  for (let term = 1; ; term += 1) {
    const m = Math.floor(term / 2);
    const coefficient =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    lower = 1 / away(1 + coefficient * lower);
    upper = away(1 + coefficient / upper);
    value *= upper * lower;
    // So put, NaN ends it as well.
    if (!(Math.abs(upper * lower - 1) >= 1e-15)) return value;
  }
}

/** Lentz's method divides by what may be 0 by chance. */
function away(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
