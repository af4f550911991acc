import { expect, test } from "vitest";
import { Random } from "../../../../shared/random.ts";
import { Residuals } from "../../../../shared/telemetry/forecast/residuals.ts";

test("a quantile is the ceil((n + 1) q)-th of n residuals", () => {
  const residuals = new Residuals(1000);
  for (let slot = 0; slot < 9; slot += 1) residuals.observe({ slot, above: slot });
  // Of a time of day that had none: the newest alone.
  expect(residuals.quantile(500, 0.9)).toBe(8);
  expect(residuals.quantile(500, 0.5)).toBe(4);
  expect(residuals.quantile(500, 0.1)).toBe(0);
});

test("as many values as the quantile says are below it, whatever the distribution", () => {
  const random = new Random(6);
  const residuals = new Residuals(288);
  let below = 0;
  const rounds = 8000;
  for (let slot = 0; slot < rounds + 500; slot += 1) {
    const above = Math.exp(4 * random.next()) - 10;
    if (slot >= 500 && above <= residuals.quantile(slot, 0.9)) below += 1;
    residuals.observe({ slot, above });
  }
  expect(below / rounds).toBeGreaterThan(0.88);
  expect(below / rounds).toBeLessThan(0.92);
});

test("an hour of the day that is always uncertain is known to be", () => {
  const residuals = new Residuals(288);
  for (let slot = 0; slot < 4 * 288; slot += 1) {
    residuals.observe({ slot, above: slot % 288 < 24 ? 100 : 1 });
  }
  expect(residuals.quantile(4 * 288 + 10, 0.9)).toBe(100);
  expect(residuals.quantile(4 * 288 + 150, 0.9)).toBe(1);
});

test("what is older than a week is forgotten", () => {
  const residuals = new Residuals(24);
  for (let slot = 0; slot < 5000; slot += 1) residuals.observe({ slot, above: slot });
  expect(residuals.count).toBe(7 * 24 + 1);
});
