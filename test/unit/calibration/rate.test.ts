import { expect, test } from "vitest";
import type { Tally } from "../../../shared/calibration/calibration.ts";
import { rateOf, rateOfQuestion } from "../../../shared/calibration/rate.ts";

/** The chance that of so many, each wrong with this probability, so many or more are. */
function chanceOfAsMany(tried: number, wrong: number, probability: number): number {
  let [chance, below] = [(1 - probability) ** tried, 0];
  for (let count = 0; count < wrong; count++) {
    below += chance;
    chance *= ((tried - count) / (count + 1)) * (probability / (1 - probability));
  }
  return 1 - below;
}

test.each([
  [10, 1],
  [20, 1],
  [20, 19],
  [600, 18],
])(
  "%i tried, with %i wrong: beyond either bound, what was seen would come once in 40 times",
  (tried, wrong) => {
    const { least, most, share } = rateOf(tried, wrong);
    expect(chanceOfAsMany(tried, wrong, least)).toBeCloseTo(0.025, 8);
    expect(chanceOfAsMany(tried, wrong + 1, most)).toBeCloseTo(0.975, 8);
    expect(share).toBe(wrong / tried);
  },
);

test("where none or all were wrong, one bound is the end", () => {
  expect(rateOf(10, 0)).toMatchObject({ least: 0, share: 0 });
  expect((1 - rateOf(10, 0).most) ** 10).toBeCloseTo(0.025, 8);
  expect(rateOf(10, 10)).toMatchObject({ most: 1, share: 1 });
  expect(rateOf(10, 10).least ** 10).toBeCloseTo(0.025, 8);
});

test("nothing tried says nothing", () => {
  expect(rateOf(0, 0)).toEqual({ tried: 0, wrong: 0, share: 0, least: 0, most: 1 });
});

test("a question's rate is over all its kinds, and no other's", () => {
  const tallies: Tally[] = [
    { question: "placebo", kind: "even", tried: 10, wrong: 1 },
    { question: "placebo", kind: "other", tried: 10, wrong: 0 },
    { question: "mistake", kind: "even", tried: 5, wrong: 5 },
  ];
  expect(rateOfQuestion(tallies, "placebo")).toEqual(rateOf(20, 1));
});
