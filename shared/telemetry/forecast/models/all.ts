import type { Season } from "../season.ts";
import { ewma } from "./ewma.ts";
import { holtWinters } from "./holt-winters.ts";
import { last } from "./last.ts";
import type { Model } from "./model.ts";
import { profileDifference, profileMean, profileMedian } from "./profile.ts";
import { rollingMedian } from "./rolling-median.ts";
import { seasonalDifference } from "./seasonal-difference.ts";
import { seasonalNaive } from "./seasonal-naive.ts";

type Restored = (saved?: readonly number[]) => Model;

/** The share that a new measurement has, where one counts half as much after so many slots. */
const shareOf = (halfLife: number) => 1 - 2 ** (-1 / halfLife);

/**
 * The models that are chosen from, by name. Lengths are ladders, each step some four times the one before, from next to
 * nothing to a day of five minutes: which of them suits a series is what the choice finds out.
 */
export function allModels({ day, week }: Season): Record<string, Restored> {
  return {
    last,
    "ewma-2": (saved) => ewma(2, saved),
    "ewma-6": (saved) => ewma(6, saved),
    "ewma-24": (saved) => ewma(24, saved),
    "ewma-96": (saved) => ewma(96, saved),
    "ewma-288": (saved) => ewma(288, saved),
    "median-5": () => rollingMedian(5),
    "median-13": () => rollingMedian(13),
    "median-49": () => rollingMedian(49),
    "median-145": () => rollingMedian(145),
    "median-289": () => rollingMedian(289),
    "seasonal-naive-day": () => seasonalNaive(day),
    "seasonal-naive-week": () => seasonalNaive(week),
    "seasonal-difference-day": () => seasonalDifference(day, 1),
    "seasonal-difference-day-6": () => seasonalDifference(day, 6),
    "seasonal-difference-week": () => seasonalDifference(week, 1),
    "seasonal-difference-week-6": () => seasonalDifference(week, 6),
    "profile-median": () => profileMedian(day),
    "profile-mean": () => profileMean(day),
    "profile-difference": (saved) => profileDifference(day, 6, saved),
    "holt-winters-3": (saved) => holtWinters(day, smoothing(3, 0.05), saved),
    "holt-winters-12": (saved) => holtWinters(day, smoothing(12, 0.02), saved),
    "holt-winters-72": (saved) => holtWinters(day, smoothing(72, 0.005), saved),
  };
}

function smoothing(halfLife: number, trend: number) {
  return { level: shareOf(halfLife), trend, season: 0.3, damping: 0.98 };
}
