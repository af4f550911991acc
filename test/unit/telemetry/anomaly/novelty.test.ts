import { describe, expect, it } from "vitest";
import { Random } from "../../../../shared/random.ts";
import { Novelty } from "../../../../shared/telemetry/anomaly/novelty.ts";

const size = 170;

/** What the novelty of the last of the numbers should be, worked out from all pairs of them. */
function surpriseByHand(numbers: readonly number[]): number {
  const distances = numbers.map((one, index) =>
    Math.min(...numbers.filter((_, other) => other !== index).map((other) => Math.abs(one - other))),
  );
  const own = distances.at(-1) ?? 0;
  const others = distances.slice(0, -1).sort((one, other) => other - one);
  const rank = (others.filter((distance) => distance >= own).length + 1) / numbers.length;
  const largest = others.slice(0, 32);
  const threshold = largest.at(-1) ?? 0;
  if (own <= threshold) return -Math.log10(rank);
  const mean = largest.reduce((sum, one) => sum + one - threshold, 0) / 32;
  const tail = (32 / others.length) * Math.exp(-(own - threshold) / mean);
  return Math.min(30, -Math.log10(own > (largest[0] ?? 0) ? tail : Math.max(tail, rank)));
}

describe("Novelty", () => {
  it.each([
    ["any numbers", (random: Random) => 100 * random.next()],
    ["numbers that come again and again", (random: Random) => random.below(20)],
    ["some far out", (random: Random) => (random.chance(0.05) ? 1e4 : 1) * random.next()],
  ])("of %s is what all pairs of the last ones say", (_, next) => {
    const random = new Random(7);
    const novelty = new Novelty(size);
    const numbers: number[] = [];
    for (let count = 0; count < 2 * size + 20; count += 1) {
      const number = next(random);
      numbers.push(number);
      const surprise = novelty.next(number);
      if (surprise !== undefined) expect(surprise).toBeCloseTo(surpriseByHand(numbers.slice(-size)), 6);
      else expect(numbers.length).toBeLessThanOrEqual(160);
    }
  });

  it("is greatest for the first number that differs, and none for one seen before", () => {
    const novelty = new Novelty(size);
    for (let count = 0; count < 165; count += 1) expect(novelty.next(5) ?? 0).toBe(0);
    expect(novelty.next(6)).toBe(30);
    expect(novelty.next(5)).toBe(0);
  });

  it("finds a number in a gap between the others, not only beyond them", () => {
    const novelty = new Novelty(size);
    const random = new Random(3);
    const either = (): number => (random.chance(0.5) ? 20 : 80) + random.next();
    for (let count = 0; count < 165; count += 1) novelty.learn(either());
    expect(novelty.next(50)).toBeGreaterThan(10);
  });

  it("has forgotten what is older than its size", () => {
    const novelty = new Novelty(size);
    const random = new Random(3);
    novelty.learn(50);
    for (let count = 0; count < size; count += 1) novelty.learn(random.next());
    expect(novelty.next(50)).toBeGreaterThan(10);
  });
});
