import { describe, expect, it } from "vitest";
import { ZodError } from "zod";
import { AnomalyDetector } from "../../../../shared/telemetry/anomaly/detector.ts";
import type { Point } from "../../../../shared/telemetry/anomaly/history.ts";
import { Random } from "../../../bench/judge/random.ts";

/** Points now regularly and now not, with gaps, and steps back and forth in the level. */
function points(count: number): Point[] {
  const random = new Random(5);
  let at = 1_700_000_000_000;
  return Array.from({ length: count }, (_, index) => {
    at += random.chance(0.02) ? random.below(40_000_000) : 300_000;
    return { at, value: 50 + 5 * random.normal() + (index % 900 > 870 ? 40 : 0) };
  });
}

describe("A detector's state", () => {
  it.each([0, 1, 3, 100, 700, 3100, 4500])("goes on after %i points as if it had not stopped", (count) => {
    const all = points(count + 400);
    const first = new AnomalyDetector();
    for (const point of all.slice(0, count)) first.next(point);
    const second = AnomalyDetector.from(JSON.parse(JSON.stringify(first)));
    expect(second.toJSON()).toEqual(first.toJSON());
    const rest = all.slice(count);
    expect(rest.map((point) => second.next(point))).toEqual(rest.map((point) => first.next(point)));
  });

  it("stays below 64 kilobytes", () => {
    const detector = new AnomalyDetector();
    const random = new Random(5);
    for (let index = 0; index < 3500; index += 1)
      detector.next({ at: 1_700_000_000_000 + index * 300_000, value: 1e6 * random.next() });
    expect(JSON.stringify(detector).length).toBeLessThan(65_536);
  });

  it.each([
    ["nothing", undefined],
    ["another object", { values: [1, 2] }],
    ["a value without a time", { ...new AnomalyDetector().toJSON(), values: [1, 2] }],
  ])("is refused if it is %s", (_, json) => {
    expect(() => AnomalyDetector.from(json)).toThrow(ZodError);
  });
});
