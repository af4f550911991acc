import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnomalyDetector, alarmAt } from "../../../../shared/telemetry/anomaly/detector.ts";
import { Random } from "../../../bench/judge/random.ts";
import { ordinary } from "../../../bench/nab/ordinary.ts";

const step = 5 * 60_000;
const perDay = 288;

function scoresOf(values: readonly number[], detector = new AnomalyDetector(), from = 0): number[] {
  return values.map((value, index) => detector.next({ at: from + index * step, value }));
}

function alarmsOf(values: readonly number[]): number[] {
  return scoresOf(values).flatMap((score, index) => (score >= alarmAt ? [index] : []));
}

function made(kind: string, count: number, seed = 1): number[] {
  const make = ordinary[kind];
  if (make === undefined) throw new Error(`No ordinary series is called ${kind}`);
  return Array.from({ length: count }, (_, index) => index).map(make(new Random(seed)));
}

/** A series that is changed from point 3,000 on. */
function changed(kind: string, change: (value: number, index: number) => number): number[] {
  return made(kind, 3100).map((value, index) => (index < 3000 ? value : change(value, index)));
}

describe("AnomalyDetector", () => {
  it.each([
    ["a load that goes up by three deviations and stays", changed("normal noise", (value) => value + 30), 3],
    ["latencies that triple", changed("log-normal latencies", (value) => 3 * value), 10],
    ["one request count of a hundred times the usual", changed("small counts", (value) => value + 300), 0],
    ["counts of none by day", changed("counts over a day", () => 0), 0],
    ["a deviation that triples", changed("normal noise", (value) => 100 + 3 * (value - 100)), 15],
  ])("alarms for %s", (_, values, within) => {
    const alarms = alarmsOf(values).filter((index) => index >= 3000);
    expect(alarms[0]).toBeGreaterThanOrEqual(3000);
    expect(alarms[0]).toBeLessThanOrEqual(3000 + within);
  });

  it("alarms when what comes each day stays away, by values that are ordinary at night", () => {
    const values = made("office hours", 12 * perDay);
    const morning = values.findIndex((value, index) => index >= 11 * perDay && value > 50);
    const night = values.slice(11 * perDay - 100, 11 * perDay);
    const alarms = alarmsOf([...values.slice(0, morning), ...night]);
    const first = alarms.find((index) => index >= morning) ?? Number.POSITIVE_INFINITY;
    expect(first - morning).toBeLessThan(40);
  });

  it("alarms once for what is one incident, and not for its end", () => {
    const values = changed("normal noise", (value, index) => (index < 3040 ? value + 200 : value));
    expect(alarmsOf(values).filter((index) => index >= 3000)).toEqual([3000]);
  });

  it.each(Object.keys(ordinary))(
    "alarms less than twice in a thousand points of %s, after a week",
    (kind) => {
      const alarms = alarmsOf(made(kind, 6000, 11)).filter((index) => index >= 7 * perDay);
      expect(alarms.length).toBeLessThan(8);
    },
  );

  it("never alarms where nothing changes, and at once where it does", () => {
    expect(alarmsOf([...Array(400).fill(7), 8, ...Array(100).fill(7)])).toEqual([400]);
  });

  it("gives the same scores whatever the unit", () => {
    const values = made("small counts", 2000);
    const inThousandths = scoresOf(values.map((value) => 1000 * value));
    for (const [index, score] of scoresOf(values).entries())
      expect(inThousandths[index]).toBeCloseTo(score, 6);
  });

  it("forgets what is no finite number, and gives it no score", () => {
    const values = made("normal noise", 1000);
    const detector = new AnomalyDetector();
    const scores = values.map((value, index) => {
      for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
        expect(detector.next({ at: index * step, value: none })).toBe(0);
      return detector.next({ at: index * step, value });
    });
    expect(scores).toEqual(scoresOf(values));
  });

  it("refuses a point without a time", () => {
    expect(() => new AnomalyDetector().next({ at: Number.NaN, value: 1 })).toThrow(RangeError);
  });

  it("scores from 0 to 1, whatever it is given in whatever order", () => {
    const point = fc.record({ at: fc.integer({ min: -1e15, max: 1e15 }), value: fc.double() });
    const points = fc.array(point, { minLength: 170, maxLength: 400, size: "max" });
    fc.assert(
      fc.property(points, (points) => {
        const detector = new AnomalyDetector();
        for (const point of points) {
          const score = detector.next(point);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 30 },
    );
  });
});
