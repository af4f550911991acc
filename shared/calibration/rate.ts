import { logBeta, logIncompleteBeta } from "../delivery/judge/beta.ts";
import type { Question, Tally } from "./calibration.ts";

/** A share of what was tried, with bounds between which the true one lies with a confidence of 95%. */
export interface Rate {
  tried: number;
  wrong: number;
  /** Between 0 and 1. */
  share: number;
  least: number;
  most: number;
}

/** Of each side. */
const error = 0.025;

/** Of so many tried so many were wrong: the exact bounds of Clopper and Pearson (Biometrika 26, 1934). */
export function rateOf(tried: number, wrong: number): Rate {
  const share = tried === 0 ? 0 : wrong / tried;
  const least = wrong === 0 ? 0 : quantile(error, wrong, tried - wrong + 1);
  const most = wrong === tried ? 1 : quantile(1 - error, wrong + 1, tried - wrong);
  return { tried, wrong, share, least, most };
}

/** The rate of a question, over all kinds. */
export function rateOfQuestion(tallies: readonly Tally[], question: Question): Rate {
  const asked = tallies.filter((tally) => tally.question === question);
  const sum = (property: "tried" | "wrong") => asked.reduce((total, tally) => total + tally[property], 0);
  return rateOf(sum("tried"), sum("wrong"));
}

/** Of the beta distribution, by halving: its distribution function only grows. */
function quantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    const below = Math.exp(logIncompleteBeta(middle, a, b) - logBeta(a, b));
    if (below < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
