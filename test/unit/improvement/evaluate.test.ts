import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noCost, unitCost } from "../../../shared/delivery/cost.ts";
import { evaluate } from "../../../shared/improvement/evaluate.ts";
import { TrialOutcome } from "../../../shared/improvement/proposal.ts";
import type { RouteTrial, TrialReport } from "../../../shared/improvement/trial.ts";
import { Random } from "../../../shared/random.ts";
import { hypothesis } from "./library.ts";

/** What either has read and written for one request. */
type Pair = { control: [number, number]; candidate: [number, number] };

function routeOf(route: string, pairs: readonly Pair[]): RouteTrial {
  const trial: RouteTrial = {
    route,
    control: { ...noCost },
    candidate: { ...noCost },
    cheaper: { control: 0, candidate: 0 },
    squares: { control: 0, candidate: 0, product: 0 },
    times: [],
  };
  for (const pair of pairs) {
    const [control, candidate] = (["control", "candidate"] as const).map((side) => {
      const [rowsRead, rowsWritten] = pair[side];
      trial[side].requests += 1;
      trial[side].rowsRead += rowsRead;
      trial[side].rowsWritten += rowsWritten;
      return unitCost({ requests: 1, rowsRead, rowsWritten });
    });
    const [k, c] = [control ?? 0, candidate ?? 0];
    trial.squares.control += k * k;
    trial.squares.candidate += c * c;
    trial.squares.product += k * c;
    if (c < k) trial.cheaper.candidate += 1;
    if (k < c) trial.cheaper.control += 1;
  }
  return trial;
}

function report(routes: RouteTrial[], more: Partial<TrialReport> = {}): TrialReport {
  return {
    trial: "a",
    part: "search",
    routes,
    unlike: 0,
    differences: [],
    bytes: { control: 1, candidate: 1 },
    ...more,
  };
}

const many = (count: number, pair: Pair) => Array.from({ length: count }, () => pair);
const better = routeOf("GET /books", many(60, { control: [200, 0], candidate: [5, 0] }));

describe("a benefit", () => {
  test("costs less by the least share, on enough pairs", () => {
    const { outcome, gain, interval, evidence } = evaluate(report([better]), hypothesis);
    expect(outcome).toBe("benefit");
    expect(gain).toBeCloseTo(0.975);
    expect(interval[0]).toBeLessThanOrEqual(gain);
    expect(evidence).toBeGreaterThan(20);
  });

  test("can be few costly reads beside many writes that cost a little more", () => {
    const writes = routeOf("POST /books", many(300, { control: [1, 5], candidate: [1, 6] }));
    const reads = routeOf("GET /books", many(40, { control: [5000, 0], candidate: [20, 0] }));
    expect(evaluate(report([writes, reads]), hypothesis).outcome).toBe("benefit");
  });

  test.each([
    ["few pairs", routeOf("GET /books", many(4, { control: [200, 0], candidate: [5, 0] })), {}],
    ["less than the least", routeOf("GET /books", many(500, { control: [200, 0], candidate: [190, 0] })), {}],
    ["no difference", routeOf("GET /books", many(500, { control: [200, 0], candidate: [200, 0] })), {}],
    ["a candidate that could not be tried", better, { failure: "it does not start." }],
  ])("is not %s", (_what, route, more) => {
    expect(evaluate(report([route], more), hypothesis).outcome).toBe("inconclusive");
  });

  test("is none when a route costs more than the guard, unless it is what a write has to keep", () => {
    const dearer = (rows: number) =>
      routeOf("GET /books/{id}", many(50, { control: [2, 0], candidate: [rows, 0] }));
    const { outcome, text } = evaluate(report([better, dearer(40)]), hypothesis);
    expect(outcome).toBe("inconclusive");
    expect(text).toContain("GET /books/{id} costs 20 times as much");
    const writes = routeOf("POST /books", many(50, { control: [1, 2], candidate: [1, 3] }));
    expect(evaluate(report([better, writes]), hypothesis).outcome).toBe("benefit");
  });

  test("of few pairs with one that saves a million rows is not proven", () => {
    const one = many(1, { control: [1_000_000, 0], candidate: [1, 0] });
    const rest = many(30, { control: [5, 0], candidate: [5, 0] });
    expect(evaluate(report([routeOf("GET /books", [...one, ...rest])]), hypothesis).outcome).toBe(
      "inconclusive",
    );
  });
});

