import { describe, expect, test } from "vitest";
import { Random } from "../../../../shared/random.ts";
import { Choice } from "../../../../shared/telemetry/forecast/choice/choice.ts";
import { Hedge } from "../../../../shared/telemetry/forecast/choice/hedge.ts";
import { Leaders } from "../../../../shared/telemetry/forecast/choice/leaders.ts";
import { Polynomial } from "../../../../shared/telemetry/forecast/choice/polynomial.ts";

describe("leaders", () => {
  test("the model with the least absolute loss leads", () => {
    const leaders = new Leaders(3);
    leaders.observe([1, 5, 9], 6, 1);
    expect(leaders.leader([10, 20, 30])).toBe(20);
    expect(leaders.middleOfBest([10, 20, 30], 2)).toBe(25);
  });

  test("an old loss fades, so the lead can change", () => {
    const leaders = new Leaders(2);
    leaders.observe([0, 100], 0, 1);
    leaders.observe([10, 0], 0, 0.05);
    expect(leaders.leader([1, 2])).toBe(2);
  });
});

describe("the weighted mean", () => {
  test("is the median as long as nothing is known", () => {
    expect(new Polynomial(3).combine([1, 2, 9])).toBe(2);
  });

  test("finds the mean of two models that are off to either side, which no model alone is", () => {
    const random = new Random(4);
    const polynomial = new Polynomial(3);
    const late: number[] = [];
    for (let round = 0; round < 4000; round += 1) {
      const value = 100 * random.next();
      const forecasts = [value - 3 - random.next(), value + 3 + random.next(), value + 50];
      const said = polynomial.combine(forecasts) ?? Number.NaN;
      polynomial.observe(forecasts, said, value, 1);
      if (round >= 2000) late.push(Math.abs(said - value));
    }
    expect(late.reduce((sum, error) => sum + error, 0) / late.length).toBeLessThan(1);
  });
});

describe("Hedge", () => {
  test("weighs by exp(-rate x loss), at the rate of theory", () => {
    const hedge = new Hedge(2);
    // A loss of 0 and of 4: a range of 4, so 0 and 1 in its unit.
    hedge.observe([10, 14], 10, 1);
    const weight = Math.exp(-Math.sqrt(8 * Math.log(2)));
    expect(hedge.combine([0, 1])).toBeCloseTo(weight / (1 + weight), 12);
  });

  test("is the mean as long as nothing is known", () => {
    expect(new Hedge(3).combine([1, 2, 9])).toBe(4);
  });
});

describe("the choice", () => {
  test("soon says nothing but what the one model says that is right", () => {
    const random = new Random(5);
    const choice = new Choice({ models: 7, day: 24, steps: 1 });
    let error = Number.NaN;
    for (let round = 0; round < 500; round += 1) {
      const value = random.next();
      const forecasts = Array.from({ length: 7 }, (_, index) => (index === 3 ? value : 5 * random.next()));
      const said = choice.choose(forecasts) ?? { value: Number.NaN, rules: [] };
      error = Math.abs(said.value - value);
      choice.observe(forecasts, said, value, 1);
    }
    expect(error).toBeLessThan(0.01);
  });

  test("is what all models say where they say the same, to the last digit", () => {
    const choice = new Choice({ models: 3, day: 24, steps: 1 });
    choice.observe([1, 2, 4], choice.choose([1, 2, 4]) ?? { value: 2, rules: [] }, 3, 1);
    expect(choice.choose([0.1, 0.1, 0.1])?.value).toBe(0.1);
    expect(choice.choose([])).toBeUndefined();
  });
});
