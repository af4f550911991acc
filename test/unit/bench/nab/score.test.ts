import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../../../shared/random.ts";
import { random } from "../../../bench/nab/baselines.ts";
import { corpusIn, type Series } from "../../../bench/nab/corpus.ts";
import { eventsAt } from "../../../bench/nab/events.ts";
import {
  bestThreshold,
  normalised,
  type Point,
  pointsOf,
  probationOf,
  profiles,
  scaledSigmoid,
  worthAt,
} from "../../../bench/nab/score.ts";
import { windowedGaussian } from "../../../bench/nab/windowed-gaussian.ts";

const corpus = await corpusIn(join(import.meta.dirname, "../../../data/nab"));

/** A thousand rows, a window of a hundred from row 500 on. */
const series: Series = {
  group: "made",
  name: "up",
  at: Array.from({ length: 1000 }, (_, index) => index),
  values: Array(1000).fill(0),
  windows: [{ first: 500, last: 599 }],
};

/** What alarms at just these rows are worth. */
function worthOf(...rows: number[]): number {
  const scores = series.values.map((_, row) => (rows.includes(row) ? 1 : 0));
  return worthAt(pointsOf(series, scores), 1, profiles.standard);
}

describe("The benchmark's score", () => {
  it("weighs a position as the paper's figure does", () => {
    const weights = [-1, -0.5, 0, 1, 3].map((position) => scaledSigmoid(position));
    for (const [index, weight] of [0.98661, 0.84828, 0, -0.98661, -1].entries())
      expect(weights[index]).toBeCloseTo(weight, 5);
  });

  it("leaves out 15% of the rows, at most 750", () => {
    expect([1127, 4032, 5000, 22_695].map(probationOf)).toEqual([169, 604, 750, 750]);
    expect(worthOf(100)).toBe(-1);
  });

  it("gives 1 for a window's first row, less for later ones, and counts only the earliest alarm", () => {
    expect(worthOf(500)).toBe(1);
    expect(worthOf(550)).toBeLessThan(worthOf(510));
    expect(worthOf(510, 511, 560)).toBe(worthOf(510));
  });

  it("takes for a false alarm the less the sooner it is after a window", () => {
    expect(worthOf(500, 300)).toBeCloseTo(1 - 0.11);
    expect(worthOf(500, 999)).toBeCloseTo(1 - 0.11);
    expect(worthOf(500, 605)).toBeGreaterThan(1 - 0.03);
  });

  it("is 0 for silence and 100 for an alarm at the start of each window, by each profile", () => {
    for (const profile of Object.values(profiles)) {
      expect(normalised(-profile.miss, 1, profile)).toBe(0);
      const scores = series.values.map((_, row) => (row === 500 ? 1 : 0));
      expect(normalised(worthAt(pointsOf(series, scores), 1, profile), 1, profile)).toBe(100);
    }
  });

  it.each([
    ["realTraffic/speed_7578.csv", 3.47059145681],
    ["realAdExchange/exchange-3_cpc_results.csv", 2.50266326119],
  ])("of the windowed Gaussian detector on %s is the one published", (path, published) => {
    const found = corpus.find(({ group, name }) => `${group}/${name}` === path);
    if (found === undefined) throw new Error(`${path} is not among the test's data`);
    expect(worthAt(pointsOf(found, windowedGaussian(found)), 1, profiles.standard)).toBeCloseTo(
      published,
      10,
    );
  });
});

describe("The best threshold", () => {
  const points: Point[] = corpus.flatMap((one) =>
    pointsOf(
      one,
      random(one).map((score) => Math.round(score * 50) / 50),
    ),
  );

  it.each(Object.entries(profiles))(
    "is worth what its alarms are, and no other is worth more (%s)",
    (_, profile) => {
      const best = bestThreshold(points, profile);
      expect(worthAt(points, best.threshold, profile)).toBeCloseTo(best.worth, 10);
      for (const threshold of new Set([1.1, ...points.map(({ score }) => score)]))
        expect(worthAt(points, threshold, profile)).toBeLessThanOrEqual(best.worth + 1e-9);
    },
  );

  it("is above all scores where each alarm costs more than it is worth", () => {
    const outside = Array.from({ length: 9 }, () => ({
      score: new Random(1).next(),
      window: undefined,
      worth: -1,
    }));
    expect(bestThreshold(outside, profiles.standard)).toEqual({ threshold: 1.1, worth: 0 });
  });
});

describe("Events", () => {
  it("are one for each window with an alarm, and one for each alarm outside", () => {
    const scores = series.values.map((_, row) => ([510, 520, 700].includes(row) ? 0.6 : 0.1));
    const events = eventsAt(pointsOf(series, scores), 0.5);
    expect(events).toEqual({ windows: 1, found: 1, false: 1, precision: 0.5, recall: 1 });
  });
});
