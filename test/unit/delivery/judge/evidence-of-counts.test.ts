import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logBeta, logIncompleteBeta } from "../../../../shared/delivery/judge/beta.ts";
import {
  logEvidenceAbove,
  logEvidenceBelow,
  logEvidenceRarer,
  logMean,
  type Split,
} from "../../../../shared/delivery/judge/evidence-of-counts.ts";
import exact from "./exact.json" with { type: "json" };

const share = fc.double({ min: 1e-4, max: 0.9999, noNaN: true });
const count = fc.integer({ min: 0, max: 100_000 });

/** The mean evidence over all ways in which so many events may fall; `chance` is the logarithm of one order's. */
function meanOf(
  events: number,
  chance: (split: Split) => number,
  evidence: (split: Split) => number,
): number {
  let mean = 0;
  for (let candidate = 0; candidate <= events; candidate += 1) {
    const split = { candidate, control: events - candidate };
    const orders = -logBeta(candidate + 1, split.control + 1) - Math.log(events + 1);
    mean += Math.exp(orders + chance(split) + evidence(split));
  }
  return mean;
}

function binomial(share: number) {
  return ({ candidate, control }: Split) => candidate * Math.log(share) + control * Math.log1p(-share);
}

describe("the incomplete beta function", () => {
  test("of both sides makes the whole", () => {
    fc.assert(
      fc.property(share, fc.double({ min: 1e-3, max: 1e5, noNaN: true }), count, (x, a, b) => {
        const sides = [logIncompleteBeta(x, a, b + 1), logIncompleteBeta(1 - x, b + 1, a)];
        expect(logMean(sides) + Math.log(2)).toBeCloseTo(logBeta(a, b + 1), 7);
      }),
    );
  });

  test("of a = 1 is what calculus says", () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 1000 }), (x, b) => {
        expect(logIncompleteBeta(x, 1, b)).toBeCloseTo(Math.log(-Math.expm1(b * Math.log1p(-x)) / b), 9);
      }),
    );
  });
});

describe("evidence of harm", () => {
  test.each(exact.map(([x, y, rho, value]) => [Number(x), Number(y), Number(rho), Number(value)] as const))(
    "of %d events beside %d at a share of %d is as worked out by other means",
    (candidate, control, rho, value) => {
      const own = logEvidenceAbove({ candidate, control }, rho);
      expect(Math.abs(own - value)).toBeLessThan(1e-8 + 1e-12 * Math.abs(value));
    },
  );

  test("is 1 without data", () => {
    fc.assert(
      fc.property(share, (rho) => {
        expect(logEvidenceAbove({ candidate: 0, control: 0 }, rho)).toBeCloseTo(0, 12);
        expect(logEvidenceRarer(0, 0, rho)).toBeCloseTo(0, 12);
      }),
    );
  });

  test("grows with each event of the candidate, and shrinks with each of the control", () => {
    fc.assert(
      fc.property(share, count, count, (rho, candidate, control) => {
        const here = logEvidenceAbove({ candidate, control }, rho);
        expect(logEvidenceAbove({ candidate: candidate + 1, control }, rho)).toBeGreaterThan(here - 1e-8);
        expect(logEvidenceAbove({ candidate, control: control + 1 }, rho)).toBeLessThan(here + 1e-8);
      }),
    );
  });

  test("has a mean of 1 when there is no harm, so that looking on changes nothing", () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 60 }), (rho, events) => {
        const mean = meanOf(events, binomial(rho), (split) => logEvidenceAbove(split, rho));
        expect(mean).toBeCloseTo(1, 6);
      }),
    );
  });

  test("has a mean of 1 where the share itself is a matter of chance", () => {
    const precision = fc.double({ min: 1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(share, precision, fc.integer({ min: 1, max: 60 }), (rho, known, events) => {
        const [a, b] = [known * rho, known * (1 - rho)];
        const chance = ({ candidate, control }: Split) => logBeta(a + candidate, b + control) - logBeta(a, b);
        const mean = meanOf(events, chance, (split) => logEvidenceAbove(split, rho, known));
        expect(mean).toBeCloseTo(1, 6);
      }),
    );
  });

  test("of a share that is known exactly is that of a share of great precision", () => {
    const events = { candidate: 60, control: 100 };
    expect(logEvidenceAbove(events, 0.25, 1e8)).toBeCloseTo(logEvidenceAbove(events, 0.25), 3);
    expect(logEvidenceAbove(events, 0.25, 100)).toBeLessThan(logEvidenceAbove(events, 0.25));
  });
});

describe("evidence of safety", () => {
  test("is the upper tail, seen from the other side", () => {
    fc.assert(
      fc.property(share, count, count, (rho, candidate, control) => {
        const below = logEvidenceBelow({ candidate, control }, rho);
        expect(below).toBeCloseTo(logEvidenceAbove({ candidate: control, control: candidate }, 1 - rho), 7);
      }),
    );
  });

  test("has a mean of at most 1 when as many requests are hit as the tolerance, or more", () => {
    const more = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, more, fc.integer({ min: 1, max: 60 }), (tolerance, above, requests) => {
        const evidence = ({ candidate }: Split) => logEvidenceRarer(candidate, requests, tolerance);
        expect(meanOf(requests, binomial(tolerance), evidence)).toBeCloseTo(1, 6);
        const chance = binomial(tolerance + above * (0.99995 - tolerance));
        expect(meanOf(requests, chance, evidence)).toBeLessThan(1 + 1e-6);
      }),
    );
  });

  test("of requests that all went well is what calculus says", () => {
    const requests = 500;
    const byHand = (1 - 0.99 ** (requests + 1)) / (0.01 * (requests + 1) * 0.99 ** requests);
    expect(Math.exp(logEvidenceRarer(0, requests, 0.01))).toBeCloseTo(byHand, 9);
  });

  test("shrinks with each event, and grows with each request without one", () => {
    fc.assert(
      fc.property(share, count, count, (tolerance, events, others) => {
        const here = logEvidenceRarer(events, events + others, tolerance);
        expect(logEvidenceRarer(events + 1, events + others + 1, tolerance)).toBeLessThan(here + 1e-8);
        expect(logEvidenceRarer(events, events + others + 1, tolerance)).toBeGreaterThan(here - 1e-8);
      }),
    );
  });
});