describe("harm", () => {
  test("is an answer unlike the other's, whatever is saved", () => {
    expect(evaluate(report([better], { unlike: 1 }), hypothesis).outcome).toBe("harm");
  });

  test("is to cost more", () => {
    const worse = routeOf("GET /books", many(60, { control: [5, 0], candidate: [200, 0] }));
    expect(evaluate(report([worse]), hypothesis).outcome).toBe("harm");
  });
});

test("a trial without requests says nothing", () => {
  const empty = evaluate(report([]), hypothesis);
  expect(empty).toMatchObject({ outcome: "inconclusive", gain: 0, interval: [0, 0] });
});

test("of a design and itself there is never a benefit, whatever the costs", () => {
  const side = fc.tuple(fc.nat(10_000), fc.nat(20));
  fc.assert(
    fc.property(fc.array(side, { minLength: 1, maxLength: 200 }), (sides) => {
      const same = routeOf(
        "GET /books",
        sides.map((one) => ({ control: one, candidate: one })),
      );
      const result = evaluate(report([same]), { ...hypothesis, least: 0.0001, alpha: 0.9 });
      expect(result.outcome).toBe("inconclusive");
      expect(TrialOutcome.safeParse(result).error).toBeUndefined();
    }),
  );
});

test("whichever side is called the candidate, the gain turns its sign and no pair is evidence for both", () => {
  const side = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(5));
  fc.assert(
    fc.property(
      fc.array(fc.record({ control: side, candidate: side }), { minLength: 1, maxLength: 100 }),
      (pairs) => {
        const turned = pairs.map(({ control, candidate }) => ({ control: candidate, candidate: control }));
        const [one, other] = [pairs, turned].map((all) =>
          evaluate(report([routeOf("GET /books", all)]), hypothesis),
        );
        expect(Math.sign(one?.gain ?? 0)).toBe(-Math.sign(other?.gain ?? 0) + 0);
        expect([one?.outcome, other?.outcome].filter((outcome) => outcome === "benefit").length).toBeLessThan(
          2,
        );
      },
    ),
  );
});

test("placebos whose costs vary by chance are promoted no more often than alpha allows", () => {
  const random = new Random(20261126);
  const trials = 1000;
  // Without a least gain, so that the evidence alone has to hold them back; costs with a heavy tail.
  const claim = { ...hypothesis, least: 1e-9, guard: 1e9 };
  const rows = () => Math.ceil(random.next() ** -1.5);
  let promoted = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const pairs = Array.from({ length: 100 }, (): Pair => {
      const fixed = random.below(50);
      return { control: [fixed + rows(), 0], candidate: [fixed + rows(), 0] };
    });
    if (evaluate(report([routeOf("GET /books", pairs)]), claim).outcome === "benefit") promoted += 1;
  }
  expect(promoted / trials).toBeLessThanOrEqual(hypothesis.alpha);
});

test("a real gain of a third beneath the same noise is found mostly", () => {
  const random = new Random(7);
  let found = 0;
  for (let trial = 0; trial < 100; trial += 1) {
    const pairs = Array.from(
      { length: 200 },
      (): Pair => ({
        control: [50 + random.below(100), 0],
        candidate: [Math.round(0.67 * (50 + random.below(100))), 0],
      }),
    );
    if (evaluate(report([routeOf("GET /books", pairs)]), hypothesis).outcome === "benefit") found += 1;
  }
  expect(found).toBeGreaterThan(90);
});
