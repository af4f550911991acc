import { failureRate, type Rule } from "./rule.ts";

/** Two-sided 98%. */
const quantile = 2.326;

/**
 * Kayenta's Mann-Whitney judge, of the failure rates of each minute: the canary is stopped when the 98% confidence interval
 * of the shift between both sides lies above a tenth of the estimated shift (Hodges & Lehmann; normal approximation of the
 * rank sum). It wants 50 points.
 */
export function kayenta({
  tolerance = 0.1,
  points = 50,
}: {
  tolerance?: number;
  points?: number;
} = {}): Rule {
  return (minutes) => {
    const canary = minutes.map((minute) => failureRate(minute.canary)).filter(Number.isFinite);
    const control = minutes.map((minute) => failureRate(minute.control)).filter(Number.isFinite);
    if (Math.min(canary.length, control.length) < points) return false;
    const shifts = canary.flatMap((one) => control.map((other) => one - other)).sort((a, b) => a - b);
    const deviation = Math.sqrt((shifts.length * (canary.length + control.length + 1)) / 12);
    const lowest = shifts[Math.floor(shifts.length / 2 - quantile * deviation)] ?? 0;
    const estimate = shifts[Math.floor(shifts.length / 2)] ?? 0;
    return lowest > tolerance * Math.abs(estimate);
  };
}
