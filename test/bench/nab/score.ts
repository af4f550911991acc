import type { Series } from "./corpus.ts";

/**
 * How the Numenta Anomaly Benchmark scores alarms (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms",
 * 2015, arXiv 1510.03336): of each labelled window the earliest alarm counts, the more so the earlier it is; an alarm
 * outside of windows costs, the less so the sooner after a window it is.
 */
export interface Profile {
  hit: number;
  miss: number;
  falseAlarm: number;
}

export const profiles = {
  standard: { hit: 1, miss: 1, falseAlarm: 0.11 },
  "reward low FP": { hit: 1, miss: 1, falseAlarm: 0.22 },
  "reward low FN": { hit: 1, miss: 2, falseAlarm: 0.11 },
} satisfies Record<string, Profile>;

/** A row that is scored. */
export interface Point {
  /** What the detector said, in [0, 1]. */
  score: number;
  /** The window that the row is in; undefined outside of windows. */
  window: string | undefined;
  /** What an alarm here is worth before the profile's weights: up to 1 in a window, from -1 to 0 outside. */
  worth: number;
}

/** Twice a sigmoid less 1, of a position where -1 is a window's start and 0 its end; -1 from 3 on. */
export function scaledSigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** How many rows at the start of a series are not scored: 15%, of at most 5,000 rows. */
export function probationOf(rows: number): number {
  return Math.min(Math.floor(0.15 * rows), 750);
}

/** The scored rows of a series, given the detector's score for each of its rows. */
export function pointsOf(series: Series, scores: readonly number[]): Point[] {
  const points: Point[] = [];
  const earliest = scaledSigmoid(-1);
  let next = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const current = series.windows[next];
    const before = series.windows[next - 1];
    let window: string | undefined;
    let worth = -1;
    if (current && row >= current.first) {
      window = `${series.group}/${series.name}|${next}`;
      const width = current.last - current.first + 1;
      worth = scaledSigmoid(-(current.last - row + 1) / width) / earliest;
      if (row === current.last) next += 1;
    } else if (before) worth = scaledSigmoid((row - before.last) / (before.last - before.first));
    if (row >= probationOf(scores.length)) points.push({ score: scores[row] ?? 0, window, worth });
  }
  return points;
}

/** What alarms at each point whose score is at least the threshold are worth together. */
export function worthAt(points: readonly Point[], threshold: number, profile: Profile): number {
  const best = new Map<string, number>();
  let total = 0;
  for (const { score, window, worth } of points) {
    if (window === undefined) {
      if (score >= threshold) total += worth * profile.falseAlarm;
    } else {
      const hit = score >= threshold ? worth * profile.hit : -profile.miss;
      best.set(window, Math.max(best.get(window) ?? -profile.miss, hit));
    }
  }
  for (const worth of best.values()) total += worth;
  return total;
}

/** The threshold at which alarms are worth most, and what they are worth. A threshold above 1 alarms never. */
export function bestThreshold(
  points: readonly Point[],
  profile: Profile,
): { threshold: number; worth: number } {
  const sorted = [...points].sort((one, other) => other.score - one.score);
  const found = new Map<string, number>();
  let total = 0 - profile.miss * windowsIn(points);
  let best = { threshold: 1.1, worth: total };
  for (const [index, { score, window, worth }] of sorted.entries()) {
    if (window === undefined) total += worth * profile.falseAlarm;
    else {
      const before = found.get(window) ?? -profile.miss;
      const after = Math.max(before, worth * profile.hit);
      found.set(window, after);
      total += after - before;
    }
    if (sorted[index + 1]?.score !== score && total > best.worth) best = { threshold: score, worth: total };
  }
  return best;
}

/** How many labelled windows have a scored row. */
export function windowsIn(points: readonly Point[]): number {
  return new Set(points.flatMap(({ window }) => (window === undefined ? [] : [window]))).size;
}

/** 0 for what never alarms, 100 for what alarms at the start of each of so many windows and nowhere else. */
export function normalised(worth: number, windows: number, profile: Profile): number {
  const silent = -profile.miss * windows;
  return (100 * (worth - silent)) / (profile.hit * windows - silent);
}
